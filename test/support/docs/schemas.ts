/** The schemas of an OpenAPI 3.1 document as an independent validator (ajv) reads them. */
import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';

// biome-ignore lint/suspicious/noExplicitAny: a JSON document
type Json = any;

/** Validates values by schemas of one document. */
export class Schemas {
  private readonly ajv = new Ajv2020({ strict: false, allErrors: true });
  private readonly made = new Map<string, ValidateFunction>();

  constructor(document: Json) {
    addFormats(this.ajv);
    this.ajv.addSchema({ $id: 'openapi', ...document });
  }

  /** What is wrong with a value, by the schema at a JSON pointer into the document; empty when it fits. */
  flaws(pointer: readonly string[], value: unknown): string[] {
    const at = pointer.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/');
    let validate = this.made.get(at);
    if (!validate) {
      validate = this.ajv.compile({ $ref: `openapi#/${at}` });
      this.made.set(at, validate);
    }
    return validate(value) ? [] : (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
  }
}
