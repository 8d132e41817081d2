/** What is asked for an entry that waits: other skills, another priority; and what time does to it. It keeps its arrival. */
import { z } from 'zod';
import { type Context, type Decision, nothing } from './decision';
import { askingFor, entryDeadlines, stepped } from './entrySkills';
import { type Refusal, refuse } from './errors';
import { type Entry, inLine, priority } from './queue';
import type { QueueSettings } from './queueSettings';
import { skillsWanted } from './skills';

export const setSkillsCommand = skillsWanted;
export const setPriorityCommand = z.strictObject({ priority });

export type EntryAnswer = Decision<{ entry: string }> | Refusal;

/** What is asked for is this and nothing else from now on; `queue` is its queue, absent when the mapping has it no more. */
export const decideSetSkills = (
  entry: Entry,
  wanted: z.infer<typeof setSkillsCommand>,
  { now, queue = {} }: Pick<Context, 'now'> & { readonly queue: Pick<QueueSettings, 'relax'> | undefined },
): EntryAnswer => changed(entry, () => askingFor(entry, wanted, queue, now));

/** Moves it before or behind those of another priority; among those of the same it stands by its arrival. */
export const decideSetPriority = (entry: Entry, set: z.infer<typeof setPriorityCommand>): EntryAnswer =>
  changed(entry, () => ({ ...entry, priority: set.priority }));

/** Before all others of its queue, whatever their priority; it keeps its arrival. Nothing for the one that is first. */
export function decideMoveToFront(
  entry: Entry,
  { now, actor, position }: Pick<Context, 'now' | 'actor'> & { readonly position: number | undefined },
): EntryAnswer {
  if (!inLine(entry) || position === undefined) return refuse('queue.entry_taken');
  const { id, transaction } = entry;
  if (position === 1) return { ...nothing, reply: { entry: id } };
  const data: Entry = { ...entry, moved: { at: now, by: actor, passed: position - 1 } };
  return { drafts: [{ type: 'queue.entry_moved', id, data, transaction }], reply: { entry: id } };
}

/** It has waited so long that it insists on less; nothing when that is not due. */
export function decideRelax(entry: Entry, at: number, { now }: Pick<Context, 'now'>): Decision {
  if (!entryDeadlines(entry).some((due) => due.name === 'relax' && due.at === at)) return nothing;
  const { id, transaction } = entry;
  return { drafts: [{ type: 'queue.relaxed', id, data: stepped(entry, now), transaction }], reply: undefined };
}

function changed(entry: Entry, change: () => Entry): EntryAnswer {
  if (!inLine(entry)) return refuse('queue.entry_taken');
  const { id, transaction } = entry;
  return { drafts: [{ type: 'queue.entry_changed', id, data: change(), transaction }], reply: { entry: id } };
}
