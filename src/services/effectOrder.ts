/** Which effects of a call wait for none before them, and which are given twice. */
import type { Effect } from '../core/effect';
import type { Join } from '../ports/pbx';

/** Given again when nobody knows whether they were done: twice does no harm, and not at all leaves somebody alone. */
export const AGAIN: ReadonlySet<Effect['do']> = new Set([
  'answer',
  'ringing',
  'reject',
  'hangup',
  'tag',
  'open',
  'close',
  'join',
  'leave',
  'hold',
  'mute',
]);

/** What a conversation may be opened beside. */
const BESIDE_OPENING: ReadonlySet<Effect['do']> = new Set(['answer', 'endProgram', 'hold', 'tag']);

/** Takes the first, and those after it that depend on none before them. */
export function takeTogether(queue: Effect[]): Effect[] {
  const end = queue.findIndex((effect, at) => !queue.slice(0, at).every((before) => goAlong(before, effect)));
  return queue.splice(0, end < 0 ? queue.length : end);
}

/** Whether the second depends on nothing that the first does: then nobody waits for its answer. */
function goAlong(first: Effect, next: Effect): boolean {
  if (next.do === 'open') return BESIDE_OPENING.has(first.do);
  if (first.do === 'tag') return next.do === 'run' || next.do === 'hold';
  if (first.do !== 'join' || next.do !== 'join' || first.conversation !== next.conversation) return false;
  return isTalk(first.how) && isTalk(next.how) && first.party !== next.party;
}

const isTalk = (how: Join = { mode: 'talk' }): boolean => how.mode === 'talk';
