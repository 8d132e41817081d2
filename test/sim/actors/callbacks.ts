/**
 * Callbacks of a tenant: programs ask for them, change their mind, and the customers who are called are as people are: they
 * do not answer, hang up, press the wrong key or none.
 */

import type { Script } from '../../../connectors/simulator/people';
import type { Behaviour } from '../../../connectors/simulator/phones';
import type { Callback } from '../../../src/core/callback';
import { isOver } from '../../../src/core/callbackStates';
import { isRefusal } from '../../../src/core/errors';
import type { MachineVerdict } from '../../../src/core/machine';
import { iso } from '../../../src/core/time';
import type { CommandReply } from '../../../src/services/api';
import { CUSTOMERS, customerOf } from '../customers';
import { between, chance, pick, type Random, weighted } from '../draw';
import { type Command, principalOf } from '../ledger';
import type { Scene } from '../scene';
import { type SimTenant, SLOTS } from '../tenants';

const GIVE_UP_MS = 5_000;

export class Callbacks {
  private readonly random: Random;
  private sent = 0;

  constructor(
    private readonly scene: Scene,
    private readonly tenant: SimTenant,
  ) {
    this.random = scene.world.random(`${tenant.id}-callbacks`);
  }

  begin(): void {
    this.scene.house.sim.phone(CUSTOMERS, () => this.mood());
    this.goOn();
    this.scene.world.clock.after(this.scene.activeMs, () => this.giveUp());
  }

  private goOn(): void {
    const { scene, random } = this;
    scene.world.clock.after(between(random, 300, 7_000), () => {
      if (scene.world.elapsed > scene.activeMs) return;
      const one = pick(random, this.pending());
      if (chance(random, 0.03)) void this.cancelMany();
      else if (one && chance(random, 0.4)) void this.send(this.change(one));
      else if (chance(random, 0.3)) void this.hold();
      else void this.send(this.request());
      this.goOn();
    });
  }

  private request(): Pick<Command, 'name' | 'target' | 'body'> {
    const { random, scene } = this;
    const wanted = scene.house.clock.now() + between(random, -1_000, 20_000);
    const body = {
      queue: chance(random, 0.95) ? 'sales' : 'nobody',
      to: {
        number: chance(random, 0.9) ? customerOf(between(random, 10, 40)) : pick(random, ['112', '0900123456', 'x']),
      },
      when: chance(random, 0.5) ? 'asap' : iso(wanted),
      priority: weighted(random, [
        [5, 0],
        [1, 1],
      ] as const),
      attributes: { case: between(random, 1, 9) },
      ...(chance(random, 0.2) && { confirmationMessage: false }),
    };
    return { name: 'callback.request', body };
  }

  /** Keeps a place; the customer who is asked says yes sooner or later, or too late, or never. */
  private async hold(): Promise<void> {
    const { random, scene } = this;
    const number = customerOf(between(random, 10, 40));
    const when = iso(scene.house.clock.now() + between(random, 0, 20_000));
    const thinks = between(random, 0, 1_200 * SLOTS.holdSeconds);
    const says = chance(random, 0.8);
    const reply = await this.send({ name: 'callback.hold_slot', body: { queue: 'sales', to: { number }, when } });
    if (!reply || isRefusal(reply) || !says) return;
    const { hold } = reply.data as { hold: string };
    const body = { queue: 'sales', to: { number }, when: 'asap', hold };
    scene.world.clock.after(thinks, () => {
      if (scene.world.elapsed < scene.activeMs) void this.send({ name: 'callback.request', body });
    });
  }

  private change({ id, version }: Callback): Pick<Command, 'name' | 'target' | 'body'> {
    const { random, scene } = this;
    const seen = chance(random, 0.3) ? { version: version - between(random, 0, 1) } : {};
    const later = iso(scene.house.clock.now() + between(random, 1_000, 15_000));
    const [name, body] = weighted<readonly [string, object]>(random, [
      [2, ['cancel', seen]],
      [2, ['reschedule', { when: 'asap', ...seen }]],
      [3, ['reschedule', { when: later, ...seen }]],
      [1, ['complete', seen]],
      [2, ['pause', { seconds: between(random, 1, 20), ...seen }]],
      [3, ['resume', seen]],
    ]);
    return { name: `callback.${name}`, target: id, body };
  }

  /** Somebody takes all appointments back, or all there is. */
  private async cancelMany(): Promise<void> {
    const { gate } = this.scene;
    const body = chance(this.random, 0.7) ? { state: 'scheduled' } : { all: true };
    if (!gate.up) return;
    await gate.api.callbacks.cancelMany(principalOf(this.tenant, 'supervisor'), this.tenant.id, body);
  }

  private send(order: Pick<Command, 'name' | 'target' | 'body'>): Promise<CommandReply | undefined> {
    const { random, scene, tenant } = this;
    this.sent += 1;
    const id = chance(random, 0.7) ? `${tenant.id}-callback-${this.sent}` : undefined;
    const command: Command = { tenant, ...order, ...(id !== undefined && { id }) };
    const reply = scene.ledger.send(command);
    if (id !== undefined && chance(random, 0.3))
      scene.world.clock.after(between(random, 0, 4_000), () => void scene.ledger.send(command));
    return reply;
  }

  /** What is still to be placed when everything calms down is not wanted any more. */
  private giveUp(): void {
    for (const { id, state } of this.pending())
      if (state === 'scheduled' || state === 'paused')
        void this.scene.ledger.send({ tenant: this.tenant, name: 'callback.cancel', target: id, body: {} });
    this.scene.world.clock.after(GIVE_UP_MS, () => this.giveUp());
  }

  private pending(): Callback[] {
    const partition = this.scene.house.signalbox?.partitions.get(this.tenant.id);
    const all = [...(partition?.ids('callback') ?? [])].map((id) => partition?.get<Callback>('callback', id));
    return all.filter((one): one is Callback => one !== undefined && !isOver(one));
  }

  /** A customer who is called. */
  private mood(): Behaviour {
    const { random } = this;
    const script = customer(random);
    const verdict = weighted<MachineVerdict>(random, [
      [8, 'human'],
      [1, 'machine'],
      [1, 'unsure'],
    ]);
    return weighted<() => Behaviour>(random, [
      [8, () => ({ answerAfterMs: between(random, 100, 4_000), script, verdict })],
      [1, () => ({ answerAfterMs: between(random, 4_500, 9_000), script, verdict })],
      [1, () => ({ refuses: pick(random, ['busy', 'declined', 'congestion', 'invalidNumber'] as const) })],
      [1, () => ({ declineAfterMs: between(random, 100, 3_000) })],
      [1, () => ({})],
      [0.5, () => ({ silent: true })],
    ])();
  }
}

/** What a customer does who has answered: most press 1, sooner or later. */
function customer(random: Random): Script {
  const keys = weighted<string>(random, [
    [6, '1'],
    [1, '91'],
    [1, '71'],
    [0.7, '2'],
    [1, '3'],
    [1, '5'],
    [1, ''],
  ]);
  const talkMs = between(random, 200, 9_000);
  const patienceMs = between(random, 1_000, 15_000);
  return async (person) => {
    person.later(patienceMs, () => {
      if (person.hearsWhom.length === 0) person.hangup();
    });
    for (const key of keys) {
      await person.hear(/callback-greeting|all-agents-busy/);
      await person.wait(between(random, 0, 2_500));
      await person.press(key);
      await person.wait(200);
    }
    await person.until(() => person.hearsWhom.length > 0);
    await person.wait(talkMs);
    person.hangup();
  };
}
