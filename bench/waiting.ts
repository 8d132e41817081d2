/**
 * The waiting-time back-test: `npx ts-node -T bench/main.ts waiting`. Days of simulated queues are replayed, or those that
 * `WAITING_CSV` names (bench/waiting/recording.ts has the format). Whoever waits and has no free agent is told by each
 * method, and all are compared with the wait that followed, for those who were served. Who is served at once is left out:
 * that would be no art.
 *
 * Two comparisons: of the numbers that the formulas give, and of what a caller hears, in whole minutes, where both speak.
 */
import { readFileSync } from 'node:fs';
import { atMost, type Figure, median, quantile } from './figures';
import type { Judged } from './waiting/floor';
import { readRows, replayRows } from './waiting/recording';
import { replay } from './waiting/replay';
import { SCENARIOS } from './waiting/scenarios';

const MINUTE = 60_000;
/** In whole minutes, and never none. */
const inMinutes = (ms: number): number => Math.max(1, Math.round(ms / MINUTE)) * MINUTE;

type Of = (one: Judged) => number;

/** What is compared with ours, by name. */
const FORMULAS: Readonly<Record<string, Of>> = {
  app_queue: ({ appQueue }) => appQueue,
  'last 10 waits': ({ lastWaits }) => lastWaits,
  'AHT · position / agents': ({ simple }) => simple,
  'knows the distributions': ({ limit }) => limit,
};
const TOLD: Readonly<Record<string, Of>> = {
  app_queue: ({ appQueueTold }) => appQueueTold,
  'knows the distributions': ({ limit }) => inMinutes(limit),
};

export async function waitingFigures(quick: boolean): Promise<Figure[]> {
  const file = process.env.WAITING_CSV;
  if (file !== undefined) return both(file, [replayRows(readRows(readFileSync(file, 'utf8')))]);
  const seeds = quick ? [1] : [1, 2, 3, 4, 5];
  const figures: Figure[] = [];
  const all: Judged[][] = seeds.map(() => []);
  for (const scenario of SCENARIOS) {
    const days = seeds.map((seed) => replay(scenario, seed, true));
    days.forEach((judged, i) => {
      all[i]?.push(...judged);
    });
    figures.push(...both(scenario.name, days));
  }
  return [...both('all', all), ...figures];
}

/** What was told on arrival, and all that was told: on arrival and every minute after it. */
function both(name: string, days: readonly (readonly Judged[])[]): Figure[] {
  const arrivals = days.map((judged) => judged.filter(({ waited }) => waited === 0));
  return [...figuresOf(`${name}, on arrival`, arrivals), ...figuresOf(`${name}, every minute`, days)];
}

function figuresOf(name: string, days: readonly (readonly Judged[])[]): Figure[] {
  const within = days.map((judged) => judged.filter(({ p90, truth }) => truth <= p90).length / judged.length);
  const silent = days.map((judged) => judged.filter(({ appQueueTold }) => Number.isNaN(appQueueTold)).length);
  return [
    ...compared(`waiting, ${name}: median error of the formula, s`, days, {
      ours: ({ ours }) => ours,
      peers: FORMULAS,
    }),
    ...compared(`waiting, ${name}: median error of what is told, s`, days, {
      ours: ({ oursTold }) => oursTold,
      peers: TOLD,
    }),
    ...compared(`waiting, ${name}: p90 error of the formula, s`, days, {
      ours: ({ ours }) => ours,
      peers: FORMULAS,
      of: (values) => quantile(values, 0.9),
    }),
    { name: `waiting, ${name}: share of truths within p90`, ours: within },
    {
      name: `waiting, ${name}: share told nothing`,
      ours: days.map(() => 0),
      peer: { name: 'app_queue', runs: silent.map((count, i) => count / (days[i]?.length ?? 1)) },
    },
    {
      name: `waiting, ${name}: median truth, s`,
      ours: days.map((judged) => median(judged.map(({ truth }) => truth / 1_000))),
    },
  ];
}

interface Comparison {
  readonly ours: Of;
  readonly peers: Readonly<Record<string, Of>>;
  readonly of?: (values: number[]) => number;
}

function compared(name: string, days: readonly (readonly Judged[])[], comparison: Comparison): Figure[] {
  const { ours, peers, of = median } = comparison;
  const error = (of: Of) => (one: Judged) => Math.abs(of(one) - one.truth) / 1_000;
  return Object.entries(peers).flatMap(([peer, theirs]) => {
    const known = days.map((judged) => judged.filter((one) => !Number.isNaN(theirs(one))));
    if (known.some((judged) => judged.length === 0)) return [];
    const target = peer === 'app_queue' && of === median;
    return {
      name,
      ours: known.map((judged) => of(judged.map(error(ours)))),
      peer: { name: peer, runs: known.map((judged) => of(judged.map(error(theirs)))) },
      ...(target && { target: atMost(0.5) }),
    };
  });
}
