/** The history of a callback as a table: what each event changed, and who did it. */
import { z } from 'zod';
import { changedFields } from '../../core/act';
import { type Changed, changeText } from '../changeText';
import type { Columns } from '../table';

const event = z.looseObject({
  time: z.string(),
  type: z.string(),
  subject: z.string(),
  actor: z.string(),
  data: z.record(z.string(), z.unknown()),
});
const step = z.looseObject({
  did: z.string(),
  at: z.string(),
  by: z.string(),
  was: z.record(z.string(), z.unknown()).optional(),
});
export const callbackStory = z.looseObject({
  callback: z.looseObject({ steps: z.array(step).optional() }),
  events: z.array(event),
});

interface Moment extends Pick<z.infer<typeof event>, 'time' | 'type' | 'actor'> {
  readonly changes: readonly Changed[];
}

export const MOMENTS: Columns<Moment> = {
  time: ({ time }) => time.slice(0, 23).replace('T', ' '),
  event: ({ type }) => type,
  by: ({ actor }) => actor,
  changes: ({ changes }) => changes.map(changeText).join('; ').slice(0, 200),
};

/** They say nothing of what happened. */
const SILENT: ReadonlySet<string> = new Set(['id', 'version', 'transaction', 'callback', 'steps']);

/** What was done to it by hand before the first of its events that is kept still, and then those events. */
export function momentsOf({ callback: { steps = [] }, events }: z.infer<typeof callbackStory>): Moment[] {
  const [first] = events;
  const older = steps.filter(({ at }) => first === undefined || at < first.time);
  return [
    ...older.map(({ did, at: time, by: actor, was = {} }) => ({
      ...{ time, type: did, actor },
      changes: Object.entries(was).map(([field, before]) => ({ field, before })),
    })),
    ...changesOf(events),
  ];
}

/** Each event with what it changed of its subject; the first of a subject says what it began with. */
function changesOf(events: readonly z.infer<typeof event>[]): Moment[] {
  const before = new Map<string, Readonly<Record<string, unknown>>>();
  return events.map((one) => {
    const was = before.get(one.subject) ?? {};
    before.set(one.subject, one.data);
    return { ...one, changes: changedFields(was, one.data).filter(({ field }) => !SILENT.has(field)) };
  });
}
