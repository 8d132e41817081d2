/** Prometheus metrics: those of the catalogue, of the process, and the delay of the event loop. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { METRICS } from './ports/metricCatalogue';
import type { Labels, Metrics } from './ports/metrics';

export interface SystemMetrics extends Metrics {
  /** Asks for the gauges that are read when somebody looks. */
  onScrape(read: () => void): void;
  /** The text that Prometheus scrapes. */
  text(): Promise<string>;
}

const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

export function systemMetrics(): SystemMetrics {
  const registry = new Registry();
  // Under their usual names (`process_…`, `nodejs_…`), which every dashboard for Node knows.
  collectDefaultMetrics({ register: registry });
  const known = new Map(Object.entries(METRICS).map(([name, spec]) => [name, made(registry, name, spec)]));
  const readers: (() => void)[] = [];
  return {
    count: (name, labels = {}, by = 1) => (known.get(name) as Counter).inc({ ...labels }, by),
    gauge: (name, value, labels = {}) => (known.get(name) as Gauge).set({ ...labels }, value),
    observe: (name, seconds, labels: Labels = {}) => (known.get(name) as Histogram).observe({ ...labels }, seconds),
    onScrape: (read) => readers.push(read),
    text: () => {
      for (const read of readers) read();
      return registry.metrics();
    },
  };
}

function made(
  registry: Registry,
  name: string,
  spec: { type: string; help: string; labels: readonly string[]; buckets?: readonly number[] },
): Counter | Gauge | Histogram {
  const options = { name, help: spec.help, labelNames: [...spec.labels], registers: [registry] };
  if (spec.type === 'counter') return new Counter(options);
  if (spec.type === 'gauge') return new Gauge(options);
  return new Histogram({ ...options, buckets: [...(spec.buckets ?? BUCKETS)] });
}
