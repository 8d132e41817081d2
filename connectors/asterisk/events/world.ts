/** What translation reads and where its results go. */
import type { OtherEnd, PbxEvent } from '../../../src/ports/pbx';
import type { Call, Calls } from '../calls';
import type * as Ari from '../words/ariTypes.generated';
import type { Observed } from './observed';

/** What translation reads and where its results go. */
export interface World {
  readonly calls: Calls;
  /** Calls of phones that are none of ours. */
  readonly observed: Pick<Observed, 'created' | 'changed' | 'taken' | 'ended'>;
  emit(event: PbxEvent): void;
  /** Wall time in ms, for events that carry none. */
  now(): number;
  /** Monotonic ms, to tell a time limit. */
  monotonic(): number;
  /** Takes an arriving call whose SIP headers are wanted; without it every arrival is told at once. */
  readonly arriving?: (call: Call, event: Ari.StasisStart) => void;
  playbackEnded(playback: string, failed: boolean, at: number): void;
  recordingEnded(recording: string, failed: boolean, at: number, durationMs: number | undefined): void;
  /** Before `gone`, so that jobs and coaches of the party end first. */
  leaving(call: Call, at: number): void;
  /** A snoop channel came or went. */
  snooped(channel: string, here: boolean): void;
  /** A party left a bridge, which may be that of a coach. */
  leftBridge(bridge: Ari.Bridge): void;
  /** A move to another node was done, or failed. */
  moved(channel: string, done: boolean): void;
  /** A channel of ours came to be whose making had been given up. */
  orphaned(channel: string): void;
  /** A phone gives away who talks to it on a call of the dialplan. */
  givenAway(to: Ari.ReferTo, by: Ari.ReferredBy): OtherEnd | undefined;
  /** Whoever was taken is here. */
  came(call: Call): void;
  replaced(): void;
}
