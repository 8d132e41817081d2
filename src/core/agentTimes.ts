/**
 * What an agent does, and for how long it did it. Each record of an agent says what it did until then (`was`): it is stamped
 * where records are numbered, so no decision can forget it, and times are added up from records alone
 * (docs/decisions/0016).
 */
import type { Agent, Doing } from './agent';

/** What it does now; nothing while it is signed off. */
export function doing({ state, reason, voice }: Agent): { readonly what: Doing; readonly reason?: string } | undefined {
  if (state === 'loggedOff') return undefined;
  if (voice.state === 'busy') return { what: voice.queue === undefined ? 'otherCall' : 'talking' };
  if (voice.state !== 'idle') return { what: voice.state };
  return state === 'ready' ? { what: 'ready' } : { what: 'notReady', ...(reason !== undefined && { reason }) };
}

/** The drafts of a decision with what each agent in them did until now. */
export function stamped<D extends { readonly type: string; readonly id: string; readonly data: unknown }>(
  drafts: readonly D[],
  known: (id: string) => Agent | undefined,
  now: number,
): readonly D[] {
  if (!drafts.some(({ type }) => type.startsWith('agent.'))) return drafts;
  const seen = new Map<string, Agent>();
  return drafts.map((draft) => {
    if (!draft.type.startsWith('agent.')) return draft;
    const agent = told(draft.data as Agent, seen.get(draft.id) ?? known(draft.id), now);
    seen.set(draft.id, agent);
    return { ...draft, data: agent };
  });
}

function told(agent: Agent, before: Agent | undefined, now: number): Agent {
  const { was: _, handled, ...rest } = agent;
  // It is told once, in the record by which the agent was done; what is only carried on is none of this one.
  const done = handled !== undefined && handled !== before?.handled;
  const did = before && doing(before);
  const since = before?.toldAt;
  // A clock that is set back adds nothing until it is where it was.
  const toldAt = Math.max(now, since ?? 0);
  return {
    ...rest,
    ...(done && { handled }),
    toldAt,
    ...(did && since !== undefined && { was: { ...did, since, began: before.voice.since } }),
  };
}
