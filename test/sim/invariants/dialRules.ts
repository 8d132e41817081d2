/**
 * Nobody is called back when it may not be: as the record of a dial lands, the window of the customer and the queue are open,
 * nobody has switched dialling off, and the budget of the day is not used up. Reckoned from the records and the clock alone.
 */
import type { Callback } from '../../../src/core/callback';
import type { CallbackSwitch } from '../../../src/core/callbackSwitch';
import type { QueueState } from '../../../src/core/queueState';
import type { JournalRecord } from '../../../src/core/record';
import type { Findings } from '../findings';
import { BUDGET, CLOSES, hasBudget, hasHours, hasWindows } from '../tenants';

export class DialRules {
  /** What was set by hand, by tenant and queue. */
  private readonly switches = new Map<string, CallbackSwitch>();
  private readonly queues = new Map<string, QueueState>();
  /** Dials that the budget counts, by tenant. */
  private readonly dials = new Map<string, number>();

  constructor(private readonly findings: Findings) {}

  look(tenant: string, { type, subject, data, seq, time }: JournalRecord): void {
    const [kind, id] = subject.split('/');
    if (kind === 'callbackSwitch') this.switches.set(`${tenant} ${id}`, data as CallbackSwitch);
    if (kind === 'queue') this.queues.set(`${tenant} ${id}`, data as QueueState);
    if (type !== 'callback.attempted') return;
    const { customerNumber, queue, id: callback } = data as Callback;
    const where = `${tenant} ${callback}: ${type} ${seq}`;
    if (hasWindows(tenant) && isIn(CLOSES, time)) this.found('nobody is dialled outside of the window', where);
    if (this.isClosed(tenant, queue, time)) this.found('nobody is dialled while the queue is closed', where);
    for (const one of [queue, '*'])
      if (this.switches.get(`${tenant} ${one}`)?.dial === false)
        this.found('nobody is dialled while that is switched off', where);
    if (!hasBudget(tenant) || !customerNumber.startsWith(BUDGET.prefix)) return;
    const dials = (this.dials.get(tenant) ?? 0) + 1;
    this.dials.set(tenant, dials);
    if (dials > BUDGET.perDay) this.found('nobody is dialled beyond the budget', `${where}, ${dials}`);
  }

  /** By hand, as long as that holds; else by the hours. */
  private isClosed(tenant: string, queue: string, time: number): boolean {
    const { manual } = this.queues.get(`${tenant} ${queue}`) ?? {};
    if (manual && (manual.until === undefined || time < manual.until)) return !manual.open;
    return hasHours(tenant) && isIn(CLOSES, time);
  }

  private found(invariant: string, what: string): void {
    this.findings.found(invariant, what);
  }
}

const isIn = ({ from, until }: typeof CLOSES, time: number): boolean => from <= time && time < until;
