/** The services about the mapping as delivery sees them: every call is told to the test and answered with little. */
import type { MappingAdministration } from '../../src/services/mappingApi';

const NO_DIFFERENCE = { changes: [], consequences: [] };

export function fakeMappings(tell: (name: string, ...args: unknown[]) => void): MappingAdministration {
  const told = (name: string, data: unknown, ...args: unknown[]) => {
    tell(name, ...args);
    return { status: 200, seq: 7, data };
  };
  return {
    get: async () => told('get', { id: 'v1', version: 1 }),
    export: async (_, version) => {
      tell('export', version);
      return { seq: 7, yaml: '{"pbxs":{},"tenants":{}}' };
    },
    validate: async (_, input) => told('validate', { valid: true, flaws: [] }, input),
    diff: async (_, input) => told('diff', NO_DIFFERENCE, input),
    tryCall: async (_, body) => told('tryCall', {}, body),
    apply: async (_, input, options) => told('apply', NO_DIFFERENCE, input, options),
    applyFile: async (_, options) => told('applyFile', { outcome: 'unchanged', version: 1 }, options),
    versions: async (_, limit, cursor) => {
      tell('versions', limit, cursor);
      return { items: [] };
    },
    version: async (_, version) => told('version', { id: `v${version}`, version }, version),
    compare: async (_, version, against) => told('compare', NO_DIFFERENCE, version, against),
    rollback: async (_, version, options) => told('rollback', NO_DIFFERENCE, version, options),
    part: async (_, part, names) => told('part', {}, part, { ...names }),
    putPart: async (_, part, names, value, options) =>
      told('putPart', NO_DIFFERENCE, part, { ...names }, value, options),
    deletePart: async (_, part, names, options) => told('deletePart', NO_DIFFERENCE, part, { ...names }, options),
  };
}
