/** What the contract needs of a PBX with people around it; every connector brings one. */
import type { Ids } from '../../../src/ports/ids';
import type { PartyId, Pbx } from '../../../src/ports/pbx';

/** Somebody who calls the PBX from outside. */
export interface Customer {
  /** `calling` until the call is answered. */
  state(): 'calling' | 'up' | 'gone';
  /** Hangs up, or gives up before being answered. */
  hangup(): void;
  /** Presses keys one after the other. */
  press(digits: string): void;
  /** How the call was refused, as the customer's phone saw it: 486 is `busy`, 503 `congestion`, another 4xx or 6xx `declined`. */
  refusal?(): 'busy' | 'congestion' | 'declined' | undefined;
}

/** What a phone does that is dialled. */
export type PhoneDoes =
  /** Rings, picks up after so long and hangs up so long after that; without `hangupAfterMs` it stays. */
  | { readonly does: 'answers'; readonly afterMs: number; readonly hangupAfterMs?: number }
  | { readonly does: 'rings' | 'busy' | 'declines' | 'unreachable' };

/** Two phones of the PBX that are on a call of its own. */
export interface OwnCall {
  /** Endpoints, and the number that was dialled. */
  readonly from: string;
  readonly to: string;
  readonly number: string;
  /** The one that is called picks up. */
  answer(): Promise<void>;
  /** The one that called hangs up. */
  hangup(): Promise<void>;
}

/** A PBX with people around it, and the time in which they live. */
export interface PbxHarness {
  /** Starts the PBX, empty. */
  start(): Promise<void>;
  /** Takes everything down. */
  stop(): Promise<void>;
  /** A new connector to the PBX as a gateway process of the same node would make it, not yet started. */
  connector(): Pbx;
  readonly ids: Ids;
  /** The routing point at which calls from outside are parked. */
  readonly routingPoint: string;
  /** A point of the dialplan, `context,extension`, that keeps a caller on the line. */
  readonly dialplanPoint: string;
  customerCalls(call: { readonly ani: string; readonly dnis: string }): Customer;
  /** A phone that nobody else uses, behaving so from now on: its endpoint. */
  phone(behaviour: PhoneDoes): string;
  /** The same for a phone whose state the PBX can show, where that is not every one that can be dialled. */
  watchedPhone?(behaviour: PhoneDoes): string;
  /** A phone calls another by the PBX's own dialplan. */
  ownCall?(): Promise<OwnCall>;
  /** Breaks the network between connector and PBX; `restoreLink` mends it. */
  cutLink(): Promise<void>;
  restoreLink(): Promise<void>;
  /** Kills the PBX and starts it anew. */
  restartPbx?(): Promise<void>;
  /** A value as the dialplan sees it. */
  remembered?(key: string): Promise<string | undefined>;
  /** Whom a party hears speak. */
  hearsWhom?(party: PartyId): Promise<readonly PartyId[]>;
  /** Whether a party hears hold music. */
  hearsMusic?(party: PartyId): Promise<boolean>;
  /** Awaits a promise while time goes on. */
  finish<T>(promise: Promise<T>): Promise<T>;
  /** Lets time go on. */
  pause(ms: number): Promise<void>;
  /** Lets time go on until `probe` gives something truthy, and returns it; fails after `withinMs`. */
  eventually<T>(probe: () => T, withinMs: number, what: string): Promise<NonNullable<T>>;
}
