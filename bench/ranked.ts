/**
 * The order of queues without anything around it: `npx ts-node -T bench/main.ts ranked`. A million entries in 10,000
 * queues, and as many in one. The peer is a sorted array with the same index of ids: quick while few wait, and the
 * first thing anyone would write.
 */
import { seeded } from '../connectors/simulator/random';
import { type Place, Ranked } from '../src/core/ranked';
import { type Figure, over, under } from './figures';
import { residentMb } from './processes';

const ENTRIES = 1_000_000;
const QUEUES = 10_000;
/** Of the peer in one queue: each step moves half a million ids, so fewer tell enough. */
const PEER_STEPS = 2_000;
const STEPS = 200_000;

type Order = Pick<Ranked, 'insert' | 'remove' | 'rank' | 'first'>;

class SortedArray implements Order {
  private readonly order: Place[] = [];
  private readonly places = new Map<string, Place>();

  insert(id: string, priority: number, arrival: number): void {
    const place = { id, priority, arrival };
    this.places.set(id, place);
    this.order.splice(this.find(place), 0, place);
  }

  remove(id: string): boolean {
    const place = this.places.get(id);
    if (!place) return false;
    this.places.delete(id);
    this.order.splice(this.find(place), 1);
    return true;
  }

  rank(id: string): number | undefined {
    const place = this.places.get(id);
    return place && this.find(place) + 1;
  }

  first(): string | undefined {
    return this.order[0]?.id;
  }

  /** All at once, as a start would. */
  load(places: readonly Place[]): void {
    for (const place of places) this.places.set(place.id, place);
    for (const place of places.toSorted(inOrder)) this.order.push(place);
  }

  private find(place: Place): number {
    let low = 0;
    let high = this.order.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (inOrder(this.order[middle] as Place, place) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

const inOrder = (a: Place, b: Place): number =>
  b.priority - a.priority || a.arrival - b.arrival || (a.id < b.id ? -1 : 1);

/** Ids as long as ours, four priorities, arrivals within an hour, in no order. */
function placesOf(count: number): Place[] {
  const random = seeded(1);
  return Array.from({ length: count }, (_, i) => ({
    id: `en_${i.toString(16).padStart(32, '0')}`,
    priority: Math.floor(random() * 4),
    arrival: 1_700_000_000_000 + Math.floor(random() * 3_600_000),
  }));
}

/** Of processor time, that of the collector of garbage included: what a busy machine does not distort. */
function perSecond(steps: number, step: (i: number) => void): number {
  const before = process.cpuUsage();
  for (let i = 0; i < steps; i++) step(i);
  const { user, system } = process.cpuUsage(before);
  return (steps / (user + system)) * 1_000_000;
}

interface Rates {
  readonly insert: number;
  readonly rank: number;
  readonly serve: number;
  readonly remove: number;
}

/** Each operation at the full number of entries: what is taken out for a measure is put back by the next. */
function rates(orderOf: (i: number) => Order, places: readonly Place[], steps: number): Rates {
  const random = seeded(2);
  const picked = Array.from({ length: steps }, () => Math.floor(random() * places.length));
  const byPlace = new Map(places.map((place, i) => [place.id, i]));
  const chosen = [...new Set(picked)];
  const put = (i: number) => {
    const { id, priority, arrival } = places[i] as Place;
    orderOf(i).insert(id, priority, arrival);
  };
  const rank = perSecond(picked.length, (n) =>
    orderOf(picked[n] as number).rank((places[picked[n] as number] as Place).id),
  );
  const remove = perSecond(chosen.length, (n) =>
    orderOf(chosen[n] as number).remove((places[chosen[n] as number] as Place).id),
  );
  const insert = perSecond(chosen.length, (n) => put(chosen[n] as number));
  const served: number[] = [];
  const serve = perSecond(chosen.length, (n) => {
    const order = orderOf(chosen[n] as number);
    const id = order.first();
    if (id !== undefined && order.remove(id)) served.push(byPlace.get(id) as number);
  });
  for (const i of served) put(i);
  return { insert, rank, serve, remove };
}

function spread(places: readonly Place[], make: () => Order): Order[] {
  const orders = Array.from({ length: QUEUES }, make);
  places.forEach(({ id, priority, arrival }, i) => {
    orders[i % QUEUES]?.insert(id, priority, arrival);
  });
  return orders;
}

export async function rankedFigures(quick: boolean): Promise<Figure[]> {
  const places = placesOf(ENTRIES);
  const runs = quick ? 1 : 3;
  const ours = spread(places, () => new Ranked());
  const memory = residentMb(process.pid);
  const peer = spread(places, () => new SortedArray());
  const figures = compare('10,000 queues', runs, () => [
    rates((i) => ours[i % QUEUES] as Order, places, STEPS),
    rates((i) => peer[i % QUEUES] as Order, places, STEPS),
  ]);
  const [one, array] = [new Ranked(), new SortedArray()];
  for (const _ of one.fill(places));
  array.load(places);
  figures.push(
    ...compare('one queue', runs, () => [rates(() => one, places, STEPS), rates(() => array, places, PEER_STEPS)]),
  );
  return [
    ...figures,
    { name: 'ranked: process with 1,000,000 in 10,000 queues, MB', ours: [memory], target: under(1_000) },
  ];
}

function compare(where: string, runs: number, run: () => [ours: Rates, peer: Rates]): Figure[] {
  const measured = Array.from({ length: runs }, run);
  return (['insert', 'rank', 'serve', 'remove'] as const).map((name) => ({
    name: `ranked: 1,000,000 in ${where}, ${name} a second`,
    ours: measured.map(([ours]) => ours[name]),
    peer: { name: 'sorted array', runs: measured.map(([, peer]) => peer[name]) },
    target: over(100_000),
  }));
}
