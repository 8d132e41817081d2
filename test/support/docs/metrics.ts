/** docs/metrics.md, from the catalogue of metrics. */
import { METRICS } from '../../../src/ports/metricCatalogue';

const cell = (text: string): string => text.replaceAll('|', '\\|');

/** The page; `notice` says that it is printed. */
export const metricsPage = (notice: string): string => `${notice}
# Metrics

\`GET /metrics\` answers in the text format of Prometheus, with the key of an admin: tenants are labels. Labels have few values; none holds an id or a
number of a customer. Beside these there are the usual ones of Node, \`process_…\` and \`nodejs_…\`, the delay of the event loop among them.
[operations.md](operations.md) says what to watch.

| metric | type | labels | what |
|---|---|---|---|
${Object.entries(METRICS)
  .map(
    ([name, { type, labels, help }]) =>
      `| \`${name}\` | ${type} | ${labels.map((l) => `\`${l}\``).join(', ')} | ${cell(help)} |`,
  )
  .join('\n')}
`;
