/** What a house may be built with. */

import type { Upgrades } from '../../src/core/upgrade';
import type { Facts } from '../../src/ports/log';
import type { MappingDesk, MappingFiles } from '../../src/ports/mappingSource';
import type { Metrics } from '../../src/ports/metrics';
import type { Pbx } from '../../src/ports/pbx';
import type { Speech } from '../../src/ports/speech';
import type { SimStoreOptions } from './simStore';
import type { Tables } from './tables';

export interface HouseOptions {
  readonly seed?: number;
  /** Wall time in ms at which the world begins; default `WORLD_START`. */
  readonly startsAt?: number;
  /** Applied at the first start; default: none. */
  readonly mapping?: unknown;
  /** Share of commits answered `unknown`. */
  readonly unknown?: number;
  /** What the disk holds; default: nothing yet. */
  readonly tables?: Tables;
  readonly onCommit?: SimStoreOptions['onCommit'];
  /** Stands between each gateway and its PBX; default: nothing does. */
  readonly line?: (pbx: Pbx) => Pbx;
  /** Count, and hear what a gateway logs as information and as an error; default: nobody does. */
  readonly metrics?: Metrics;
  readonly informed?: (message: string, facts?: Facts) => void;
  readonly complained?: (message: string, facts?: Facts) => void;
  /** Hears everything that is logged, at any level; default: nobody does. */
  readonly overheard?: (...said: [message: string, facts?: Facts]) => void;
  /** What speaks texts; default: nothing does. */
  readonly speech?: Speech;
  /** The mapping file that the gateway follows; default: none. */
  readonly files?: MappingFiles;
  /** Where long work on mappings is done; default: here. */
  readonly desk?: MappingDesk;
  /** Secrets by the name of their variable or file; default: one and the same for all. */
  readonly secrets?: Readonly<Record<string, string | undefined>>;
  /** Records that may wait for a store that is away. */
  readonly bufferRecords?: number;
  /** Steps from older shapes; default: those of this version. */
  readonly upgrades?: Upgrades;
}
