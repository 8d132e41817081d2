/** Places in the input that are wrong, from what a schema found: JSON pointers and words for a person. */
import type { z } from 'zod';
import type { Flaw } from './errors';

/** At most 20: whoever sent worse gets the idea. */
export function flawsOf(error: z.ZodError, prefix = ''): Flaw[] {
  return error.issues.slice(0, 20).flatMap((issue) => flawsOfIssue(issue, prefix));
}

/** Schemas pass over `__proto__` as if it were not there: whoever wrote it is told. */
export function unheardNames(input: unknown, path = ''): Flaw[] {
  if (typeof input !== 'object' || input === null) return [];
  return Object.entries(input).flatMap(([name, value]) => {
    const at = path + pointer([name]);
    return name === '__proto__' ? [{ path: at, message: 'cannot be a name' }] : unheardNames(value, at);
  });
}

const MAX_FLAWS = 100;

/** The first hundred, and how many more there are. */
export const firstFlaws = (flaws: readonly Flaw[]): Flaw[] =>
  flaws.length <= MAX_FLAWS
    ? [...flaws]
    : [...flaws.slice(0, MAX_FLAWS), { path: '', message: `and ${flaws.length - MAX_FLAWS} more` }];

/** What a union says that was given no words. */
const UNWORDED = 'Invalid input';

function flawsOfIssue(issue: z.core.$ZodIssue, prefix: string): Flaw[] {
  const path = prefix + pointer(issue.path);
  if (issue.code === 'unrecognized_keys')
    return issue.keys.slice(0, 20).map((key) => ({ path: `${path}${pointer([key])}`, message: 'is not known here' }));
  const isChoice = issue.code === 'invalid_union' && issue.errors.length > 0;
  // A union that has words of its own says itself what it takes.
  if (!isChoice || issue.message !== UNWORDED) return [{ path, message: issue.message }];
  // Of a union the alternative that got furthest is what was meant.
  const closest = [...issue.errors].sort((a, b) => depth(b) - depth(a))[0] ?? [];
  return closest.slice(0, 5).flatMap((inner) => flawsOfIssue(inner, path));
}

const depth = (issues: readonly z.core.$ZodIssue[]): number =>
  Math.max(0, ...issues.map((issue) => issue.path.length)) - issues.length / 100;

/** RFC 6901. */
export const pointer = (path: readonly PropertyKey[]): string =>
  path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
