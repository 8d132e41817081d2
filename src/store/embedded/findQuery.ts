/** The SQL of one page of a list, newest first. Keys and values are always bound, never part of the text. */
import { ERASED, type FindCall } from './protocol';
import { bindable, type Row } from './sqlite';

/** The columns of a document; the table is called `d` in every query. */
export const COLUMNS = 'd.kind, d.id, d.seq, d.ended, d.time, d.keys, d.json, d.secret, d.v';

export type Key = FindCall['keys'][number];

/** The first of `keys` leads: its entries are walked in order, the others are looked up for each. */
export function findQuery(call: FindCall, keys: readonly Key[]): { readonly sql: string; readonly values: Row } {
  const [source, driver] = keys.length > 0 ? [BY_KEY, 'k'] : ['documents d', 'd'];
  const ended = call.ended === undefined ? [] : [`d.ended = ${call.ended ? 1 : 0}`];
  const since = call.from === undefined ? [] : [`${driver}.time >= :from`];
  const until = call.before === undefined ? [] : [`${driver}.time < :before`];
  const ofKeys = keys.map((_, index) => (index === 0 ? LEADS : alsoHas(index)));
  const conditions = [...ofKeys, ...ended, ...since, ...until, NOT_ERASED];
  const sql = `SELECT ${COLUMNS} FROM ${source}
    WHERE ${driver}.tenant = :tenant AND ${driver}.kind = :kind AND (${driver}.time, ${driver}.id) < (:time, :id)
    ${conditions.map((condition) => `AND ${condition}`).join(' ')}
    ORDER BY ${driver}.time DESC, ${driver}.id DESC LIMIT :limit`;
  return { sql, values: valuesOf(call, keys) };
}

// A cross join keeps the order in which the tables are named, and so the order of the list.
const BY_KEY = 'document_keys k CROSS JOIN documents d ON d.tenant = k.tenant AND d.kind = k.kind AND d.id = k.id';
export const NOT_ERASED = `d.json <> '${ERASED}'`;
const LEADS = 'k.name = :name0 AND k.value = :value0';

function alsoHas(index: number): string {
  return `EXISTS (SELECT 1 FROM document_keys x WHERE x.tenant = :tenant AND x.kind = :kind
    AND x.name = :name${index} AND x.value = :value${index} AND x.time = k.time AND x.id = k.id)`;
}

function valuesOf({ tenant, kind, limit, after, from, before }: FindCall, keys: readonly Key[]): Row {
  const place = after ?? { time: Number.MAX_SAFE_INTEGER, id: '' };
  const range = { ...(from !== undefined && { from }), ...(before !== undefined && { before }) };
  const values: Row = { tenant, kind, limit, time: place.time, id: place.id, ...range };
  for (const [index, [name, value]] of keys.entries()) {
    values[`name${index}`] = name;
    values[`value${index}`] = bindable(value);
  }
  return values;
}
