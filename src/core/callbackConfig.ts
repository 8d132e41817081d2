/** What a callback of a queue is decided by: its rules, and what there is already. */
import type { Callback } from './callback';
import type { CallbackDraft } from './callbackDraft';
import type { ExpectedDial } from './callbackExpected';
import type { LifeConfig } from './callbackLife';
import type { Context, Decision } from './decision';
import type { Refusal } from './errors';
import type { GuardCounts } from './guards';
import type { MessageConfig } from './messageTelling';
import type { Entry } from './queue';
import type { SlotHold } from './slotHold';
import type { SlotBook } from './slots';

export interface CallbackConfig extends LifeConfig {
  readonly queue: string;
  /** Routing point of the venue under whose name callbacks of the queue run. */
  readonly routingPoint: string;
  /** In which local times are read. */
  readonly zone: string;
  readonly counts: GuardCounts;
  readonly book: SlotBook;
  /** A callback of the queue for that number that is pending; not one whose customer talks: that one is about to be done. */
  readonly pendingFor: (number: string) => Callback | undefined;
  /** What a callback that is pending becomes by `act`, together with the call that rings for it, which is over then. */
  readonly end: (
    callback: Callback,
    context: Context,
    act: (place: CallbackDraft) => boolean,
  ) => Decision<unknown> | Refusal;
  readonly taken: (confirmationId: string) => boolean;
  readonly hold: (id: string) => SlotHold | undefined;
  /** The place of the queue that is kept for that number. */
  readonly heldFor: (number: string) => SlotHold | undefined;
  /** How customers are written; absent: they are not. */
  readonly messages: MessageConfig | undefined;
  /** When one that is wanted as soon as possible is expected to be dialled, in its place or in a new one; undefined where nobody can say. */
  readonly expects: (callback: Callback, place: Entry | undefined) => ExpectedDial | undefined;
}
