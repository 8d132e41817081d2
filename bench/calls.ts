/**
 * Calls on a real Asterisk, answered and hung up by several programs in turn: the least that can do it, the same with
 * `ari-client`, and the gateway. All run side by side the whole time and each has its own Stasis application; the
 * dialplan sends the calls of a run to one of them. A tenant's program that decides over the feed comes last: it is told
 * of all calls as long as it is there.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Asterisk, asteriskIsThere } from '../test/lab/support/asterisk';
import { Children } from '../test/lab/support/children';
import { callAll, type Load } from './callers';
import { atLeast, atMost, type Figure, quantile, under } from './figures';
import { Observer } from './observer';
import { cpuMs, residentMb } from './processes';
import { asked, type GatewayProgram, gateway, loopDelay, type Program, peer } from './programs';

const WARM_UP: Load = { calls: 500, rate: 2_000, limit: 40 };
/** What is left to do after the last call is part of the price: the gateway writes its documents once a second. */
const SETTLE_MS = 1_500;

interface Run {
  readonly perSecond: number;
  readonly cpu: number;
  readonly answers: readonly number[];
  readonly waits: readonly number[];
  /** Of the gateway alone. */
  readonly delay: number;
}

type Runs = Readonly<Record<'raw' | 'ariClient' | 'ours' | 'asked', Run[]>>;

interface Stage {
  readonly children: Children;
  readonly asterisk: Asterisk;
  readonly programs: Readonly<Record<'raw' | 'ariClient', Program>> & {
    readonly ours: GatewayProgram;
    asked?: Program;
  };
  readonly observer: Observer;
}

async function setUp(children: Children): Promise<Stage> {
  const asterisk = await Asterisk.start(children);
  const ours = await gateway(children, asterisk);
  const programs = {
    raw: await peer(children, asterisk, 'raw', 'ws + undici'),
    ariClient: await peer(children, asterisk, 'ariClient', 'ari-client'),
    ours,
  };
  return { children, asterisk, programs, observer: await Observer.of(asterisk) };
}

async function run({ children, asterisk, programs, observer }: Stage, name: keyof Runs, load: Load): Promise<Run> {
  const program = programs[name] as Program;
  asterisk.console(`dialplan set global NODE ${program.node}`);
  observer.take();
  await loopDelay(programs.ours);
  const before = cpuMs(program.pid);
  const { perSecond, responses } = await callAll(children, asterisk, program.number, load);
  const delay = await loopDelay(programs.ours);
  await sleep(SETTLE_MS);
  const cpu = (cpuMs(program.pid) - before) / load.calls;
  return { perSecond, cpu, answers: responses, waits: observer.take(), delay };
}

async function alternate(stage: Stage, names: readonly (keyof Runs)[], load: Load, times: number): Promise<Runs> {
  const runs: Runs = { raw: [], ariClient: [], ours: [], asked: [] };
  for (let i = 0; i < times; i++) for (const name of names) runs[name].push(await run(stage, name, load));
  return runs;
}

const loadOf = (quick: boolean): Load => ({ calls: quick ? 500 : 1_500, rate: 2_000, limit: 40 });

/** As many calls as go, 40 at a time. */
async function closedLoop(stage: Stage, quick: boolean): Promise<Figure[]> {
  const load = loadOf(quick);
  for (const name of ['raw', 'ariClient', 'ours'] as const) await run(stage, name, WARM_UP);
  const runs = await alternate(stage, ['raw', 'ours', 'ariClient'], load, quick ? 3 : 5);
  const of = (name: keyof Runs, what: 'perSecond' | 'cpu' | 'delay') => runs[name].map((one) => one[what]);
  const raw = (what: 'perSecond' | 'cpu') => ({ name: 'ws + undici', runs: of('raw', what) });
  const ariClient = (what: 'perSecond' | 'cpu') => ({ name: 'ari-client', runs: of('ariClient', what) });
  const speed = { name: 'calls: answered and hung up a second', ours: of('ours', 'perSecond') };
  const price = { name: 'calls: processor time of a call, ms', ours: of('ours', 'cpu') };
  return [
    { ...speed, peer: raw('perSecond'), target: atLeast(0.75) },
    { ...speed, peer: ariClient('perSecond'), target: atLeast(1) },
    { ...price, peer: raw('cpu'), target: atMost(2) },
    { ...price, peer: ariClient('cpu') },
    { name: 'calls: event-loop delay p99, ms', ours: of('ours', 'delay'), target: under(10) },
    { name: 'calls: memory after them, MB', ours: [residentMb(stage.programs.ours.pid)] },
  ];
}

/** Fifty calls a second, however long they take. */
async function openLoop(stage: Stage, quick: boolean): Promise<Figure[]> {
  const load = { calls: quick ? 334 : 1_000, rate: 50, limit: 1_000 };
  const runs = await alternate(stage, ['raw', 'ours', 'ariClient'], load, 3);
  const figure = (what: 'waits' | 'answers', share: number, name: string, target?: Figure['target']): Figure => {
    const of = (who: keyof Runs) => runs[who].map((one) => quantile(one[what], share));
    return { name, ours: of('ours'), peer: { name: 'ws + undici', runs: of('raw') }, ...(target && { target }) };
  };
  const ariClient = (share: number) => runs.ariClient.map(({ waits }) => quantile(waits, share));
  const told = (share: number, name: string): Figure => ({
    ...figure('waits', share, name),
    peer: { name: 'ari-client', runs: ariClient(share) },
  });
  return [
    figure('waits', 0.5, 'rate: in Stasis until answered p50, ms', atMost(1.3)),
    figure('waits', 0.99, 'rate: in Stasis until answered p99, ms', atMost(2)),
    told(0.5, 'rate: in Stasis until answered p50, ms'),
    told(0.99, 'rate: in Stasis until answered p99, ms'),
    figure('answers', 0.5, 'rate: INVITE to 200 p50, ms'),
    figure('answers', 0.99, 'rate: INVITE to 200 p99, ms'),
  ];
}

/** The same with a program that decides over the feed. */
async function decided(stage: Stage, quick: boolean): Promise<Figure[]> {
  stage.programs.asked = await asked(stage.children, stage.programs.ours);
  await run(stage, 'asked', WARM_UP);
  const runs = await alternate(stage, ['raw', 'asked'], loadOf(quick), quick ? 3 : 5);
  const perSecond = (name: keyof Runs) => runs[name].map((one) => one.perSecond);
  const peer = { name: 'ws + undici', runs: perSecond('raw') };
  return [{ name: 'calls: a second, a program decides', ours: perSecond('asked'), peer }];
}

/** All figures of calls; none where there is no Asterisk. */
export async function callFigures(quick: boolean): Promise<Figure[]> {
  if (!asteriskIsThere()) {
    console.error('no calls: there is no Asterisk; `make lab` fetches one');
    return [];
  }
  const children = new Children();
  try {
    const stage = await setUp(children);
    const figures = [
      ...(await closedLoop(stage, quick)),
      ...(await openLoop(stage, quick)),
      ...(await decided(stage, quick)),
    ];
    stage.observer.close();
    return figures;
  } finally {
    await children.close();
  }
}
