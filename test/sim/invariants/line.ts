/**
 * A queue is served in its order: whenever somebody is taken out, nobody waited who stood before, and whenever an agent
 * is offered somebody, nobody who stood before asked for what that agent can do. Nobody's arrival changes, a priority and
 * a move to the front only by command, who left does not come back, and no caller comes into a queue that is closed.
 */
import type { Agent } from '../../../src/core/agent';
import type { Offer } from '../../../src/core/offer';
import type { Entry } from '../../../src/core/queue';
import type { QueueState } from '../../../src/core/queueState';
import type { JournalRecord } from '../../../src/core/record';
import type { Findings } from '../findings';

const BY_COMMAND = ['queue.entry_changed', 'queue.entry_moved'];
/** Of an agent in whose queue the mapping says no level. */
const FULL = 10;

export class LineRules {
  private readonly entries = new Map<string, Entry>();
  private readonly agents = new Map<string, Agent>();
  private readonly closed = new Set<string>();
  /** The phones of agents who were asked for a callback when it was its turn, and wait for its customer, by its entry. */
  private readonly reserved = new Map<string, string>();

  constructor(private readonly findings: Findings) {}

  look(tenant: string, record: JournalRecord): void {
    const [kind] = record.subject.split('/');
    if (kind === 'agent') this.agents.set(`${tenant} ${(record.data as Agent).id}`, record.data as Agent);
    else if (kind === 'queue') this.queue(tenant, record.data as QueueState);
    else if (kind === 'entry') this.entry(tenant, record);
    else if (record.type === 'offer.created') this.offered(tenant, record.data as Offer);
    else if (record.type === 'offer.accepted') this.accepted(tenant, record.data as Offer);
  }

  /** A queue that is taken out of the mapping and comes back is another one: nobody has closed it. */
  private queue(tenant: string, { id, open, removedAt }: QueueState): void {
    if (open || removedAt !== undefined) this.closed.delete(`${tenant} ${id}`);
    else this.closed.add(`${tenant} ${id}`);
  }

  private entry(tenant: string, { type, data, seq }: JournalRecord): void {
    const entry = data as Entry;
    const key = `${tenant} ${entry.id}`;
    const before = this.entries.get(key);
    if (type === 'queue.joined' && entry.call !== undefined && this.closed.has(`${tenant} ${entry.queue}`))
      this.found('nobody comes into a closed queue', `${key} at ${seq}`);
    if (before?.endedAt !== undefined) this.found('who left a queue stays out', `${key}: ${type} ${seq}`);
    if (before && before.arrivedAt !== entry.arrivedAt) this.found('nobody loses a place', `${key} at ${seq}`);
    const stood = before && stands(before) !== stands(entry);
    if (stood && !BY_COMMAND.includes(type)) this.found('nobody is moved but by command', `${key} at ${seq}: ${type}`);
    // Taken out already, it is told again what is being done for it.
    const taken = type === 'queue.dequeued' && before?.state === 'waiting' && entry.party !== undefined;
    if (taken && !isPlaceOnly(entry) && entry.party !== this.reserved.get(key))
      for (const other of this.before(tenant, entry)) this.found('nobody is passed over', `${other.id} by ${entry.id}`);
    this.entries.set(key, entry);
  }

  private offered(tenant: string, { entry: id, agent: name }: Offer): void {
    const entry = this.entries.get(`${tenant} ${id}`);
    const agent = this.agents.get(`${tenant} ${name}`);
    if (!entry || !agent) return this.found('an offer is of an entry to an agent', `${id} to ${name}`);
    // Callbacks have an order of their own (callbacks.ts), and are withheld for many reasons.
    if (isPlaceOnly(entry)) return;
    for (const other of this.before(tenant, entry))
      if (eligible(agent, other))
        this.found('nobody eligible and earlier is passed over', `${other.id} by ${id} for ${name}`);
  }

  private accepted(tenant: string, { entry: id, party }: Offer): void {
    const key = `${tenant} ${id}`;
    const entry = this.entries.get(key);
    if (entry && isPlaceOnly(entry)) this.reserved.set(key, party);
  }

  /** Who waits on the line in the same queue and stands before. */
  private before(tenant: string, taken: Entry): Entry[] {
    return [...this.entries]
      .filter(
        ([key, other]) => key.startsWith(`${tenant} `) && other.state === 'waiting' && other.queue === taken.queue,
      )
      .map(([, other]) => other)
      .filter((other) => other.call !== undefined && stands(other) < stands(taken));
  }

  private found(invariant: string, what: string): void {
    this.findings.found(invariant, what);
  }
}

/** Nobody is on the line for it. */
const isPlaceOnly = ({ callback, call }: Entry): boolean => callback !== undefined && call === undefined;

/** Whether that agent may serve that entry: as the documentation says it, not as the gateway computes it. */
export function eligible({ skills, queues }: Agent, { queue, skills: asks }: Entry): boolean {
  const place = queues[queue];
  if (!place || (place.level ?? FULL) < (asks?.minLevel ?? 0)) return false;
  return Object.entries(asks?.required ?? {}).every(([skill, level]) => (skills[skill] ?? 0) >= level);
}

const WIDTH = 15;
const padded = (number: number): string => String(number).padStart(WIDTH, '0');

/** Sorts as the queue does. */
export const stands = ({ moved, priority, arrivedAt, id }: Entry): string =>
  moved ? `0 ${padded(10 ** 14 - moved.at)} ${id}` : `1 ${padded(1_000 - priority)} ${padded(arrivedAt)} ${id}`;
