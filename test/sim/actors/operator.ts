/**
 * A desk application of a tenant: it follows the feed and acts on the calls it knows, with command ids that it repeats
 * when it is not sure, after a crash above all, and sometimes on calls that are over or not its own.
 */
import type { Call } from '../../../src/core/call';
import type { Envelope } from '../../../src/core/envelope';
import { between, chance, pick, type Random, weighted } from '../draw';
import type { Command } from '../ledger';
import type { Scene } from '../scene';
import { DECOY, numberOf, phoneOf, type SimTenant } from '../tenants';
import { treatmentsOf } from './decisions';
import { Subscriber } from './subscriber';

type Order = Pick<Command, 'name' | 'target' | 'body'>;

export class Operator {
  /** Calls it has heard of, the newest state of each. */
  readonly calls = new Map<string, Call>();
  private readonly socket: Subscriber;
  private readonly random: Random;
  private sent = 0;

  constructor(
    private readonly scene: Scene,
    readonly tenant: SimTenant,
    /** Calls of anybody, to try what must not work. */
    private readonly anybody: () => string | undefined,
  ) {
    const name = `${tenant.id}-operator`;
    this.random = scene.world.random(name);
    this.socket = new Subscriber(scene, {
      tenant,
      name,
      role: 'supervisor',
      onEvent: (event) => this.heard(event),
      onCut: () => this.comeBack(),
    });
  }

  begin(): void {
    this.scene.gate.whenUp(() => this.socket.connect());
    this.restless();
  }

  private comeBack(): void {
    this.later(between(this.random, 10, 2_000), () =>
      this.scene.gate.whenUp(() => {
        this.socket.connect();
        this.repeat();
      }),
    );
  }

  /** After a crash nobody knows what was done: what has an id is asked again. */
  private repeat(): void {
    const mine = this.scene.ledger.repeatable.filter(({ tenant }) => tenant === this.tenant);
    for (const command of mine.slice(-8))
      if (chance(this.random, 0.7))
        this.later(between(this.random, 0, 500), () => void this.scene.ledger.send(command));
  }

  private heard({ subject, sequence, data }: Envelope): void {
    if (sequence !== undefined && subject.startsWith('call/')) this.calls.set((data as Call).id, data as Call);
  }

  private restless(): void {
    this.later(between(this.random, 200, 3_000), () => {
      if (this.scene.world.elapsed > this.scene.activeMs) return;
      this.act();
      this.restless();
    });
  }

  private act(): void {
    const { random, tenant, scene } = this;
    const order = this.order();
    if (!order) return;
    this.sent += 1;
    const id = chance(random, 0.8) ? `${tenant.id}-${this.sent}` : undefined;
    const command: Command = { tenant, role: 'supervisor', ...order, ...(id !== undefined && { id }) };
    void scene.ledger.send(command);
    if (id === undefined || !chance(random, 0.3)) return;
    this.later(pick(random, [0, 1, 50, 2_000, 10_000]), () => void scene.ledger.send(command));
  }

  private order(): Order | undefined {
    const { random } = this;
    if (chance(random, 0.15)) return this.originate();
    if (chance(random, 0.25)) return this.dequeue();
    const live = [...this.calls.values()].filter(({ state }) => state !== 'cleared');
    const connected = live.filter(({ state }) => state === 'connected');
    const any = chance(random, 0.9) ? live : [...this.calls.values()];
    const call = pick(random, connected.length > 0 && chance(random, 0.7) ? connected : any);
    if (chance(random, 0.05)) return this.stranger();
    return call && this.about(call);
  }

  /** Something that fits the call, most of the time. */
  private about(call: Call): Order {
    const { random, tenant } = this;
    const held = call.parties.find(({ heldBy }) => heldBy === 'command');
    if (held && chance(random, 0.6)) return { name: 'call.retrieve', target: call.id, body: { party: held.id } };
    if (call.state === 'connected' && chance(random, 0.8)) return this.people(call);
    const [name, body] = this.verb(this.anyParty(call));
    if (name === 'transaction.set_attributes') return { name, target: call.transaction, body };
    const treatments = name === 'call.route' && { treatments: treatmentsOf(random, tenant, []), interrupt: true };
    return { name, target: call.id, body: treatments || body };
  }

  /** Moves the people who talk: to others, aside, back together. */
  private people(call: Call): Order {
    const { random, tenant } = this;
    const party = this.anyParty(call);
    const to = chance(random, 0.9) ? { endpoint: phoneOf(tenant, between(random, 1, 5)) } : { endpoint: 'PJSIP/z1' };
    const dial = { to, ringSeconds: between(random, 2, 8), ...party };
    const underWay = call.transfer ? 6 : 0.3;
    const [verb, body] = weighted<readonly [string, unknown]>(random, [
      [2, ['hold', party]],
      [2, ['transfer', dial]],
      [1, ['transfer', { to: { queue: 'sales' }, ...party }]],
      [4, ['consult', dial]],
      [5, ['supervise', this.supervision(call, to)]],
      [2, ['add_party', { to, ringSeconds: between(random, 2, 8) }]],
      [1, [pick(random, ['record', 'pause_recording', 'resume_recording', 'stop_recording']), {}]],
      [0.5, ['record', { consent: { prompt: chance(random, 0.8) ? 'welcome' : 'missing' } }]],
      [1, ['remove_party', { party: pick(random, call.parties)?.id }]],
      [underWay, ['complete_transfer', {}]],
      [underWay, ['cancel_consult', {}]],
      [underWay, ['conference', {}]],
    ]);
    return { name: `call.${verb}`, target: call.id, body };
  }

  /** A phone that is to listen, or another mode for one that does. */
  private supervision({ parties }: Call, to: object): object {
    const { random } = this;
    const mode = pick(random, ['listen', 'whisper', 'barge']);
    const there = parties.find(({ role, state }) => role === 'supervisor' && state !== 'gone');
    return there && chance(random, 0.7) ? { mode, party: there.id } : { mode, to, ringSeconds: between(random, 2, 8) };
  }

  private anyParty({ parties }: Call): { party?: string } {
    const party = pick(this.random, parties)?.id;
    return party === undefined || chance(this.random, 0.5) ? {} : { party };
  }

  /** A call that is not its own. */
  private stranger(): Order | undefined {
    const target = this.anybody();
    return target === undefined ? undefined : { name: 'call.clear', target, body: {} };
  }

  private verb(party: object): readonly [string, unknown] {
    const { random } = this;
    const attributes = { attributes: { note: between(random, 1, 99), case: chance(random, 0.3) ? null : 'x' } };
    return weighted<readonly [string, unknown]>(random, [
      [1, ['call.hold', party]],
      [1, ['call.retrieve', party]],
      [2, ['call.mute', { ...party, on: chance(random, 0.5) }]],
      [2, ['call.set_attributes', attributes]],
      [1, ['transaction.set_attributes', attributes]],
      [1, ['call.set_disposition', { disposition: pick(random, ['sold', 'lost', 'no-such']) }]],
      [2, ['call.play', { ...party, media: [{ play: 'prompt', name: 'whisper' }] }]],
      [1, ['call.collect_digits', { maxDigits: 2, firstDigitSeconds: 2 }]],
      [1, ['call.answer', {}]],
      [1, ['call.route', {}]],
      [0.7, ['call.clear', {}]],
      [0.3, ['call.hold', { party: 'nobody' }]],
    ]);
  }

  private originate(): Order {
    const { random, tenant } = this;
    const to = chance(random, 0.5)
      ? { endpoint: phoneOf(tenant, between(random, 1, 5)) }
      : { number: numberOf(tenant, between(random, 1, 3)) };
    const body = {
      to,
      from: numberOf(tenant, chance(random, 0.9) ? 0 : DECOY),
      venue: pick(random, ['desk', 'second', 'echo']),
      ringSeconds: between(random, 2, 8),
      treatments: treatmentsOf(random, tenant, []),
      attributes: { by: 'desk' },
    };
    return { name: 'call.originate', body };
  }

  /** Whoever is next, to a phone that may answer or not, or be another's. */
  private dequeue(): Order {
    const { random, tenant } = this;
    const to = chance(random, 0.9) ? { endpoint: phoneOf(tenant, between(random, 1, 5)) } : { endpoint: 'PJSIP/z1' };
    return { name: 'queue.dequeue', target: 'sales', body: { to, ringSeconds: between(random, 2, 8) } };
  }

  private later(ms: number, act: () => void): void {
    this.scene.world.clock.after(ms, act);
  }
}
