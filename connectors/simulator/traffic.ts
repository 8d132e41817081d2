/** People who call now and then, agents who answer, and customers who are called back: the life of the demo. */
import type { Cancel } from '../../src/ports/clock';
import type { Person, Script } from './people';
import type { Behaviour } from './phones';
import { between, chance, type Random } from './random';
import type { Simulator } from './simulator';

/** Calls to one routing point. */
export interface Flow {
  readonly routingPoint: string;
  /** The numbers that are called, each as often as the others. */
  readonly dnis: readonly string[];
  /** Mean time between two calls, in ms. */
  readonly everyMs: number;
  /** How long a caller waits for a person before hanging up; default 90 s. */
  readonly patienceMs?: number;
  /** What a caller may press at a prompt; one in three does. */
  readonly keys?: readonly string[];
  readonly context?: string;
  readonly endpoint?: string;
}

const PATIENCE_MS = 90_000;
const PRESSES = 1 / 3;

/** Lets people call until the result is called. */
export function traffic(sim: Simulator, random: Random, flows: readonly Flow[]): Cancel {
  const cancels = flows.map((flow) => callEvery(sim, random, flow));
  return () => {
    for (const cancel of cancels) cancel();
  };
}

function callEvery(sim: Simulator, random: Random, flow: Flow): Cancel {
  const { clock } = sim.board.parts;
  let cancel: Cancel = () => {};
  const next = (): void => {
    // Exponential gaps, as of people who do not know of each other.
    const ms = Math.round(-Math.log(1 - random()) * flow.everyMs);
    cancel = clock.after(ms, () => {
      callOnce(sim, random, flow);
      next();
    });
  };
  next();
  return () => cancel();
}

function callOnce(sim: Simulator, random: Random, flow: Flow): Person {
  const { routingPoint, context, endpoint } = flow;
  return sim.call({
    routingPoint,
    ani: anybody(random),
    dnis: pick(random, flow.dnis) ?? '',
    ...(context === undefined ? {} : { context }),
    ...(endpoint === undefined ? {} : { endpoint }),
    script: caller(random, flow),
  });
}

/** A caller who may press a key, talks once somebody is there, and does not wait for ever. */
function caller(random: Random, { keys = [], patienceMs = PATIENCE_MS }: Flow): Script {
  return async (person) => {
    person.later(patienceMs, () => {
      if (person.hearsWhom.length === 0) person.hangup();
    });
    const key = chance(random, PRESSES) ? pick(random, keys) : undefined;
    if (key !== undefined) person.follow((one) => pressAtPrompt(one, random, key));
    await person.until(() => person.hearsWhom.length > 0);
    await person.wait(between(random, 10_000, 60_000));
    person.hangup();
  };
}

async function pressAtPrompt(person: Person, random: Random, key: string): Promise<void> {
  await person.hear(/^prompt /);
  await person.wait(between(random, 1500, 4000));
  await person.press(key);
}

/** An agent: answers most of the time, after a moment; it is the customer who hangs up. */
export function agent(random: Random): () => Behaviour {
  return () => (chance(random, 0.1) ? { lines: 1 } : { lines: 1, answerAfterMs: between(random, 1500, 6000) });
}

/** A customer who is called back: mostly answers and presses 1, sometimes is busy or does not hear it. */
export function customer(random: Random): () => Behaviour {
  return () => {
    const mood = random();
    if (mood < 0.1) return { refuses: 'busy' };
    if (mood < 0.25) return {};
    return { answerAfterMs: between(random, 2000, 9000), script: (person) => confirm(person, random) };
  };
}

async function confirm(person: Person, random: Random): Promise<void> {
  await pressAtPrompt(person, random, '1');
  await person.until(() => person.hearsWhom.length > 0);
  await person.wait(between(random, 10_000, 60_000));
  person.hangup();
}

/** A number that belongs to nobody: reserved for fiction in North America or for examples in Berlin. */
function anybody(random: Random): string {
  return random() < 0.5 ? `+120255501${digits(random, 2)}` : `+493023125${digits(random, 3)}`;
}

const digits = (random: Random, count: number): string =>
  String(between(random, 0, 10 ** count - 1)).padStart(count, '0');

const pick = <T>(random: Random, from: readonly T[]): T | undefined => from[Math.floor(random() * from.length)];
