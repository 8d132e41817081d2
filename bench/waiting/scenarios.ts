/** Days of queues: who calls, how long they talk, how long they stay, and who is there to answer. */
export interface Scenario {
  readonly name: string;
  readonly hours: number;
  readonly queues: number;
  /** Queues each agent serves. */
  readonly agents: readonly (readonly number[])[];
  /** Calls per hour of each queue at an hour of the day. */
  readonly calls: (hour: number, queue: number) => number;
  /** Calls come in bursts: each is so many, within a minute. */
  readonly burst?: number;
  /** Mean handling time in s at an hour, and its standard deviation by its mean. */
  readonly handling: (hour: number) => number;
  readonly spread: number;
  /** Mean patience in s. */
  readonly patience: number;
  /** Mean time between an agent's going away and coming back, in s; absent: all stay. */
  readonly away?: { readonly present: number; readonly absent: number };
}

const team = (size: number, queues: readonly number[] = [0]): (readonly number[])[] =>
  Array.from({ length: size }, () => queues);

const STEADY: Scenario = {
  name: 'steady',
  hours: 10,
  queues: 1,
  agents: team(10),
  calls: () => 150,
  handling: () => 240,
  spread: 0.8,
  patience: 900,
};

export const SCENARIOS: readonly Scenario[] = [
  STEADY,
  { ...STEADY, name: 'few agents', agents: team(2), calls: () => 32 },
  { ...STEADY, name: 'bursts', calls: () => 125, burst: 12 },
  { ...STEADY, name: 'agents come and go', calls: () => 120, away: { present: 3_600, absent: 900 } },
  { ...STEADY, name: 'impatient', calls: () => 190, patience: 180 },
  {
    ...STEADY,
    name: 'long talks',
    agents: team(6),
    calls: () => 32,
    handling: () => 600,
    spread: 1.3,
    patience: 1_800,
  },
  {
    ...STEADY,
    name: 'three queues, shared agents',
    queues: 3,
    agents: [...team(4, [0, 1, 2]), ...team(3, [0, 1]), ...team(2, [0]), ...team(2, [1]), ...team(2, [2])],
    calls: (_, queue) => [90, 70, 40][queue] ?? 0,
  },
  {
    ...STEADY,
    name: 'drift over the day',
    agents: team(12),
    calls: (hour) => 170 + 60 * Math.sin((hour / 10) * 2 * Math.PI),
    handling: (hour) => 190 + 14 * hour,
  },
];
