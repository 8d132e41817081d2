/** What a connector is given: the address of one PBX, and the ports it stands on. */
import type { Clock } from '../../src/ports/clock';
import type { Log } from '../../src/ports/log';

export interface SkeletonOptions {
  /** Slug of the PBX in the mapping. */
  readonly name: string;
}

export interface SkeletonPorts {
  readonly clock: Clock;
  readonly log: Log;
}

/** This kind of PBX cannot do it. */
export const UNSUPPORTED = Object.freeze({ result: 'unsupported' });
