/**
 * Whether agents are going to be there for the customers of callbacks that are dialled now (design §5.3.4). It takes a customer
 * some seconds to answer and to press 1: who is going to be free by then is counted as free.
 */
import type { Entry } from '../core/queue';
import type { AssignmentBoards } from './assignmentBoards';
import type { CallbackIndexes } from './callbackIndexes';
import type { CallbackModes } from './callbackModes';
import type { CallbackQueue } from './callbackSettings';
import type { WaitingTimes } from './waitingTimes';

/** Nobody answers a phone sooner after it was dialled. */
const ANSWERS_MS = 3_000;
/** Nor hears who calls, and presses 1, sooner after that. */
const CONFIRMS_MS = 2_000;

export interface CallbackAgentParts {
  readonly indexes: CallbackIndexes;
  readonly boards: Pick<AssignmentBoards, 'board'>;
  readonly modes: Pick<CallbackModes, 'of'>;
  readonly waiting: Pick<WaitingTimes, 'sure'>;
}

export class CallbackAgents {
  constructor(private readonly parts: CallbackAgentParts) {}

  /** For a callback, for those under way and for so many more; where not, `again` is when to ask again. */
  sure({ tenant, queue, policy }: CallbackQueue, entry: Entry, more: number): { sure: boolean; again?: number } {
    const live = this.parts.indexes.of(tenant)?.liveIn(queue) ?? 0;
    const ahead = live + this.wantedElsewhere(tenant, queue) + more;
    const free = this.parts.boards.board(tenant).agents.countIn(queue);
    const withinMs = ANSWERS_MS + (policy.confirm.required ? CONFIRMS_MS : 0);
    return this.parts.waiting.sure(tenant, entry, { ahead, free, withinMs });
  }

  /** So many of those who are free are going to be needed for customers of their other queues, who are under way. */
  private wantedElsewhere(tenant: string, queue: string): number {
    const { indexes, boards, modes } = this.parts;
    // Agent first, somebody is there for each of them.
    const others = [...(indexes.of(tenant)?.live ?? [])].filter(
      ([other]) => other !== queue && modes.of(tenant, other) !== 'agentFirst',
    );
    if (others.length === 0) return 0;
    const { agents } = boards.board(tenant);
    const free = [...agents.ids()].map((id) => agents.get(id)?.queues);
    let wanted = 0;
    for (const [other, live] of others) {
      const there = free.filter((queues) => queues?.has(other));
      const shared = there.filter((queues) => queues?.has(queue)).length;
      wanted += Math.min(shared, Math.max(0, live - (there.length - shared)));
    }
    return wanted;
  }
}
