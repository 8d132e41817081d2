/**
 * What the benches measure and how it is shown: each figure beside its peer, run by run. Ours is divided by the
 * peer's run next to it, and the median of these ratios counts, because a machine is not as fast at one moment as at
 * another.
 */

export interface Target {
  readonly text: string;
  readonly met: (ours: number, peer: number, ratio: number) => boolean;
}

export interface Figure {
  readonly name: string;
  readonly ours: readonly number[];
  readonly peer?: { readonly name: string; readonly runs: readonly number[] };
  /** Absent for what is only told. */
  readonly target?: Target;
}

export const atLeast = (share: number): Target => ({ text: `≥ ${share} ×`, met: (_, __, ratio) => ratio >= share });
export const atMost = (share: number): Target => ({ text: `≤ ${share} ×`, met: (_, __, ratio) => ratio <= share });
export const under = (limit: number): Target => ({ text: `< ${limit}`, met: (ours) => ours < limit });
export const over = (limit: number): Target => ({ text: `≥ ${limit}`, met: (ours) => ours >= limit });
export const within = (more: number): Target => ({ text: `≤ +${more}`, met: (ours, peer) => ours - peer <= more });

export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** The median of ours by the peer's, run by run. */
function ratioOf({ ours, peer }: Figure): number {
  return peer ? median(ours.map((value, run) => value / (peer.runs[run] ?? Number.NaN))) : Number.NaN;
}

function isMet(figure: Figure): boolean | undefined {
  const peer = median(figure.peer?.runs ?? []);
  return figure.target?.met(median(figure.ours), peer, ratioOf(figure));
}

/** One table with the medians, in Markdown, and one with the runs behind them. */
export function tableOf(figures: readonly Figure[]): string {
  const summary = figures.map((figure) => {
    const { name, ours, peer, target } = figure;
    const met = isMet(figure);
    return [
      name,
      shown(median(ours)),
      peer ? `${shown(median(peer.runs))} (${peer.name})` : '',
      peer ? ratioOf(figure).toFixed(2) : '',
      target?.text ?? '',
      met === undefined ? '' : met ? 'yes' : '**no**',
    ];
  });
  const runs = figures.map(({ name, ours, peer }) => [
    name,
    ours.map(shown).join(' '),
    peer?.runs.map(shown).join(' '),
  ]);
  return [
    markdown(['figure', 'Signalbox', 'peer', 'ratio', 'target', 'met'], summary),
    markdown(['figure', 'Signalbox, all runs', 'peer, all runs'], runs),
  ].join('\n\n');
}

function shown(value: number): string {
  if (value >= 100) return Math.round(value).toLocaleString('en');
  return value.toFixed(value >= 10 ? 1 : 2);
}

function markdown(head: readonly string[], rows: readonly (readonly (string | undefined)[])[]): string {
  const cells = [head, ...rows].map((row) => row.map((cell) => cell ?? ''));
  const widths = head.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) => `| ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`;
  const [first, ...others] = cells.map(line);
  return [first, `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...others].join('\n');
}
