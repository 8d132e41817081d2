/**
 * What differs between two mappings: places, before and after. A section that is new or gone is one change; a list is
 * compared as a whole, because its order means something. Secrets are only ever the references they are kept as.
 */
import { z } from 'zod';
import { canonical, isRecord } from './canonical';
import { pointer } from './flaws';
import type { Mapping } from './mapping';

export const mappingChange = z.object({
  /** JSON pointer into the mapping. */
  path: z.string(),
  change: z.enum(['added', 'removed', 'changed']),
  before: z.unknown(),
  after: z.unknown(),
});
export type MappingChange = z.infer<typeof mappingChange>;

/** In the order of the places. */
export function diffMappings(before: Mapping, after: Mapping): MappingChange[] {
  const changes: MappingChange[] = [];
  compare([], before, after, changes);
  return changes;
}

function compare(path: readonly string[], before: unknown, after: unknown, changes: MappingChange[]): void {
  if (before === after) return;
  if (isRecord(before) && isRecord(after)) {
    for (const key of [...new Set([...Object.keys(before), ...Object.keys(after)])].sort())
      compare([...path, key], ownValue(before, key), ownValue(after, key), changes);
    return;
  }
  if (canonical(before) === canonical(after)) return;
  const change = before === undefined ? 'added' : after === undefined ? 'removed' : 'changed';
  changes.push({ path: pointer(path), change, before: before ?? null, after: after ?? null });
}

const ownValue = (record: Record<string, unknown>, key: string): unknown =>
  Object.hasOwn(record, key) ? record[key] : undefined;

const MAX_LINES = 50;
const MAX_VALUE = 80;

/** A line for each change, for people and for the audit; at most 50. */
export function summaryOf(changes: readonly MappingChange[]): string[] {
  const lines = changes.slice(0, MAX_LINES).map(lineOf);
  return changes.length > MAX_LINES ? [...lines, `and ${changes.length - MAX_LINES} more`] : lines;
}

function lineOf({ path, change, before, after }: MappingChange): string {
  if (change !== 'changed') return `${path} ${change}`;
  const [old, young] = [JSON.stringify(before), JSON.stringify(after)];
  return old.length + young.length > 2 * MAX_VALUE ? `${path} changed` : `${path}: ${old} → ${young}`;
}
