/**
 * A recorded queue: a CSV file that says who waited, who talked and who was there, and a replay of it. Nothing is simulated:
 * everybody is answered when they were, and each method is judged by what it would have said at those moments.
 *
 *   what,queue,who,from,to,how,priority
 *   wait,sales,en_1,2026-11-02T09:00:12.000Z,2026-11-02T09:00:40.500Z,answered,0
 *   talk,sales,anna,2026-11-02T09:00:40.500Z,2026-11-02T09:04:02.000Z,,
 *   here,sales care,anna,2026-11-02T08:58:00.000Z,2026-11-02T12:00:00.000Z,,
 */
import { Agenda } from './agenda';
import { type Desk, Floor, type Judged, type Waiting } from './floor';

/** `wait`: somebody in a queue, and `how` it ended: `answered`, or anything else. `talk`: an agent with one of a queue, wrap-up included. `here`: an agent who took calls of these queues. */
export interface Row {
  readonly what: 'wait' | 'talk' | 'here';
  /** Of `here` all of them, with blanks between. */
  readonly queue: string;
  /** The entry, or the agent. */
  readonly who: string;
  /** ISO 8601, or ms. */
  readonly from: number;
  readonly to: number;
  readonly how: string;
  readonly priority: number;
}

const COLUMNS = ['what', 'queue', 'who', 'from', 'to', 'how', 'priority'] as const;
const AGAIN_MS = 60_000;

export function readRows(csv: string): Row[] {
  const [head = '', ...lines] = csv.split(/\r?\n/).filter((line) => line.trim() !== '');
  if (head.trim() !== COLUMNS.join(',')) throw new Error(`the first line must be ${COLUMNS.join(',')}`);
  return lines.map((line, i) => rowOf(line, i + 2));
}

function rowOf(line: string, number: number): Row {
  const [what = '', queue = '', who = '', from = '', to = '', how = '', priority = ''] = line.split(',');
  const row = { queue, who, from: timeOf(from), to: timeOf(to), how, priority: Number(priority) };
  if (what !== 'wait' && what !== 'talk' && what !== 'here') throw new Error(`line ${number}: what is ${what}?`);
  if (queue === '' || who === '') throw new Error(`line ${number}: queue and who are needed`);
  if (!(row.to >= row.from)) throw new Error(`line ${number}: to is not after from`);
  return { what, ...row };
}

const timeOf = (text: string): number => (/^[\d.]+$/.test(text) ? Number(text) : Date.parse(text));

export const writeRows = (rows: readonly Row[]): string =>
  [COLUMNS.join(','), ...rows.map((row) => COLUMNS.map((column) => row[column]).join(',')), ''].join('\n');

/** Which of those that happen at once come first: who is free again, who is answered, who comes. */
const FREE = 0;
const ANSWERED = 1;
const COMES = 2;

/** What everybody who was answered would have been told. */
export function replayRows(rows: readonly Row[]): Judged[] {
  const floor = new Floor();
  const start = rows.reduce((first, { from }) => Math.min(first, from), Number.POSITIVE_INFINITY);
  const moments: { at: number; order: number; act: () => void }[] = [];
  const when = (at: number, order: number, act: () => void) => moments.push({ at: at - start, order, act });
  const desks = new Map<string, Desk>();
  const agenda = new Agenda();
  for (const row of rows) {
    if (row.what === 'here') here(floor, desks, row, when);
    if (row.what === 'talk') talk(floor, desks, row, { when, start });
    if (row.what === 'wait') wait(floor, row, { when, start, agenda });
  }
  for (const { at, act } of moments.sort((a, b) => a.at - b.at || a.order - b.order)) agenda.after(at, act);
  agenda.run();
  return floor.judged;
}

type When = (at: number, order: number, act: () => void) => void;

/** Somebody may serve other queues later: each time it is another desk. */
function here(floor: Floor, desks: Map<string, Desk>, { who, queue, from, to }: Row, when: When): void {
  const desk: Desk = { queues: queue.split(' '), away: true };
  floor.desks.push(desk);
  when(from, FREE, () => {
    desk.since = desks.get(who)?.since;
    desks.set(who, desk);
    desk.away = false;
  });
  when(to, FREE, () => {
    desk.away = true;
  });
}

function talk(floor: Floor, desks: Map<string, Desk>, row: Row, { when, start }: { when: When; start: number }): void {
  when(row.from, ANSWERED, () => {
    const desk = desks.get(row.who);
    if (desk) desk.since = row.from - start;
  });
  when(row.to, FREE, () => {
    const desk = desks.get(row.who);
    if (desk) desk.since = undefined;
    floor.handled(row.queue, row.to - row.from, row.to - start);
  });
}

function wait(floor: Floor, row: Row, { when, start, agenda }: { when: When; start: number; agenda: Agenda }): void {
  let caller: Waiting | undefined;
  const again = (): void => {
    if (caller && floor.tell(caller, agenda.now)) agenda.after(AGAIN_MS, again);
  };
  const leave = (): void => {
    if (!caller) return;
    if (row.how === 'answered') floor.answered(caller, row.to - start);
    else floor.gaveUp(caller, row.to - start);
  };
  when(row.from, COMES, () => {
    const mayServe = ({ away, since, queues }: Desk) => !away && since === undefined && queues.includes(row.queue);
    const free = floor.desks.some(mayServe);
    caller = floor.arrive(row.queue, row.from - start, row.priority);
    if (row.to === row.from) leave();
    else if (!free) again();
  });
  if (row.to > row.from) when(row.to, row.how === 'answered' ? ANSWERED : FREE, leave);
}
