/** The agents of a tenant: they come and go, take breaks and change desks, at moments that fit or do not. */
import { between, chance, pick, type Random, weighted } from '../draw';
import type { Command } from '../ledger';
import type { Scene } from '../scene';
import { AGENT_NAMES, DESKS, phoneOf, type SimTenant } from '../tenants';

export class Agents {
  private readonly random: Random;
  private sent = 0;

  constructor(
    private readonly scene: Scene,
    private readonly tenant: SimTenant,
  ) {
    this.random = scene.world.random(`${tenant.id}-agents`);
  }

  begin(): void {
    for (const agent of AGENT_NAMES) this.at(agent, between(this.random, 0, 6_000), 'sign_in');
    for (const agent of AGENT_NAMES) this.goOn(agent);
    for (const n of DESKS) this.useOutside(phoneOf(this.tenant, n));
  }

  /** Somebody uses the phone of a desk for a call that is none of the gateway's. */
  private useOutside(phone: string): void {
    const { random, scene } = this;
    scene.world.clock.after(between(random, 2_000, 15_000), () => {
      if (scene.world.elapsed > scene.activeMs) return;
      const call = scene.house.sim.phoneCall(phone, pick(random, ['in', 'out']), '22');
      scene.world.clock.after(between(random, 100, 3_000), () => call.answer());
      scene.world.clock.after(between(random, 500, 5_000), () => call.end());
      this.useOutside(phone);
    });
  }

  private goOn(agent: string): void {
    this.scene.world.clock.after(between(this.random, 500, 9_000), () => {
      if (this.scene.world.elapsed > this.scene.activeMs) return;
      const verb = weighted(this.random, [
        [3, 'sign_in'],
        [4, 'set_state'],
        [1, 'sign_off'],
      ]);
      this.at(agent, 0, verb);
      this.goOn(agent);
    });
  }

  private at(agent: string, ms: number, verb: string): void {
    const { random, scene, tenant } = this;
    this.sent += 1;
    const id = chance(random, 0.5) ? `${tenant.id}-${agent}-${this.sent}` : undefined;
    const order = { name: `agent.${verb}`, target: agent, body: this.body(verb) };
    const command: Command = { tenant, role: 'supervisor', ...order, ...(id !== undefined && { id }) };
    scene.world.clock.after(ms, () => {
      void scene.ledger.send(command);
      if (id !== undefined && chance(random, 0.2))
        scene.world.clock.after(between(random, 0, 3_000), () => void scene.ledger.send(command));
    });
  }

  private body(verb: string): object {
    const { random } = this;
    const state = chance(random, 0.75) ? 'ready' : 'notReady';
    if (verb === 'set_state') return { state, ...(state === 'notReady' && { reason: 'pause' }) };
    if (verb !== 'sign_in') return {};
    const workstation = pick(random, [undefined, undefined, 'desk-4', 'desk-5', 'desk-8', 'desk-99']);
    return { state, ...(workstation !== undefined && { workstation }) };
  }
}
