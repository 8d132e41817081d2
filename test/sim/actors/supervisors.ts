/**
 * A supervisor of a tenant: moves people to the front, takes them out, says anew what they ask for, opens and closes, and
 * switches callbacks off and on.
 */
import type { Entry } from '../../../src/core/queue';
import { between, chance, pick, type Random, weighted } from '../draw';
import type { Scene } from '../scene';
import type { SimTenant } from '../tenants';

const CALM_MS = 5_000;

export class Supervisors {
  private readonly random: Random;
  private sent = 0;

  constructor(
    private readonly scene: Scene,
    private readonly tenant: SimTenant,
  ) {
    this.random = scene.world.random(`${tenant.id}-supervisors`);
  }

  begin(): void {
    this.goOn();
    this.scene.world.clock.after(this.scene.activeMs, () => this.calm());
  }

  private goOn(): void {
    this.scene.world.clock.after(between(this.random, 500, 6_000), () => {
      if (this.scene.world.elapsed > this.scene.activeMs) return;
      if (chance(this.random, 0.2)) this.turn(chance(this.random, 0.5) ? false : null);
      else this.act();
      this.goOn();
    });
  }

  /** Whether callbacks of the queue, or of all, are dialled; null: as the mapping says. */
  private turn(dial: boolean | null, all = chance(this.random, 0.2)): void {
    const body = { ...(!all && { queue: 'sales' }), dial };
    void this.scene.ledger.send({ tenant: this.tenant, role: 'supervisor', name: 'callback.switch', body });
  }

  /** Whatever is left to be placed is dialled. */
  private calm(): void {
    for (const all of [true, false]) this.turn(null, all);
    this.scene.world.clock.after(CALM_MS, () => this.calm());
  }

  private act(): void {
    const { random } = this;
    const verb = weighted(random, [
      [3, 'move_to_front'],
      [1, 'remove'],
      [3, 'set_priority'],
      [3, 'set_skills'],
      [1, 'close'],
      [1, 'open'],
      [1, 'follow_hours'],
    ]);
    const about = ['close', 'open', 'follow_hours'].includes(verb);
    const target = about ? 'sales' : this.someEntry();
    if (target !== undefined) this.send(about ? 'queue' : 'entry', verb, target);
  }

  private send(family: string, verb: string, target: string): void {
    const { random, scene, tenant } = this;
    this.sent += 1;
    const id = chance(random, 0.5) ? `${tenant.id}-supervisor-${this.sent}` : undefined;
    const order = { name: `${family}.${verb}`, target, body: this.body(verb) };
    void scene.ledger.send({ tenant, role: 'supervisor', ...order, ...(id !== undefined && { id }) });
  }

  private body(verb: string): object {
    const { random, scene } = this;
    if (verb === 'set_priority') return { priority: between(random, 0, 3) };
    if (verb === 'set_skills') return pick(random, [{ required: { spanish: 2 } }, { preferred: { spanish: 1 } }, {}]);
    if (verb !== 'close') return {};
    return { until: new Date(scene.house.clock.now() + between(random, 1_000, 6_000)).toISOString() };
  }

  /** Of whichever tenant one time in ten: that must be refused. */
  private someEntry(): string | undefined {
    const { random, scene, tenant } = this;
    const whose = chance(random, 0.1) ? pick(random, scene.tenants) : tenant;
    const partition = scene.house.signalbox?.partitions.get(whose.id);
    const all = [...(partition?.ids('entry') ?? [])].filter((id) => {
      const entry = partition?.get<Entry>('entry', id);
      return entry !== undefined && (entry.endedAt === undefined || chance(random, 0.1));
    });
    return all.length === 0 ? undefined : pick(random, all);
  }
}
