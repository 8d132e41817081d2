/** What decisions about calls are made by: the mapping in force, and what of the partition they may look at. */
import type { Agent } from './agent';
import type { ApplicationState } from './application';
import type { Callback } from './callback';
import type { CallbackConfig } from './callbackConfig';
import type { Delay } from './callbackDelay';
import type { Refusal } from './errors';
import type { PbxConfig, TenantMapping } from './mapping';
import type { Offer } from './offer';
import type { Outlook } from './proposalRules';
import type { Entry } from './queue';
import type { QueueState } from './queueState';
import type { Recording } from './recording';
import type { Transaction } from './transaction';
import type { VenueState } from './venueState';
import type { Estimate } from './waitingTime';
import type { PhoneOf } from './workstationPhones';

/** What of the mapping a call is decided by. */
export interface CallConfig {
  readonly tenant: string;
  /** Absent in `system`, for calls that no venue takes. */
  readonly mapping: TenantMapping | undefined;
  readonly pbx: PbxConfig;
  readonly application: (name: string) => ApplicationState | undefined;
  readonly venue: (name: string) => VenueState | undefined;
  /** Only there once attributes were set. */
  readonly transaction: (id: string) => Transaction | undefined;
  readonly entry: (id: string) => Entry | undefined;
  readonly callback: (id: string) => Callback | undefined;
  /** Only there for one that has hours, or was opened or closed by hand. */
  readonly queue: (name: string) => QueueState | undefined;
  /** How many callers wait in the queue of that name, callbacks apart. */
  readonly waiting: (queue: string) => number;
  /** Whether the tenant has as many entries as its quota allows. */
  readonly crowded: () => boolean;
  /** Whether anybody is logged on who could serve that queue. */
  readonly staffed: (queue: string) => boolean;
  /** The place in a queue that is kept for who calls again from that number. */
  readonly away: (queue: string, number: string) => Entry | undefined;
  /** How long an entry that takes its place now is going to wait; undefined when nobody can say. */
  readonly expects: (entry: Entry) => Estimate | undefined;
  /** How callbacks of that queue are taken, or why none are. */
  readonly callbacks: (queue: string) => CallbackConfig | Refusal;
  /** Why a callback that an agent is there for must not be dialled now after all. */
  readonly keptBy: (callback: Callback) => Delay | undefined;
  /** What it is like in that queue. */
  readonly outlook: (queue: string, entry: Entry | undefined) => Outlook;
  readonly recording: (id: string) => Recording | undefined;
  readonly offer: (id: string) => Offer | undefined;
  readonly agent: (id: string) => Agent | undefined;
  /** At which workstation that phone of the PBX stands. */
  readonly workstationOf: (phone: PhoneOf) => string | undefined;
  /** Who is signed in where that phone of the PBX stands. */
  readonly agentAt: (phone: PhoneOf) => string | undefined;
}
