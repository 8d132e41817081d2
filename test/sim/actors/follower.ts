/** Somebody who only listens, to all or to a part: goes, comes back and resumes; sometimes too slow to keep up. */
import { between, chance, pick, type Random } from '../draw';
import type { Scene } from '../scene';
import type { SimTenant } from '../tenants';
import { Subscriber } from './subscriber';

const FILTERS = [
  {},
  { types: ['call.offered', 'call.cleared'] },
  { types: ['call.*'] },
  { venues: ['desk'] },
  { types: ['application.*', 'transaction.*'] },
  { venues: ['second', 'menu'], types: ['call.routed', 'call.connected', 'call.cleared'] },
];

/** Puts `count` followers at the feed of a tenant. */
export function followers(scene: Scene, tenant: SimTenant, count: number): void {
  for (let n = 0; n < count; n += 1) follow(scene, tenant, `${tenant.id}-follower-${n}`);
}

function follow(scene: Scene, tenant: SimTenant, name: string): void {
  const random = scene.world.random(name);
  const later = (ms: number, act: () => void): void => void scene.world.clock.after(ms, act);
  const comeBack = (): void => later(between(random, 1, 5_000), () => scene.gate.whenUp(() => socket.connect()));
  const socket: Subscriber = new Subscriber(scene, { tenant, name, filter: pick(random, FILTERS), onCut: comeBack });
  const restless = (): void =>
    later(between(random, 2_000, 15_000), () => {
      if (scene.world.elapsed > scene.activeMs) return;
      if (chance(random, 0.6)) goAway(socket, comeBack);
      else lag(socket, random, later);
      restless();
    });
  scene.gate.whenUp(() => socket.connect(pick(random, ['last', 'snapshot'] as const)));
  restless();
}

function goAway(socket: Subscriber, comeBack: () => void): void {
  socket.disconnect();
  comeBack();
}

/** Takes nothing for a while. */
function lag(socket: Subscriber, random: Random, later: (ms: number, act: () => void) => void): void {
  socket.backlog = pick(random, [1_000, 300_000, 2_000_000]);
  later(between(random, 100, 4_000), () => {
    socket.backlog = 0;
  });
}
