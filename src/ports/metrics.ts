/** Counters, gauges and histograms; which there are is `metricCatalogue.ts`. */
import type { CounterName, GaugeName, HistogramName } from './metricCatalogue';

export interface Metrics {
  /** Adds to a counter. */
  count(name: CounterName, labels?: Labels, by?: number): void;
  /** Sets a gauge. */
  gauge(name: GaugeName, value: number, labels?: Labels): void;
  /** Adds one observation, in seconds. */
  observe(name: HistogramName, seconds: number, labels?: Labels): void;
}

export type Labels = Readonly<Record<string, string>>;
