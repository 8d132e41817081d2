/** What a fake Asterisk says of its dialplan: whether the module of an application is loaded, and whether extensions exist. */
import type { FakeAri } from './fakeAri';

export interface FakeDialplan {
  /** The status of the module; undefined: there is none. */
  module: string | undefined;
  /** What DIALPLAN_EXISTS says; undefined: there is no such function. */
  exists: string | undefined;
}

/** Has all that is needed, until it is changed; `extensions` as DIALPLAN_EXISTS takes them. */
export function fakeDialplan(fake: FakeAri, module: string, extensions: readonly string[]): FakeDialplan {
  const set: FakeDialplan = { module: 'Running', exists: '1' };
  const known = extensions.map((extension) => `DIALPLAN_EXISTS(${extension})`);
  fake.answers = ({ path, query: { variable } }) => {
    if (path === `asterisk/modules/${module}.so`)
      return set.module === undefined ? { status: 404 } : { status: 200, body: { status: set.module } };
    if (variable === undefined || !known.includes(variable)) return undefined;
    return set.exists === undefined ? { status: 500 } : { status: 200, body: { value: set.exists } };
  };
  return set;
}
