/** What a PromQL expression names, by the parser that Prometheus itself is edited with. */
import { parser } from '@prometheus-io/lezer-promql';

/** A metric with the labels that are asked of it. */
export interface Named {
  readonly metrics: readonly string[];
  /** Names in matchers and groupings. */
  readonly labels: readonly string[];
  /** Places that are no PromQL. */
  readonly errors: readonly string[];
}

/** Reads an expression; variables of Grafana stand for what it puts there. */
export function namesIn(expression: string): Named {
  const text = expression.replaceAll('$__rate_interval', '5m').replace(/\$\w+/g, '.*');
  const found = { metrics: [] as string[], labels: [] as string[], errors: [] as string[] };
  parser.parse(text).iterate({
    enter: ({ type, from, to, node }) => {
      const word = text.slice(from, to);
      if (type.isError) found.errors.push(`at ${from}: ${text.slice(Math.max(0, from - 10), to + 10)}`);
      else if (type.name === 'Identifier' && node.parent?.name === 'VectorSelector') found.metrics.push(word);
      else if (type.name === 'LabelName') found.labels.push(word);
    },
  });
  return found;
}
