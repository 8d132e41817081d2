/**
 * Counters, gauges and histograms by name. Names are `signalbox_<thing>_<unit>`; labels have few values
 * (a tenant, a PBX, a reason), never an id.
 */
export interface Metrics {
  /** Adds to a counter. */
  count(name: string, labels?: Labels, by?: number): void;
  /** Sets a gauge. */
  gauge(name: string, value: number, labels?: Labels): void;
  /** Adds one observation, in seconds. */
  observe(name: string, seconds: number, labels?: Labels): void;
}

export type Labels = Readonly<Record<string, string>>;
