/** Everything that breaks, and when: drawn once from the seed, over and repaired when the active time ends. */
import { noFaults } from '../../../connectors/simulator/faults';
import type { Kept } from '../../support/simStore';
import { between, chance, type Random } from '../draw';
import type { Scene } from '../scene';
import { simMapping } from '../tenants';

/** How many of each there are, at most; the seed decides. */
export interface Troubles {
  readonly cuts: number;
  readonly restarts: number;
  readonly crashes: number;
  /** An orderly stop and a new start, as when another version is installed. */
  readonly stops: number;
  readonly storeAway: number;
  readonly storeUnsure: number;
  readonly badLines: number;
  /** Another mapping is put in force while calls are up. */
  readonly mappings: number;
  /** What is old in the journals is dropped. */
  readonly prunes: number;
}

/** Lets things break at random moments. */
export function trouble(scene: Scene, most: Troubles): void {
  const random = scene.world.random('trouble');
  const times = (count: number, act: () => void): void => {
    for (let n = between(random, 0, count); n > 0; n -= 1)
      scene.world.clock.after(between(random, 0, scene.activeMs), act);
  };
  times(most.cuts, () => cut(scene, random));
  times(most.restarts, () => scene.house.sim.restart());
  times(most.crashes, () => crash(scene, between(random, 1, 8_000)));
  times(most.stops, () => stop(scene, between(random, 1, 3_000)));
  times(most.storeAway, () => storeAway(scene, random));
  times(most.storeUnsure, () => storeUnsure(scene, random));
  times(most.badLines, () => badLine(scene, random));
  times(most.mappings, () => remap(scene, random));
  times(most.prunes, () => prune(scene, between(random, 100, 20_000)));
  scene.world.clock.after(scene.activeMs, () => calm(scene));
}

/** The process dies and is started again after a while. */
export function crash({ gate, world }: Scene, downMs: number, kept?: Kept): void {
  gate.die(kept);
  const { generation } = gate;
  world.clock.after(downMs, () => {
    if (gate.generation === generation) gate.boot();
  });
}

/** The process is stopped and started again after a while. */
function stop({ gate, world }: Scene, downMs: number): void {
  gate.stop(() => {
    const { generation } = gate;
    world.clock.after(downMs, () => {
      if (gate.generation === generation) gate.boot();
    });
  });
}

function cut({ house, world }: Scene, random: Random): void {
  house.sim.cutLink();
  world.clock.after(chance(random, 0.5) ? between(random, 10, 1_000) : between(random, 1_000, 25_000), () =>
    house.sim.restoreLink(),
  );
}

function storeAway({ house, world }: Scene, random: Random): void {
  house.store.away = true;
  world.trace.write('the store is away');
  world.clock.after(between(random, 100, 8_000), () => {
    house.store.away = false;
    world.trace.write('the store is back');
  });
}

function storeUnsure({ house, world }: Scene, random: Random): void {
  house.store.unknown = 0.3;
  world.clock.after(between(random, 500, 10_000), () => {
    house.store.unknown = 0;
  });
}

/** Events come doubled, late and swapped; now and then a command or its answer is lost. */
function badLine({ house, world }: Scene, random: Random): void {
  Object.assign(house.sim.faults, {
    doubled: 0.2,
    swapped: 0.2,
    late: 0.1,
    lateMs: between(random, 10, 800),
    lostCommand: chance(random, 0.5) ? 0.03 : 0,
    lostAnswer: chance(random, 0.5) ? 0.06 : 0,
  });
  world.clock.after(between(random, 1_000, 15_000), () => Object.assign(house.sim.faults, noFaults()));
}

/** Venues and phones go and come back; calls that are at them go on. */
function remap({ gate, house, tenants, findings }: Scene, random: Random): void {
  if (!gate.up) return;
  const { generation } = gate;
  const smaller = chance(random, 0.6);
  house.signalbox.applyMapping(simMapping(tenants, smaller), smaller ? 'smaller' : 'whole', 'key:admin').then(
    (applied) => {
      if (generation === gate.generation && 'refused' in applied) findings.found('a mapping applies', applied.refused);
    },
    (error: unknown) => findings.found('a mapping applies', String(error)),
  );
}

/** Documents must cover what goes; readers who are behind are told. */
function prune({ gate, house, tenants, world }: Scene, ageMs: number): void {
  if (!gate.up || house.store.away) return;
  world.trace.write('the journals are pruned');
  for (const { id } of tenants) house.store.prune(id, house.clock.now() - ageMs).catch(() => undefined);
}

/** From now on nothing breaks. */
function calm({ house, world }: Scene): void {
  world.trace.write('all is calm');
  Object.assign(house.sim.faults, noFaults());
  house.store.away = false;
  house.store.unknown = 0;
  house.sim.restoreLink();
}
