/** mappings/schema.json: by it an editor checks a mapping file as it is typed. */
import { z } from 'zod';
import { mapping } from '../../../src/core/mapping';

export const mappingSchemaText = (): string =>
  `${JSON.stringify(z.toJSONSchema(mapping, { io: 'input', reused: 'ref', unrepresentable: 'any' }), null, 2)}\n`;
