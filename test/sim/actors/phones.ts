/** The phones of the tenants and the numbers outside: each call to one finds it in another mood. */
import type { Person, Script } from '../../../connectors/simulator/people';
import type { Behaviour } from '../../../connectors/simulator/phones';
import { between, chance, pick, type Random, weighted } from '../draw';
import type { Scene } from '../scene';
import { DECOY, dnisOf, numberOf, phoneOf, type SimTenant } from '../tenants';

const PHONES = [1, 2, 3, 4, 5, DECOY, 8, 9];

/** Puts the phones of every tenant on their desks. */
export function phones(scene: Scene): void {
  const random = scene.world.random('phones');
  for (const tenant of scene.tenants) {
    const mood = (n: number) => (): Behaviour => moodOf(scene, random, tenant, n);
    for (const n of PHONES) scene.house.sim.phone(phoneOf(tenant, n), mood(n));
    scene.house.sim.phone(new RegExp(`^PJSIP/t${tenant.letter}-`), mood(1));
  }
}

function moodOf(scene: Scene, random: Random, tenant: SimTenant, n: number): Behaviour {
  const script = atWork(scene, random, tenant);
  const lines = n === 3 ? { lines: 1 } : {};
  return weighted<() => Behaviour>(random, [
    [8, () => ({ ...lines, answerAfterMs: between(random, 100, 5_000), script })],
    [1, () => ({ refuses: pick(random, ['busy', 'declined', 'congestion'] as const) })],
    [1, () => ({ declineAfterMs: between(random, 100, 3_000) })],
    [1, () => ({})],
    [1, () => ({ unreachable: true })],
    [0.5, () => ({ silent: true })],
  ])();
}

/** What somebody does who has answered. */
const atWork =
  (scene: Scene, random: Random, tenant: SimTenant): Script =>
  async (person) => {
    for (;;) {
      await person.wait(between(random, 200, 12_000));
      const act = weighted<() => void>(random, [
        [4, () => person.hangup()],
        [2, () => person.hold()],
        [2, () => person.retrieve()],
        [2, () => person.transfer(anywhere(random, tenant))],
        [1, () => consult(scene, random, tenant, person)],
        [2, () => person.follow((one) => one.press('5'))],
        [3, () => {}],
      ]);
      act();
    }
  };

/** Asks a colleague by a second call of the same phone, and then leaves the two alone. */
function consult({ house, callers }: Scene, random: Random, tenant: SimTenant, person: Person): void {
  const second = house.sim.call({
    routingPoint: 'main',
    ani: `${tenant.letter}1`,
    dnis: dnisOf(tenant, pick(random, [0, 2, 3])),
    endpoint: person.name,
  });
  callers.push(second);
  second.later(between(random, 3_000, 15_000), () => second.hangup());
  person.follow(async () => {
    if (chance(random, 0.9)) await second.until(() => second.hearsWhom.length > 0);
    await person.wait(between(random, 100, 2_000));
    person.transfer(second);
  });
}

/** Where a transfer goes: a phone, a number outside, nowhere, or one that is somebody else's. */
const anywhere = (random: Random, tenant: SimTenant): string =>
  weighted(random, [
    [4, `${tenant.letter}${between(random, 1, 5)}`],
    [2, numberOf(tenant, 1)],
    [1, '112'],
    [1, tenant.letter === 'a' ? 'b7' : 'a7'],
  ]);
