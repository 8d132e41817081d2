/** Prometheus metrics: those of the services, of the process, and the delay of the event loop. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Labels, Metrics } from './ports/metrics';

export interface SystemMetrics extends Metrics {
  /** The text that Prometheus scrapes. */
  text(): Promise<string>;
}

const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30, 120, 600, 3600];

export function systemMetrics(): SystemMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'signalbox_' });
  const known = new Map<string, Counter | Gauge | Histogram>();
  const metric = <T extends Counter | Gauge | Histogram>(
    name: string,
    labels: Labels,
    make: (names: string[]) => T,
  ): T => {
    let found = known.get(name);
    if (!found) {
      found = make(Object.keys(labels));
      known.set(name, found);
    }
    return found as T;
  };
  const options = (name: string, labelNames: string[]) => ({
    name,
    help: name.replaceAll('_', ' '),
    labelNames,
    registers: [registry],
  });
  return {
    count: (name, labels = {}, by = 1) =>
      metric(name, labels, (names) => new Counter(options(name, names))).inc({ ...labels }, by),
    gauge: (name, value, labels = {}) =>
      metric(name, labels, (names) => new Gauge(options(name, names))).set({ ...labels }, value),
    observe: (name, seconds, labels = {}) =>
      metric(name, labels, (names) => new Histogram({ ...options(name, names), buckets: BUCKETS })).observe(
        { ...labels },
        seconds,
      ),
    text: () => registry.metrics(),
  };
}
