/**
 * The door to one telephone system: parties, conversations and media jobs (design §5.0).
 *
 * What always holds, and what `test/contracts/pbx.ts` checks on every connector:
 * - Every command ends in a `Result`, a value; it never throws and never takes longer than its deadline.
 * - Success is an event, never the result of a command: `ok` means that the PBX accepted it.
 * - The listener is never called from inside a command (no synchronous call back).
 * - Events of one party come in the order of the PBX; `gone` is the last one and comes exactly once
 *   for every party that was announced (`arrived`) or whose `dial` did not end in `refused` or `linkDown`; but for one
 *   that went while the link was lost, the next `listed` does not show it and that is all.
 * - A party id is used once. A `dial` with the id of a party that is alive is `refused: 'exists'`.
 * - While the link is not live every command answers `linkDown` at once.
 * There is no forking, hunting, menu or transfer here: those are programs and services.
 */

import type { Finding } from '../core/finding';
import type {
  Cause,
  ConversationId,
  DeviceState,
  Dial,
  JobId,
  Join,
  PartyId,
  PartySnapshot,
  PbxEvent,
  PhoneCall,
  Tags,
} from '../core/line';
import type { MachineParams } from '../core/machine';
import type { Audible } from '../core/media';
import type { NamedSound } from '../core/missingSound';

export * from '../core/line';

export type Result<T = undefined> =
  | { readonly result: 'ok'; readonly value: T }
  /** The party, conversation or job is not there (any more): an ordinary race. */
  | { readonly result: 'gone' }
  /** The PBX said no; `code` is one of `exists`, `unreachable`, `invalid`, `forbidden`, `failed`, `overloaded`. */
  | { readonly result: 'refused'; readonly code: RefusalCode; readonly detail?: string }
  /** This kind of PBX cannot do it; see `abilities`. */
  | { readonly result: 'unsupported' }
  /** No answer within the deadline: it may or may not have happened. */
  | { readonly result: 'timeout' }
  | { readonly result: 'linkDown' };

export type RefusalCode = 'exists' | 'unreachable' | 'invalid' | 'forbidden' | 'failed' | 'overloaded';

export type Target = { readonly party: PartyId } | { readonly conversation: ConversationId };

export interface Play {
  readonly target: Target;
  readonly job: JobId;
  readonly media: readonly Audible[];
  /** Begin again when the last item has ended, until stopped. Default false. */
  readonly loop?: boolean;
}

export interface RecordJob {
  readonly target: Target;
  readonly job: JobId;
  readonly maxMs: number;
  /** End after so much silence. */
  readonly silenceMs?: number;
  /** End at this digit. */
  readonly stopOn?: string;
  readonly beep?: boolean;
}

export type Ability =
  | 'detectMachine'
  | 'record'
  | 'transferAsked'
  | 'handOver'
  | 'remember'
  | 'coach'
  | 'sendDigits'
  | 'observe';

export interface Pbx {
  /** Slug of the PBX in the mapping. */
  readonly name: string;
  /** Begins to connect and goes on for ever; events go to `listener` until `stop` has resolved. */
  start(listener: (event: PbxEvent) => void): void;
  /** Ends the link; parties stay as they are in the PBX. Safe to call twice. */
  stop(): Promise<void>;
  abilities(): ReadonlySet<Ability>;

  dial(dial: Dial): Promise<Result>;
  answer(party: PartyId): Promise<Result>;
  /** Lets an arriving party hear ringing without answering. */
  ringing(party: PartyId): Promise<Result>;
  /** Refuses an arriving party that is not answered; `busy`, `congestion` and `declined` reach the caller's phone. */
  reject(party: PartyId, cause: Cause): Promise<Result>;
  hangup(party: PartyId, cause: Cause): Promise<Result>;
  /** Sets tags and the longest life of a party from now, in one go; also has its phone's transfers asked of us. */
  tag(party: PartyId, tags: Tags, maxMs: number): Promise<Result>;

  play(play: Play): Promise<Result>;
  /** Ends a job; its `jobEnded` follows. */
  stopJob(job: JobId): Promise<Result>;
  /** Fetches media so that a later `play` starts at once. */
  warm(media: readonly Audible[]): Promise<Result>;
  /** The party hears hold music (class `music`, or the PBX's default), or no more. A play to the party covers it; then it goes on. */
  hold(party: PartyId, music: string | 'default' | 'off'): Promise<Result>;
  /** The others no longer hear the party. */
  mute(party: PartyId, on: boolean): Promise<Result>;
  sendDigits(party: PartyId, digits: string): Promise<Result>;

  open(conversation: ConversationId): Promise<Result>;
  join(conversation: ConversationId, party: PartyId, how: Join): Promise<Result>;
  leave(conversation: ConversationId, party: PartyId): Promise<Result>;
  close(conversation: ConversationId): Promise<Result>;

  record(record: RecordJob): Promise<Result>;
  /** What is said is left out of a recording from now on, or no more; time that is left out does not count for `maxMs`. */
  pauseRecord(job: JobId, on: boolean): Promise<Result>;
  /** The audio of an ended recording, as WAV; refused as `invalid` while it is being made. */
  recording(job: JobId): Promise<Result<AsyncIterable<Uint8Array>>>;
  forget(job: JobId): Promise<Result>;
  /**
   * Listens whether a machine answered for a party that we dialled; `machine` follows once. Refused, with what an admin has
   * to mend in `detail`, where the PBX is not set up for it; the party is none the worse then. Until the verdict it takes no
   * other command but a hang-up.
   */
  detectMachine(party: PartyId, params: MachineParams): Promise<Result>;

  /** Hands a party to another node of the gateway. */
  handOver(party: PartyId, node: string): Promise<Result>;
  /** Gives a party back to the PBX's own dialplan at `context,extension`. */
  giveBack(party: PartyId, point: string): Promise<Result>;
  /**
   * Takes the other end of a call that is none of ours, as `transferAsked` named it: `answered` follows when it is a party,
   * and the phone that it talked to is hung up there. Refused, with what an admin has to mend in `detail`, where the PBX is not
   * set up for it; nothing has changed then.
   */
  take(party: PartyId, tags: Tags, maxMs: number): Promise<Result>;
  /** Tells the phone that asked for a transfer how it goes. */
  transferProgress(party: PartyId, state: 'trying' | 'ringing' | 'done' | 'failed'): Promise<Result>;
  /** Keeps a value in the PBX under `SB_<key>` for its dialplan; written again after each resync. */
  remember(key: string, value: string): Promise<Result>;
  /** State of a phone; also subscribes to `deviceChanged` of it. */
  device(endpoint: string): Promise<Result<DeviceState>>;
  /**
   * Tells of calls of these phones (a trailing * stands for any rest) that are none of ours, from now on, and gives those
   * there are. A phone that calls is told of once it is clear that its call does not come to a routing point. The list takes
   * the place of the one before; it does not outlive the connection.
   */
  observe(phones: readonly string[]): Promise<Result<readonly PhoneCall[]>>;
  list(): Promise<Result<readonly PartySnapshot[]>>;
  /** Which parts of the PBX answer, each probed by itself (some can hang while others do not). */
  probe(): Promise<readonly Probe[]>;
  /** What an admin should mend, also while the link is down; changes nothing that lasts. Seconds, not for every minute. */
  examine(about: Examined): Promise<readonly Finding[]>;
}

/** What a PBX is examined for. */
export interface Examined {
  readonly routingPoints: readonly ExaminedPoint[];
  /** Whether it is to listen for answering machines. */
  readonly machines?: boolean;
  /** Prompts that only sounds of the PBX can be. */
  readonly sounds?: readonly NamedSound[];
}

export interface ExaminedPoint {
  readonly name: string;
  /** How calls come to it, as venues match and trunks say. */
  readonly arrivals: readonly { readonly dnis?: string; readonly context?: string; readonly endpoint?: string }[];
}

export interface Probe {
  readonly part: 'channels' | 'bridges' | 'applications' | 'deviceStates';
  readonly ok: boolean;
  readonly ms: number;
}
