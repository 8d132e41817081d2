/**
 * The trunk that all tenants share, each time a callback takes a line of it: there are not more than it has, and nobody who
 * wants one has fewer than whoever got this one had; nor are more under way than the installation may have at once.
 */
import type { Callback } from '../../../src/core/callback';
import { hasCall } from '../../../src/core/callbackStates';
import type { Signalbox } from '../../../src/services/signalbox';
import type { Findings } from '../findings';
import { SHARED_LINES } from '../tenants';

/** Somebody is reached for it, or its customer waits for somebody. */
const UNDER_WAY: readonly string[] = ['reserved', 'dialing', 'confirming', 'holding'];

export function watchShares(
  { partitions, callbacks }: Signalbox,
  findings: Findings,
  atOnce = Number.POSITIVE_INFINITY,
): void {
  const holding = new Set<string>();
  const underWay = new Set<string>();
  const look = (tenant: string, callback: Callback, check: boolean): void => {
    if (UNDER_WAY.includes(callback.state)) underWay.add(callback.id);
    else underWay.delete(callback.id);
    if (!hasCall(callback)) holding.delete(callback.id);
    else if (!holding.has(callback.id)) {
      holding.add(callback.id);
      if (check) taken(tenant);
    }
  };
  const taken = (by: string): void => {
    if (underWay.size > atOnce)
      findings.found('the installation has so many under way at once', `${by} began number ${underWay.size}`);
    const lines = new Map<string, number>();
    const wanting: string[] = [];
    callbacks.trunks.measure({
      count: () => {},
      observe: () => {},
      gauge: (name, value, { tenant = '' } = {}) => {
        if (name === 'signalbox_trunk_callback_lines') lines.set(tenant, value);
        if (name === 'signalbox_trunk_callback_line_wanted' && value === 1) wanting.push(tenant);
      },
    });
    const had = (lines.get(by) ?? 0) - 1;
    const all = [...lines.values()].reduce((sum, one) => sum + one, 0);
    if (all > SHARED_LINES) findings.found('a trunk has so many lines for callbacks', `${by} took number ${all}`);
    for (const other of wanting)
      if (other !== by && (lines.get(other) ?? 0) < had)
        findings.found('lines of a trunk are shared fairly', `${by} has ${had + 1}, ${other} ${lines.get(other) ?? 0}`);
  };
  for (const tenant of partitions.tenants()) {
    const partition = partitions.get(tenant);
    for (const id of partition?.ids('callback') ?? [])
      look(tenant, partition?.get<Callback>('callback', id) as Callback, false);
  }
  partitions.listen({
    applied: (tenant, { subject, data }) => {
      if (subject.startsWith('callback/')) look(tenant, data as Callback, true);
    },
  });
}
