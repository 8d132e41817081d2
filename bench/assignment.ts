/**
 * Who gets which entry, without anything around it: `npx ts-node -T bench/main.ts assignment`. A million entries that ask
 * for skills wait in 10,000 queues, each in the order of its queue and on the board of assignment; agents of two queues
 * become free. The peer is what anyone would write first: a sorted list per queue, searched for the first that fits.
 */
import { type Random, seeded } from '../connectors/simulator/random';
import { AssignmentBoard } from '../src/core/assignment';
import type { FreeAgent } from '../src/core/assignmentAgents';
import type { WaitingEntry } from '../src/core/assignmentEntries';
import { isBefore, Ranked } from '../src/core/ranked';
import { type Levels, lacking } from '../src/core/skills';
import { type Figure, over, under } from './figures';
import { residentMb } from './processes';

const ENTRIES = 1_000_000;
const QUEUES = 10_000;
const AGENTS = 20_000;
const STEPS = 200_000;

/** What entries ask for; the last is what nobody has. */
const ASKED: readonly Levels[] = [{}, {}, {}, { spanish: 1 }, { spanish: 2 }, { gold: 1, spanish: 1 }, { nobody: 1 }];
const ABLE: readonly Levels[] = [{}, { spanish: 1 }, { spanish: 2 }, { gold: 1 }, { gold: 1, spanish: 3 }];

const pick = <T>(random: Random, list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;

function entriesOf(random: Random): WaitingEntry[] {
  return Array.from({ length: ENTRIES }, (_, i) => ({
    id: `en_${i.toString(16).padStart(32, '0')}`,
    queue: `queue-${i % QUEUES}`,
    priority: Math.floor(random() * 4),
    arrival: 1_700_000_000_000 + Math.floor(random() * 3_600_000),
    at: 'pbx',
    wanted: { required: pick(random, ASKED), preferred: {} },
  }));
}

function agentsOf(random: Random): FreeAgent[] {
  return Array.from({ length: AGENTS }, (_, i) => ({
    id: `ag_${i.toString(16).padStart(32, '0')}`,
    reaches: ['pbx'],
    skills: pick(random, ABLE),
    queues: new Map([
      [`queue-${i % QUEUES}`, 10],
      [`queue-${Math.floor(random() * QUEUES)}`, 9],
    ]),
    idleSince: i,
  }));
}

interface House {
  insert(entry: WaitingEntry): void;
  remove(entry: WaitingEntry): void;
  rank(entry: WaitingEntry): number | undefined;
  /** The agent is free, is offered whom it may serve first, and serves it. */
  serve(agent: FreeAgent): string | undefined;
}

/** As the services hold it: the line of each queue for positions, the board for who is next. */
class Ours implements House {
  private readonly board = new AssignmentBoard();
  private readonly lines = new Map<string, Ranked>();
  private readonly entries = new Map<string, WaitingEntry>();

  insert(entry: WaitingEntry): void {
    const line = this.lines.get(entry.queue) ?? new Ranked();
    this.lines.set(entry.queue, line);
    line.insert(entry.id, entry.priority, entry.arrival);
    this.board.entries.put(entry);
    this.entries.set(entry.id, entry);
  }

  remove({ id, queue }: WaitingEntry): void {
    this.lines.get(queue)?.remove(id);
    this.board.entries.remove(id);
    this.entries.delete(id);
  }

  rank({ id, queue }: WaitingEntry): number | undefined {
    return this.lines.get(queue)?.rank(id);
  }

  serve(agent: FreeAgent): string | undefined {
    this.board.agents.put(agent);
    const found = this.board.forAgent(agent.id);
    this.board.agents.remove(agent.id);
    if (!found) return undefined;
    const entry = this.entries.get(found.entry) as WaitingEntry;
    this.board.entries.put({ ...entry, withheld: 'offered' });
    this.remove(entry);
    return entry.id;
  }
}

class Search implements House {
  private readonly queues = new Map<string, WaitingEntry[]>();

  insert(entry: WaitingEntry): void {
    const queue = this.queues.get(entry.queue) ?? [];
    this.queues.set(entry.queue, queue);
    const at = queue.findIndex((other) => isBefore(entry, other));
    queue.splice(at < 0 ? queue.length : at, 0, entry);
  }

  remove({ id, queue }: WaitingEntry): void {
    const line = this.queues.get(queue) as WaitingEntry[];
    line.splice(
      line.findIndex((other) => other.id === id),
      1,
    );
  }

  rank({ id, queue }: WaitingEntry): number | undefined {
    return (this.queues.get(queue)?.findIndex((other) => other.id === id) ?? -1) + 1;
  }

  serve(agent: FreeAgent): string | undefined {
    let best: WaitingEntry | undefined;
    for (const name of agent.queues.keys()) {
      const first = this.queues.get(name)?.find((one) => !lacking(agent.skills, one.wanted.required));
      if (first && (!best || isBefore(first, best))) best = first;
    }
    if (best) this.remove(best);
    return best?.id;
  }
}

/** Of processor time: what a busy machine does not distort. */
function perSecond(steps: number, step: (i: number) => void): number {
  const before = process.cpuUsage();
  for (let i = 0; i < steps; i++) step(i);
  const { user, system } = process.cpuUsage(before);
  return (steps / (user + system)) * 1_000_000;
}

const NAMES = ['insert', 'rank', 'serve', 'remove'] as const;
type Rates = Readonly<Record<(typeof NAMES)[number], number>>;

/** Each at the full number of entries: what is taken out for a measure is put back. */
function rates(house: House, entries: readonly WaitingEntry[], agents: readonly FreeAgent[]): Rates {
  const random = seeded(3);
  const chosen = [...new Set(Array.from({ length: STEPS }, () => pick(random, entries)))];
  const free = Array.from({ length: STEPS }, () => pick(random, agents));
  const rank = perSecond(chosen.length, (i) => house.rank(chosen[i] as WaitingEntry));
  const remove = perSecond(chosen.length, (i) => house.remove(chosen[i] as WaitingEntry));
  const insert = perSecond(chosen.length, (i) => house.insert(chosen[i] as WaitingEntry));
  const served: string[] = [];
  const serve = perSecond(STEPS, (i) => {
    const id = house.serve(free[i] as FreeAgent);
    if (id !== undefined) served.push(id);
  });
  for (const id of served) house.insert(entries[Number.parseInt(id.slice(3), 16)] as WaitingEntry);
  return { insert, rank, serve, remove };
}

export async function assignmentFigures(quick: boolean): Promise<Figure[]> {
  const entries = entriesOf(seeded(1));
  const agents = agentsOf(seeded(2));
  const ours = new Ours();
  for (const entry of entries) ours.insert(entry);
  const memory = residentMb(process.pid);
  const peer = new Search();
  for (const entry of entries) peer.insert(entry);
  const runs = Array.from({ length: quick ? 1 : 3 }, () => [
    rates(ours, entries, agents),
    rates(peer, entries, agents),
  ]);
  const figures: Figure[] = NAMES.map((name) => ({
    name: `assignment: 1,000,000 in 10,000 queues, ${name} a second`,
    ours: runs.map(([our]) => our?.[name] ?? 0),
    peer: { name: 'sorted list, searched', runs: runs.map(([, other]) => other?.[name] ?? 0) },
    target: over(100_000),
  }));
  return [...figures, { name: 'assignment: process with all of them, MB', ours: [memory], target: under(1_000) }];
}
