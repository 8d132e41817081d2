/** The parts of a mapping that are edited one by one: where each stands, and its schema. */
import type { z } from 'zod';
import { type Mapping, PART_SCHEMAS } from './mapping';
import { own } from './own';

export interface MappingPart {
  /** Path into the mapping; `{names}` are filled in. */
  readonly at: readonly string[];
  readonly schema: z.ZodType;
  /** What it is, for people. */
  readonly doc: string;
}

const { pbx, routingPoint, tenant, key, owned, application, venue, queue, workstation, agent, messages } = PART_SCHEMAS;

export const MAPPING_PARTS = Object.freeze({
  pbx: { at: ['pbxs', '{pbx}'], schema: pbx, doc: 'a PBX' },
  routingPoint: { at: ['pbxs', '{pbx}', 'routingPoints', '{point}'], schema: routingPoint, doc: 'a routing point' },
  tenant: { at: ['tenants', '{tenant}'], schema: tenant, doc: 'the part of a tenant' },
  venue: { at: ['tenants', '{tenant}', 'venues', '{venue}'], schema: venue, doc: 'a venue' },
  application: {
    at: ['tenants', '{tenant}', 'applications', '{application}'],
    schema: application,
    doc: 'an application',
  },
  queue: { at: ['tenants', '{tenant}', 'queues', '{queue}'], schema: queue, doc: 'a queue' },
  workstation: {
    at: ['tenants', '{tenant}', 'workstations', '{workstation}'],
    schema: workstation,
    doc: 'a workstation',
  },
  agent: { at: ['tenants', '{tenant}', 'agents', '{agent}'], schema: agent, doc: 'an agent' },
  key: { at: ['tenants', '{tenant}', 'keys', '{key}'], schema: key, doc: 'a key' },
  messages: { at: ['tenants', '{tenant}', 'messages'], schema: messages, doc: 'who sends the messages of a tenant' },
  owns: { at: ['tenants', '{tenant}', 'owns', '{pbx}'], schema: owned, doc: 'what a tenant owns on a PBX' },
  sharedApplication: {
    at: ['system', 'applications', '{application}'],
    schema: application,
    doc: 'a shared application',
  },
} satisfies Readonly<Record<string, MappingPart>>);
export type MappingPartName = keyof typeof MAPPING_PARTS;

/** The path of a part with its names filled in. */
export const pathOfPart = (part: MappingPartName, names: Readonly<Record<string, string>>): string[] =>
  MAPPING_PARTS[part].at.map((step) => (step.startsWith('{') ? (own(names, step.slice(1, -1)) ?? '') : step));

/** What stands at a path; `undefined` when there is nothing. */
export function partAt(mapping: Mapping, path: readonly string[]): unknown {
  let at: unknown = mapping;
  for (const step of path) at = own(at as Record<string, unknown> | undefined, step);
  return at;
}

/**
 * The mapping with another part, or without it; `undefined` when what it belongs to is not there. A section that the
 * part is the first of is made.
 */
export function withPart(mapping: Mapping, path: readonly string[], value: unknown): unknown {
  // A name stands in a section of its own, and what has no name of its own in what it belongs to.
  const parent = path.slice(0, path.length % 2 === 0 ? -2 : -1);
  if (parent[0] !== 'system' && partAt(mapping, parent) === undefined) return undefined;
  return replaced(mapping, path, value);
}

function replaced(at: unknown, [step, ...rest]: readonly string[], value: unknown): unknown {
  if (step === undefined) return value;
  const record = { ...(at as Record<string, unknown> | undefined) };
  const inside = replaced(own(record, step), rest, value);
  const others = Object.entries(record).filter(([name]) => name !== step);
  // Built from entries: `__proto__` is a name as any other, and an order that stays is easier to read.
  return Object.fromEntries(inside === undefined ? others : place(record, step, inside));
}

function place(record: Record<string, unknown>, step: string, inside: unknown): [string, unknown][] {
  const entries = Object.entries(record);
  return Object.hasOwn(record, step)
    ? entries.map(([name, old]) => [name, name === step ? inside : old])
    : [...entries, [step, inside]];
}
