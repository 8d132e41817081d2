/**
 * Callers who wait for twenty agents on a real Asterisk, brought together by Asterisk's own app_queue, by the least queue
 * on ARI and by the gateway, in turn. Agents answer at once, callers hang up 200 ms after both were together, and all are
 * asked the same: how long that took, seen from outside.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Asterisk, asteriskIsThere } from '../test/lab/support/asterisk';
import { Children, end } from '../test/lab/support/children';
import { callAll, type Load } from './callers';
import { atLeast, atMost, type Figure, quantile } from './figures';
import { Matchmaker } from './observer';
import { takeCalls } from './phones';
import { cpuMs } from './processes';
import { gateway, type Program, peer, signIn } from './programs';

const TALK_MS = 200;
const WARM_UP: Load = { calls: 200, rate: 1_000, limit: 20 };
/** Documents are written once a second, and app_queue looks for agents as often. */
const SETTLE_MS = 1_500;

/** As many calls as there are agents, all the time; five calls a second, so that an agent is always free. */
const LOADS = {
  saturated: (quick: boolean): Load => ({ calls: quick ? 300 : 800, rate: 1_000, limit: 20 }),
  calm: (quick: boolean): Load => ({ calls: quick ? 50 : 100, rate: 5, limit: 20 }),
} as const;

type Name = 'appQueue' | 'raw' | 'ours';

interface Run {
  /** Callers who met an agent, a second. */
  readonly perSecond: number;
  /** How long each had waited, in ms. */
  readonly waits: readonly number[];
  /** Processor time for a call, in ms: of Asterisk and of the program beside it. */
  readonly asterisk: number;
  readonly program: number;
}

type Turn = Readonly<Record<keyof typeof LOADS, Run>>;
type Turns = Readonly<Record<Name, Turn[]>>;

interface Stage {
  readonly children: Children;
  readonly asterisk: Asterisk;
  readonly matchmaker: Matchmaker;
}

/** Started for its turn and ended after it: the gateway would watch the phones while others ring them. */
const PROGRAMS: Readonly<Record<Name, (stage: Stage) => Promise<Program | undefined>>> = {
  appQueue: async () => undefined,
  raw: async ({ children, asterisk }) => peer(children, asterisk, 'rawQueue', 'ws + undici'),
  ours: async ({ children, asterisk }) => {
    const ours = await gateway(children, asterisk);
    await signIn(ours, asterisk);
    return ours;
  },
};
const NAMES = Object.keys(PROGRAMS) as Name[];
/** The queue in Asterisk's dialplan, and the one of whatever program is asked. */
const NUMBERS = { appQueue: '9003', raw: '3000', ours: '3000' } as const;

async function turn(stage: Stage, name: Name, quick: boolean): Promise<Turn> {
  const program = await PROGRAMS[name](stage);
  stage.asterisk.console(`dialplan set global NODE ${program?.node ?? ''}`);
  const measured = (load: Load) => run(stage, NUMBERS[name], program?.pid, load);
  await measured(WARM_UP);
  const saturated = await measured(LOADS.saturated(quick));
  const calm = await measured(LOADS.calm(quick));
  if (program) await end(program.child);
  return { saturated, calm };
}

async function run(stage: Stage, number: string, pid: number | undefined, load: Load): Promise<Run> {
  const { children, asterisk, matchmaker } = stage;
  const spent = () => ({ asterisk: cpuMs(asterisk.pid), program: pid === undefined ? 0 : cpuMs(pid) });
  matchmaker.take();
  const before = spent();
  await callAll(children, asterisk, number, load);
  await sleep(SETTLE_MS);
  const after = spent();
  const met = matchmaker.take();
  if (met.length !== load.calls) throw new Error(`${number}: ${met.length} of ${load.calls} callers met somebody`);
  const seconds = (Math.max(...met.map(({ at }) => at)) - Math.min(...met.map(({ at }) => at))) / 1_000;
  return {
    perSecond: (met.length - 1) / seconds,
    waits: met.map((one) => one.after),
    asterisk: (after.asterisk - before.asterisk) / load.calls,
    program: (after.program - before.program) / load.calls,
  };
}

type Of = (turn: Turn) => number;
const wait =
  (load: keyof Turn, share: number): Of =>
  (turn) =>
    quantile(turn[load].waits, share);
const saturated =
  (what: 'perSecond' | 'asterisk' | 'program'): Of =>
  (turn) =>
    turn.saturated[what];

function figuresOf(turns: Turns): Figure[] {
  const peers = { appQueue: 'app_queue', raw: 'ws + undici' } as const;
  const figure = (name: string, of: Of, peer: keyof typeof peers, target?: Figure['target']): Figure => ({
    name: `queue: ${name}`,
    ours: turns.ours.map(of),
    peer: { name: peers[peer], runs: turns[peer].map(of) },
    ...(target && { target }),
  });
  const full = (share: number) => `20 at a time, until together p${share}, ms`;
  const price = 'processor time of Asterisk for a call, ms';
  return [
    figure('20 at a time, calls a second', saturated('perSecond'), 'appQueue', atLeast(1)),
    figure('20 at a time, calls a second', saturated('perSecond'), 'raw'),
    figure(full(99), wait('saturated', 0.99), 'appQueue', atMost(0.333)),
    figure(full(99), wait('saturated', 0.99), 'raw'),
    figure(full(50), wait('saturated', 0.5), 'raw', atMost(1.2)),
    figure(full(50), wait('saturated', 0.5), 'appQueue'),
    figure('5 a second, until together p50, ms', wait('calm', 0.5), 'appQueue', atMost(1.5)),
    figure('5 a second, until together p50, ms', wait('calm', 0.5), 'raw'),
    figure('5 a second, until together p99, ms', wait('calm', 0.99), 'appQueue'),
    figure(price, saturated('asterisk'), 'appQueue'),
    figure(price, saturated('asterisk'), 'raw'),
    figure('processor time of the program for a call, ms', saturated('program'), 'raw'),
  ];
}

/** All figures of queues; none where there is no Asterisk. */
export async function queueFigures(quick: boolean): Promise<Figure[]> {
  if (!asteriskIsThere()) {
    console.error('no queues: there is no Asterisk; `make lab` fetches one');
    return [];
  }
  const children = new Children();
  try {
    const asterisk = await Asterisk.start(children);
    takeCalls(children, asterisk);
    const stage = { children, asterisk, matchmaker: await Matchmaker.of(asterisk, TALK_MS) };
    const turns: Turns = { appQueue: [], raw: [], ours: [] };
    for (let i = 0; i < (quick ? 1 : 3); i++)
      for (const name of NAMES) turns[name].push(await turn(stage, name, quick));
    await stage.matchmaker.close();
    return figuresOf(turns);
  } finally {
    await children.close();
  }
}
