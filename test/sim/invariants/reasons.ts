/**
 * What an offer says of those who were passed over is true: of everybody who stood before in the queues of the agent it says
 * why the agent did not get them, and that was so when the agent was asked. Reckoned from the records up to the offer and from
 * the words of docs/reports.md; nothing of it comes from what decided.
 */
import type { Agent } from '../../../src/core/agent';
import type { Callback } from '../../../src/core/callback';
import type { CallbackFallback } from '../../../src/core/callbackFallback';
import type { Offer, Passed } from '../../../src/core/offer';
import type { Entry } from '../../../src/core/queue';
import type { JournalRecord } from '../../../src/core/record';
import type { Findings } from '../findings';
import { MODES } from '../tenants';
import { stands } from './line';

/** Of an agent in whose queue the mapping says no level. */
const FULL = 10;

/** What a tenant is, as far as its records have come. */
interface Known {
  readonly agents: Map<string, Agent>;
  /** Those who have not left. */
  readonly entries: Map<string, Entry>;
  readonly callbacks: Map<string, Callback>;
  /** Queues that reach an agent first because customers found nobody. */
  readonly fallen: Set<string>;
}

export class ReasonRules {
  private readonly tenants = new Map<string, Known>();

  constructor(private readonly findings: Findings) {}

  look(tenant: string, { type, subject, data, seq }: JournalRecord): void {
    const known = this.of(tenant);
    const [kind, id = ''] = subject.split('/');
    if (kind === 'agent') known.agents.set(id, data as Agent);
    if (kind === 'callback') known.callbacks.set(id, data as Callback);
    if (kind === 'callbackFallback') known.fallen[(data as CallbackFallback).active ? 'add' : 'delete'](id);
    if (kind === 'entry') {
      if ((data as Entry).endedAt === undefined) known.entries.set(id, data as Entry);
      else known.entries.delete(id);
    }
    if (type === 'offer.created') this.offered(tenant, data as Offer, seq);
  }

  private offered(tenant: string, { entry: id, agent: name, passed = [] }: Offer, seq: number): void {
    const known = this.of(tenant);
    const [entry, agent] = [known.entries.get(id), known.agents.get(name)];
    if (!entry || !agent) return;
    const truth = new Map<string, string[]>();
    for (const other of known.entries.values()) {
      if (!(other.queue in agent.queues) || other.state === 'parked' || !(stands(other) < stands(entry))) continue;
      const why = `${other.queue}: ${whyNot(tenant, other, agent, known)}`;
      truth.set(why, [...(truth.get(why) ?? []), other.id]);
    }
    const where = `${tenant}: ${id} to ${name} at ${seq}`;
    for (const [why, ids] of truth) {
      const said = passed.filter((one) => saidBy(one) === why);
      const count = said.reduce((sum, one) => sum + one.count, 0);
      if (count !== ids.length)
        this.findings.found('everybody passed over has the true reason', `${where}: ${ids} ${why}, said of ${count}`);
      const named = said.flatMap(({ entries }) => entries);
      if (named.length === 0 || !named.every((one) => ids.includes(one)))
        this.findings.found('who is named was passed over for that', `${where}: ${named}, not ${ids}, ${why}`);
    }
    for (const one of passed)
      if (!truth.has(saidBy(one)))
        this.findings.found('nobody is passed over without being there', `${where}: ${saidBy(one)}`);
  }

  private of(tenant: string): Known {
    const known = this.tenants.get(tenant) ?? {
      agents: new Map(),
      entries: new Map(),
      callbacks: new Map(),
      fallen: new Set(),
    };
    this.tenants.set(tenant, known);
    return known;
  }
}

const saidBy = ({ queue, because }: Passed): string => {
  const { reason } = because;
  if (reason === 'skill') return `${queue}: skill ${because.skill}=${because.level}`;
  return `${queue}: ${reason}${reason === 'level' ? ` ${because.level}` : ''}`;
};

/** Why an agent does not get an entry that stands before; `nothing` where it should have. */
function whyNot(tenant: string, entry: Entry, agent: Agent, known: Known): string {
  if (entry.state === 'offering') return 'offered';
  if (entry.call === undefined && !mayBeOffered(tenant, entry, known)) return 'held';
  const { required = {}, minLevel = 0 } = entry.skills ?? {};
  for (const [skill, level] of Object.entries(required))
    if ((agent.skills[skill] ?? 0) < level) return `skill ${skill}=${level}`;
  return (agent.queues[entry.queue]?.level ?? FULL) < minLevel ? `level ${minLevel}` : 'nothing';
}

/** Agents are asked for a callback whose customer is not on the line: in line, where they are reached first. */
function mayBeOffered(tenant: string, entry: Entry, { callbacks, fallen }: Known): boolean {
  const callback = callbacks.get(entry.callback ?? '');
  const agentFirst = MODES[tenant] !== 'customerFirst' || fallen.has(entry.queue);
  return agentFirst && callback?.state === 'queued' && !callback.waiting && entry.heldUntil === undefined;
}
