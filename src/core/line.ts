/**
 * The vocabulary of a line to a PBX, shared by core and the PBX port: parties, causes, events. Words of a kind of PBX
 * (channel, bridge, leg) never appear here.
 */

import type { MachineVerdict } from './machine';

/** 32 lower-case hex digits. Ours are fresh or derived; an arriving party's is derived from the PBX and its own id by the connector. */
export type PartyId = string;
/** 32 lower-case hex digits. */
export type ConversationId = string;
/** 32 lower-case hex digits: one play or record that was asked for. */
export type JobId = string;

/** Why a party left. `answeredElsewhere` shows no missed call on the phone; `lost` means that the PBX or link lost it; `refused`, that it takes no such dial, whoever is to be reached. */
export const CAUSES = [
  'normal',
  'busy',
  'noAnswer',
  'declined',
  'congestion',
  'unreachable',
  'invalidNumber',
  'forbidden',
  'answeredElsewhere',
  'cancelled',
  'timeLimit',
  'failed',
  'lost',
  'refused',
] as const;
export type Cause = (typeof CAUSES)[number];

/** What travels with a party in the PBX, so that `list` suffices to take it up again after a crash. */
export interface Tags {
  /** Tenant slug. */
  readonly tenant: string;
  /** The call it belongs to: 32 hex digits. */
  readonly call: string;
  /** `customer`, `agent`, … : lower-case letters. */
  readonly role: string;
  /** Number of the attempt, from 1, where the party is one of several tries. */
  readonly attempt?: number;
}

export interface Dial {
  readonly party: PartyId;
  /** In the words of the PBX, already resolved and allowed: on Asterisk `PJSIP/a6001` or `PJSIP/trunk/sip:+49301234@host`. */
  readonly to: string;
  /** Number and name shown to the called party. */
  readonly from: { readonly number: string; readonly name?: string };
  /** How long it may ring, in ms; then it is gone with `noAnswer`. */
  readonly ringMs: number;
  readonly tags: Tags;
  /** SIP headers to send, names as on the wire (`X-Case`). */
  readonly headers?: Readonly<Record<string, string>>;
  /** The longest life of the party in ms, kept by the PBX itself: a dead gateway holds nobody for ever. */
  readonly maxMs: number;
  /** The routing point on whose behalf it is dialled. */
  readonly routingPoint: string;
}

/** How a party is in a conversation. */
export type Join =
  | { readonly mode: 'talk' | 'listen' }
  /** Heard by `of` alone. */
  | { readonly mode: 'coach'; readonly of: PartyId };

/** A party as the PBX knows it, in `arrived` and in `listed`. */
export interface PartySnapshot {
  readonly party: PartyId;
  readonly state: 'arrived' | 'dialing' | 'ringing' | 'up';
  /** Named by the dialplan when it parked the call; absent for a party that we dialled. */
  readonly routingPoint?: string;
  /** Calling number and name as received; empty text when withheld. */
  readonly ani: string;
  readonly aniName?: string;
  /** Dialled number as received. */
  readonly dnis: string;
  /** Dialplan context it came by. */
  readonly context?: string;
  /** Endpoint or trunk of the PBX: on Asterisk `PJSIP/trunk`. */
  readonly endpoint?: string;
  /** The PBX's own tenant id of the endpoint, where it has one. */
  readonly pbxTenant?: string;
  /** SIP headers that the mapping asked for (`PbxOptions.headers`), lower-case names. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly tags?: Tags;
  /** The PBX's own id of it, and the SIP Call-ID where known: admins match them with CDRs. */
  readonly pbxId: string;
  readonly sipCallId?: string;
  /** The conversation it is in. */
  readonly conversation?: ConversationId;
  /** Whether its phone has put us on hold, where the PBX can say. */
  readonly held?: boolean;
  /** What was found when it was listened for a machine, or that this goes on. */
  readonly machine?: 'listening' | MachineVerdict;
}

/** A call of a phone that is none of ours: the phone calls, or is called by the PBX's own dialplan. */
export interface PhoneCall {
  /** The phone's end of it; no other party has that id. */
  readonly party: PartyId;
  readonly endpoint: string;
  /** `out`: the phone calls. */
  readonly direction: 'in' | 'out';
  readonly state: 'ringing' | 'up';
  /** The number at the other end as the PBX has it; empty when withheld. */
  readonly number: string;
  readonly pbxId: string;
}

/** Who talks to a phone on a call that is none of ours, by the id that it has as a party once it is taken. */
export interface OtherEnd {
  readonly party: PartyId;
  readonly endpoint: string;
  readonly pbxId: string;
}

export const DEVICE_STATES = ['unknown', 'idle', 'ringing', 'busy', 'held', 'unavailable'] as const;
export type DeviceState = (typeof DEVICE_STATES)[number];
export type LinkState = 'connecting' | 'resyncing' | 'live' | 'lost' | 'stopped';

/** What a link can become; it begins in `connecting`, and again for each new connection. */
export const LINK_TABLE: Readonly<Record<LinkState, readonly LinkState[]>> = {
  connecting: ['resyncing', 'lost', 'stopped'],
  resyncing: ['live', 'lost', 'stopped'],
  live: ['lost', 'stopped'],
  lost: ['connecting', 'stopped'],
  stopped: [],
};

/** `at` is wall time in ms at the PBX where it says, else at the connector. */
export type PbxEvent = { readonly at: number } & (
  | { readonly type: 'arrived'; readonly snapshot: PartySnapshot }
  | { readonly type: 'ringing' | 'answered' | 'held' | 'retrieved'; readonly party: PartyId }
  /** One digit, at key up. */
  | { readonly type: 'digit'; readonly party: PartyId; readonly digit: string }
  /**
   * A phone asks to be replaced: by `to` (a number as dialled), or by the other end of its second party `consult`; where that is
   * one of a call that is none of ours, by `other`, who can be taken.
   */
  | {
      readonly type: 'transferAsked';
      readonly party: PartyId;
      readonly to?: string;
      readonly consult?: PartyId;
      readonly other?: OtherEnd;
    }
  | { readonly type: 'joined'; readonly party: PartyId; readonly conversation: ConversationId }
  /** `leaving` when it hangs up: `gone` is the next that is told of it. */
  | { readonly type: 'left'; readonly party: PartyId; readonly conversation: ConversationId; readonly leaving?: true }
  /** `failed` when the media could not be played or the party went. Exactly one for every `play` and `record` that answered `ok`. */
  | {
      readonly type: 'jobEnded';
      readonly job: JobId;
      readonly outcome: 'done' | 'stopped' | 'failed';
      readonly durationMs?: number;
    }
  | { readonly type: 'machine'; readonly party: PartyId; readonly verdict: MachineVerdict }
  /** `by`: who ended it: the far end, a command of ours, or the PBX itself. */
  | {
      readonly type: 'gone';
      readonly party: PartyId;
      readonly cause: Cause;
      readonly by: 'remote' | 'local' | 'pbx';
      readonly sipCode?: number;
    }
  | { readonly type: 'deviceChanged'; readonly endpoint: string; readonly state: DeviceState }
  /** A call of an observed phone began, or was answered. */
  | { readonly type: 'phoneCall'; readonly call: PhoneCall }
  | { readonly type: 'phoneCallEnded'; readonly party: PartyId; readonly cause: Cause }
  /** `epoch` grows with each connection; `restarted` when the PBX itself started anew since the last one. */
  | {
      readonly type: 'link';
      readonly state: LinkState;
      readonly epoch: number;
      readonly restarted?: boolean;
      readonly reason?: string;
    }
  /** All parties there are, sent once between `resyncing` and `live`. Who is known but not in it is gone; the connector has not said so. */
  | {
      readonly type: 'listed';
      readonly epoch: number;
      readonly parties: readonly PartySnapshot[];
      readonly conversations: readonly ConversationId[];
    }
);
