/** The phones of the tenants and the numbers outside: each call to one finds it in another mood. */
import type { Script } from '../../../connectors/simulator/people';
import type { Behaviour } from '../../../connectors/simulator/phones';
import { between, pick, type Random, weighted } from '../draw';
import type { Scene } from '../scene';
import { DECOY, numberOf, phoneOf, type SimTenant } from '../tenants';

const PHONES = [1, 2, 3, 4, 5, DECOY, 9];

/** Puts the phones of every tenant on their desks. */
export function phones({ house, tenants, world }: Scene): void {
  const random = world.random('phones');
  for (const tenant of tenants) {
    for (const n of PHONES) house.sim.phone(phoneOf(tenant, n), () => moodOf(random, tenant, n));
    house.sim.phone(new RegExp(`^PJSIP/t${tenant.letter}-`), () => moodOf(random, tenant, 1));
  }
}

function moodOf(random: Random, tenant: SimTenant, n: number): Behaviour {
  const lines = n === 3 ? { lines: 1 } : {};
  return weighted<() => Behaviour>(random, [
    [8, () => ({ ...lines, answerAfterMs: between(random, 100, 5_000), script: atWork(random, tenant) })],
    [1, () => ({ refuses: pick(random, ['busy', 'declined', 'congestion'] as const) })],
    [1, () => ({ declineAfterMs: between(random, 100, 3_000) })],
    [1, () => ({})],
    [1, () => ({ unreachable: true })],
    [0.5, () => ({ silent: true })],
  ])();
}

/** What somebody does who has answered. */
const atWork =
  (random: Random, tenant: SimTenant): Script =>
  async (person) => {
    for (;;) {
      await person.wait(between(random, 200, 12_000));
      const act = weighted<() => void>(random, [
        [4, () => person.hangup()],
        [2, () => person.hold()],
        [2, () => person.retrieve()],
        [2, () => person.transfer(anywhere(random, tenant))],
        [2, () => person.follow((one) => one.press('5'))],
        [3, () => {}],
      ]);
      act();
    }
  };

/** Where a transfer goes: a phone, a number outside, nowhere, or one that is somebody else's. */
const anywhere = (random: Random, tenant: SimTenant): string =>
  weighted(random, [
    [4, `${tenant.letter}${between(random, 1, 5)}`],
    [2, numberOf(tenant, 1)],
    [1, '112'],
    [1, tenant.letter === 'a' ? 'b7' : 'a7'],
  ]);
