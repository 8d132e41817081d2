/**
 * The waiting-time back-test: `npx ts-node -T bench/main.ts waiting`. Days of simulated queues are replayed; whoever
 * arrives when no agent is free is told four estimates, and each is compared with the wait that followed, for those who
 * were served. Who is served at once is left out: that would be no art.
 */
import { atMost, type Figure, median, quantile } from './figures';
import { replay, type Told } from './waiting/replay';
import { SCENARIOS } from './waiting/scenarios';

const METHODS = ['appQueue', 'lastWaits', 'simple', 'limit'] as const;
type Method = (typeof METHODS)[number] | 'ours';

const NAMES: Readonly<Record<Method, string>> = {
  ours: 'Signalbox',
  appQueue: 'app_queue',
  lastWaits: 'last 10 waits',
  simple: 'AHT · position / agents',
  limit: 'knows the distributions',
};

const errors = (told: readonly Told[], method: Method): number[] =>
  told.map((one) => Math.abs(one[method] - one.truth) / 1_000);

export async function waitingFigures(quick: boolean): Promise<Figure[]> {
  const seeds = quick ? [1] : [1, 2, 3, 4, 5];
  const figures: Figure[] = [];
  const all: Told[][] = seeds.map(() => []);
  for (const scenario of SCENARIOS) {
    const days = seeds.map((seed) => replay(scenario, seed, true));
    days.forEach((told, i) => {
      all[i]?.push(...told);
    });
    figures.push(...both(scenario.name, days));
  }
  return [...both('all', all), ...figures];
}

/** What was told on arrival, and all that was told: on arrival and every minute after it. */
function both(name: string, days: readonly Told[][]): Figure[] {
  const arrivals = days.map((told) => told.filter(({ waited }) => waited === 0));
  return [...figuresOf(`${name}, on arrival`, arrivals), ...figuresOf(`${name}, every minute`, days)];
}

function figuresOf(name: string, days: readonly Told[][]): Figure[] {
  const lines = (which: string, of: (values: number[]) => number): Figure[] =>
    METHODS.flatMap((method) => {
      const known = days.map((told) => told.filter((one) => !Number.isNaN(one[method])));
      if (known.some((told) => told.length === 0)) return [];
      return {
        name: `waiting, ${name}: ${which} error, s`,
        ours: known.map((told) => of(errors(told, 'ours'))),
        peer: { name: NAMES[method], runs: known.map((told) => of(errors(told, method))) },
        ...(method === 'appQueue' && which === 'median' && { target: atMost(0.5) }),
      };
    });
  const within = days.map((told) => told.filter(({ p90, truth }) => truth <= p90).length / told.length);
  return [
    ...lines('median', median),
    ...lines('p90', (values) => quantile(values, 0.9)),
    { name: `waiting, ${name}: share of truths within p90`, ours: within },
    {
      name: `waiting, ${name}: median truth, s`,
      ours: days.map((told) => median(told.map(({ truth }) => truth / 1_000))),
    },
  ];
}
