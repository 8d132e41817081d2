/** What the Asterisk connector is given: one PBX's address and rights, and the ports it stands on. */
import type { Clock } from '../../src/ports/clock';
import type { Ids } from '../../src/ports/ids';
import type { Log } from '../../src/ports/log';
import type { Metrics } from '../../src/ports/metrics';

/** One link: a PBX, as seen by one node of the gateway. */
export interface AsteriskOptions {
  /** Slug of the PBX in the mapping. */
  readonly name: string;
  /** Where ARI is, such as `https://pbx.example:8089` or, behind a prefix, `http://pbx:8088/asterisk`; without `/ari`. */
  readonly url: string;
  readonly user: string;
  readonly password: string;
  /** Node of the gateway; the Stasis application is `sb-<node>`. */
  readonly node: string;
  /** The CA that signed the PBX's certificate, as PEM; the machine's own list when absent. */
  readonly ca?: string;
  /** SIP headers to read from arriving parties; each costs a request before `arrived`. Default none. */
  readonly headers?: readonly string[];
  /** Deadline of one command in ms. Default 3000. */
  readonly commandMs?: number;
  /** How long one play may last before it counts as failed, in ms. Default 300000. */
  readonly playMs?: number;
  /** Zone of `indications.conf` whose tones are played, such as `de`; the PBX's default when absent. */
  readonly toneZone?: string;
  /**
   * Where the gateway's media is, such as `http://gateway:8080`, without `/media`: the PBX fetches a file once and keeps
   * it as long as its `Cache-Control: max-age` says. Addresses below it have at least 80 characters: Asterisk 22 cuts
   * the path of its copy to the length of the address, and then plays nothing. Absent: built-in sounds alone.
   */
  readonly mediaUrl?: string;
}

export interface AsteriskPorts {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly metrics: Metrics;
  /** From 0 up to 1; spreads the reconnects of many nodes. */
  readonly random: () => number;
}

/** Deadline of a command when the options name none. */
export const COMMAND_MS = 3000;
/** Longest play when the options name none. */
export const PLAY_MS = 300_000;

/** The Stasis application of a node. */
export const applicationOf = (node: string): string => `sb-${node}`;

/** The dialplan context in which it is listened for machines, extension `s`; it comes back with `Stasis(<app>,machine,${AMDSTATUS})`. */
export const machineContextOf = (app: string): string => `${app}-machine`;
/** The variable with the arguments of `AMD()`. */
export const MACHINE_VARIABLE = 'SB_MACHINE';
/** The dialplan context that brings somebody to us out of a call of the dialplan: `fetch` redirects to `s`, which is `Stasis(<app>,taken)`. */
export const takenContextOf = (app: string): string => `${app}-taken`;
/** The variable with the name of the channel that is fetched. */
export const TAKEN_VARIABLE = 'SB_TAKEN';
