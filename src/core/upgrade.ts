/**
 * Older shapes made new (design §4): `v` of a record or document is the version of the shape that its kind had. Whoever
 * raises the `v` of a kind adds the step from the version before to this table, and a fixture of the shape before to
 * test/fixtures; neither is ever taken away. Data of today's version passes at the cost of one comparison.
 */
import { KINDS, type KindName } from './kinds';
import type { JournalRecord } from './record';

/** What data of one version is in the next. It must not change what it is given. */
export type Step = (data: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>;
/** Kind → version → the step from that version to the next. */
export type Upgrades = Readonly<Record<string, Readonly<Record<number, Step>>>>;

export const UPGRADES: Upgrades = Object.freeze({});

/** Data was written by a newer version: to go on would be to lose what this one does not know. */
export class NewerShape extends Error {
  constructor(what: string) {
    super(`${what}: a newer version of Signalbox has written it; start that one, or restore the backup made before it`);
  }
}

/** The version of a kind's shape that this program writes. */
export function versionOf(kind: string): number {
  const known = Object.hasOwn(KINDS, kind) ? KINDS[kind as KindName] : undefined;
  if (!known) throw new NewerShape(`there is a ${kind}, which this version does not know`);
  return known.v;
}

/** The data in today's shape. */
export function upgrade(kind: string, data: unknown, fromV: number, table: Upgrades = UPGRADES): unknown {
  const today = versionOf(kind);
  if (fromV > today) throw new NewerShape(`there is a ${kind} of version ${fromV}, and this one knows ${today}`);
  let upgraded = data as Readonly<Record<string, unknown>>;
  // What was erased is empty in every version.
  if (Object.keys(upgraded).length === 0) return data;
  for (let v = fromV; v < today; v++) {
    const step = table[kind]?.[v];
    if (!step) throw new Error(`nothing leads from version ${v} of ${kind} to the next`);
    upgraded = step(upgraded);
  }
  return upgraded;
}

/** The record with its data in today's shape; the same record where it has it. */
export function upgradeRecord(record: JournalRecord, table: Upgrades = UPGRADES): JournalRecord {
  const kind = record.subject.slice(0, record.subject.indexOf('/'));
  const v = versionOf(kind);
  return record.v === v ? record : { ...record, v, data: upgrade(kind, record.data, record.v, table) };
}
