/** Answers of a real gateway to the examples of the routes, as `make docs` recorded them. */
import answers from './examples.generated.json';

/** What was asked for by its path, and what came back. */
export interface RecordedAnswer {
  /** Values of the `{names}` in the path. */
  readonly params: Readonly<Record<string, string>>;
  readonly status: number;
  /** JSON of the answer. */
  readonly body?: unknown;
  /** The beginning of an answer that is not JSON. */
  readonly text?: string;
}

/** The recorded answer of an operation; undefined until `make docs` has run with it. */
export const exampleOf = (operation: string): RecordedAnswer | undefined =>
  (answers as Readonly<Record<string, RecordedAnswer>>)[operation];
