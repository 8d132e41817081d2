/** What is told with its events page by page, as one. */
import { isRefusal, type Refusal } from '../../src/core/errors';
import type { Story } from '../../src/services/api';

/** A story from its beginning to its end, or why there is none; `ask` is given the signal of whoever stays. */
export async function told<T>(ask: (gone: AbortSignal) => Promise<Story | Refusal>): Promise<T | Refusal> {
  const controller = new AbortController();
  const story = await ask(controller.signal);
  if (isRefusal(story)) return story;
  const events: unknown[] = [];
  for await (const page of story.events) events.push(...page);
  controller.abort();
  return { ...story.head, events } as T;
}

/** A story without events. */
export const storyOf = (head: object): Story => ({ head, events: (async function* () {})() });
