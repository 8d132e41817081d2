/** The dashboard and the alerts ask for what the gateway measures, in PromQL that parses. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { parse } from 'yaml';
import { systemMetrics } from '../../src/metrics';
import { METRICS } from '../../src/ports/metricCatalogue';
import { namesIn } from './promql';

const read = (file: string): string => readFileSync(path.join(__dirname, '../..', file), 'utf8');

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly description: string };
}

/** Metric → its labels, as they are scraped. */
async function scraped(): Promise<Map<string, readonly string[]>> {
  const names = new Map<string, readonly string[]>();
  const text = await systemMetrics().text();
  for (const [, name = ''] of text.matchAll(/^# TYPE (\S+)/gm)) names.set(name, ['job', 'instance']);
  for (const [name, { type, labels }] of Object.entries(METRICS)) {
    names.set(name, labels);
    if (type !== 'histogram') continue;
    names.delete(name);
    for (const suffix of ['_bucket', '_sum', '_count'])
      names.set(name + suffix, suffix === '_bucket' ? [...labels, 'le'] : labels);
  }
  return names;
}

function expectAnswerable(expression: string, known: ReadonlyMap<string, readonly string[]>, what: string): string[] {
  const { metrics, labels, errors } = namesIn(expression);
  expect(errors, `${what}: ${expression}`).to.deep.equal([]);
  expect(metrics, what).not.to.have.length(0);
  for (const metric of metrics) {
    expect([...known.keys()], `${what} asks for`).to.include(metric);
    for (const label of labels) expect(known.get(metric), `${what}: labels of ${metric}`).to.include(label);
  }
  return [...metrics];
}

describe('the dashboard', () => {
  const dashboard = JSON.parse(read('ops/grafana-signalbox.json'));
  const panels: { title: string; type: string; targets?: { expr: string }[]; id: number }[] = dashboard.panels;

  it('asks for metrics and labels that there are', async () => {
    const known = await scraped();
    for (const { title, type, targets = [] } of panels) {
      if (type !== 'row') expect(targets, title).not.to.have.length(0);
      for (const { expr } of targets) expectAnswerable(expr, known, title);
    }
  });

  it('shows every metric that is no sign of a defect', async () => {
    const asked = panels.flatMap(({ targets = [] }) => targets.flatMap(({ expr }) => [...namesIn(expr).metrics]));
    const bare = new Set(asked.map((name) => name.replace(/_(bucket|sum|count)$/, '')));
    const defects = /_(unknown|malformed|failed|failures)_total$/;
    const missing = Object.keys(METRICS).filter((name) => !bare.has(name) && !defects.test(name));
    expect(missing).to.deep.equal([]);
  });

  it('has panels with ids of their own that do not lie on each other', () => {
    expect(new Set(panels.map(({ id }) => id)).size).to.equal(panels.length);
    const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }: { gridPos: Record<string, number> }) =>
      Array.from(
        { length: (w ?? 0) * (h ?? 0) },
        (_, i) => `${(x ?? 0) + (i % (w ?? 1))}/${(y ?? 0) + Math.floor(i / (w ?? 1))}`,
      ),
    );
    expect(new Set(cells).size).to.equal(cells.length);
  });
});

describe('the alerts', () => {
  const rules: Rule[] = parse(read('ops/prometheus-alerts.yml')).groups.flatMap(
    (group: { rules: Rule[] }) => group.rules,
  );

  it('ask for metrics and labels that there are, and name only labels that they group by', async () => {
    const known = await scraped();
    for (const { alert, expr, annotations } of rules) {
      expectAnswerable(expr, known, alert);
      const used = [...JSON.stringify(annotations).matchAll(/\$labels\.(\w+)/g)].map(([, label]) => label as string);
      const [metric = ''] = namesIn(expr).metrics;
      const given = /\bby \(/.test(expr) ? namesIn(expr).labels : (known.get(metric) ?? []);
      expect(given, alert).to.include.members(used);
    }
  });

  it('say what it means and how bad it is, each under a name of its own', () => {
    for (const { alert, labels, annotations } of rules) {
      expect(alert).to.match(/^Signalbox[A-Z]\w+$/);
      expect(labels.severity, alert).to.be.oneOf(['page', 'ticket']);
      expect(annotations.summary, alert).to.be.a('string');
      expect(annotations.description, alert).to.be.a('string');
    }
    expect(new Set(rules.map(({ alert }) => alert)).size).to.equal(rules.length);
  });

  it('know the outcomes that the gateway counts', () => {
    const core = ['callDeadlines', 'callPlan', 'callControl'].map((file) => read(`src/core/${file}.ts`)).join('');
    const outcomes = rules.flatMap(({ expr }) =>
      [...expr.matchAll(/outcome=~"([^"]+)"/g)].flatMap(([, list = '']) => list.split('|')),
    );
    expect(outcomes).not.to.have.length(0);
    for (const outcome of outcomes) expect(core).to.contain(`'${outcome}'`);
  });
});

describe('the catalogue of metrics', () => {
  it('has names and labels as Prometheus wants them', () => {
    for (const [name, { type, help, labels }] of Object.entries(METRICS)) {
      expect(name).to.match(/^signalbox_[a-z]+(_[a-z]+)*$/);
      expect(name.endsWith('_total'), name).to.equal(type === 'counter');
      if (type === 'histogram') expect(name).to.match(/_seconds$/);
      expect(help, name).to.match(/\.$/);
      for (const label of labels) expect(label, name).not.to.match(/^(id|call|transaction|number|ani|dnis|le|job)$/);
    }
  });

  it('is what is scraped', async () => {
    const text = await systemMetrics().text();
    for (const [name, { help, type }] of Object.entries(METRICS))
      expect(text).to.contain(`# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`);
    expect(text).to.match(/^nodejs_eventloop_lag_p99_seconds /m);
  });
});
