/** People who call the venues of the tenants, each with a mind of its own. */

import type { Person, Script } from '../../../connectors/simulator/people';
import { customerOf } from '../customers';
import { between, chance, pick, type Random, weighted } from '../draw';
import type { Scene } from '../scene';
import { dnisOf, type SimTenant } from '../tenants';

/** Lets `count` people call at random moments of the active time. */
export function callers(scene: Scene, count: number): void {
  const random = scene.world.random('callers');
  for (let n = 0; n < count; n += 1) {
    const tenant = pick(random, scene.tenants);
    scene.world.clock.after(between(random, 0, scene.activeMs), () => callOnce(scene, random, tenant));
  }
}

/** One person calls one venue of the tenant, or sometimes a number that nobody has. */
function callOnce(scene: Scene, random: Random, tenant: SimTenant): void {
  const ani = chance(random, 0.1) ? '' : customerOf(between(random, 10, 99));
  const venue = weighted(random, [
    [5, 0],
    [3, 1],
    [2, 2],
    [2, 3],
    [1, 4],
    [4, 5],
    [2, 6],
  ] as const);
  const dnis = chance(random, 0.05) ? '9999' : dnisOf(tenant, venue);
  const person = call(scene, random, { tenant, ani, dnis });
  // Some of those who wait hang up and call again.
  if (venue >= 5 && chance(random, 0.6))
    callAgain(scene, person, between(random, 500, 7_000), () => {
      call(scene, random, { tenant, ani, dnis });
    });
}

/** So long after the call is over, while people still call. */
function callAgain(scene: Scene, person: Person, ms: number, again: () => void): void {
  const { world, activeMs } = scene;
  world.clock.after(person.end ? ms : 200, () => {
    if (world.elapsed > activeMs) return;
    if (person.end) again();
    else callAgain(scene, person, ms, again);
  });
}

interface Who {
  readonly tenant: SimTenant;
  readonly ani: string;
  readonly dnis: string;
}

function call({ house, callers: known }: Scene, random: Random, { tenant, ani, dnis }: Who): Person {
  const person = house.sim.call({
    ...{ routingPoint: 'main', ani, dnis },
    endpoint: `PJSIP/t${tenant.letter}`,
    ...(chance(random, 0.3) && { headers: { 'X-Case': String(between(random, 1, 9)) } }),
    script: personOf(random),
  });
  person.follow(saysItsName(random));
  known.push(person);
  return person;
}

/** Most who are asked for their name say it. */
const saysItsName =
  (random: Random): Script =>
  async (person) => {
    for (;;) {
      await person.hear('tone beep');
      await person.hear('silence');
      if (chance(random, 0.8)) await person.say(between(random, 200, 1_500));
      if (chance(random, 0.5)) await person.press('#');
    }
  };

/** What a caller does. One in twenty never hangs up: the gateway has to. */
function personOf(random: Random): Script {
  return weighted<() => Script>(random, [
    [2, () => leavesAfter(between(random, 0, 3_000))],
    [2, () => leavesAfter(between(random, 3_000, 20_000))],
    [6, () => talks(random, between(random, 5_000, 40_000))],
    [3, () => pressesKeys(random)],
    [2, () => holdsAtThePhone(random)],
    [4, () => asksForCallback(random)],
    [1, () => async () => {}],
  ])();
}

const leavesAfter =
  (ms: number): Script =>
  async (person) => {
    await person.wait(ms);
    person.hangup();
  };

/** Waits for somebody to talk to, for so long, talks and hangs up. */
const talks =
  (random: Random, patienceMs: number): Script =>
  async (person) => {
    person.later(patienceMs, () => {
      if (person.hearsWhom.length === 0) person.hangup();
    });
    await person.until(() => person.hearsWhom.length > 0);
    await person.wait(between(random, 500, 15_000));
    person.hangup();
  };

const pressesKeys =
  (random: Random): Script =>
  async (person) => {
    person.follow(talks(random, between(random, 10_000, 30_000)));
    for (;;) {
      await person.hear(/^prompt /);
      await person.wait(between(random, 0, 4_000));
      await person.press(pick(random, ['1', '12', '3#', '#', '1234']));
      await person.wait(500);
    }
  };

/** Takes the callback that is proposed and keeps the number; what becomes of the name is drawn elsewhere. */
const asksForCallback =
  (random: Random): Script =>
  async (person) => {
    person.later(40_000, () => person.hangup());
    for (const words of [/callback-offer/, /callback-number-keep/]) {
      await person.hear(words);
      await person.wait(between(random, 0, 2_000));
      await person.press('1');
    }
    await person.hear(/callback-registered/);
    await person.wait(between(random, 0, 5_000));
    person.hangup();
  };

const holdsAtThePhone =
  (random: Random): Script =>
  async (person) => {
    person.follow(talks(random, 25_000));
    await person.until(() => person.state === 'up');
    for (let n = 0; n < 2; n += 1) {
      await person.wait(between(random, 100, 5_000));
      person.hold();
      await person.wait(between(random, 100, 5_000));
      person.retrieve();
    }
  };
