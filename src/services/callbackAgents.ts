/**
 * Whether agents are going to be there for the customers of callbacks that are dialled now (design §5.3.4). It takes a customer
 * some seconds to answer and to press 1: who is going to be free by then is counted as free.
 */
import type { Entry } from '../core/queue';
import type { AssignmentBoards } from './assignmentBoards';
import type { CallbackIndexes } from './callbackIndexes';
import type { CallbackQueue } from './callbackSettings';
import type { WaitingTimes } from './waitingTimes';

/** Nobody answers a phone sooner after it was dialled. */
const ANSWERS_MS = 3_000;
/** Nor hears who calls, and presses 1, sooner after that. */
const CONFIRMS_MS = 2_000;

export interface CallbackAgentParts {
  readonly indexes: CallbackIndexes;
  readonly boards: Pick<AssignmentBoards, 'board'>;
  readonly waiting: Pick<WaitingTimes, 'sure'>;
}

export class CallbackAgents {
  constructor(private readonly parts: CallbackAgentParts) {}

  /** For a callback, for those under way and for so many more; where not, `again` is when to ask again. */
  sure({ tenant, queue, policy }: CallbackQueue, entry: Entry, more: number): { sure: boolean; again?: number } {
    const live = this.parts.indexes.of(tenant)?.liveIn(queue) ?? 0;
    const free = this.parts.boards.board(tenant).agents.countIn(queue);
    const withinMs = ANSWERS_MS + (policy.confirm.required ? CONFIRMS_MS : 0);
    return this.parts.waiting.sure(tenant, entry, { ahead: live + more, free, withinMs });
  }
}
