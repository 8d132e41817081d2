/**
 * The program of a tenant at one of its applications: it attaches, loses its socket and comes back, decides at once,
 * late, twice, in nonsense or not at all. No caller may suffer for it longer than the deadlines say.
 */
import type { Call } from '../../../src/core/call';
import type { Envelope } from '../../../src/core/envelope';
import { isRefusal } from '../../../src/core/errors';
import type { Subscription } from '../../../src/services/api';
import { between, chance, pick, type Random, weighted } from '../draw';
import type { Scene } from '../scene';
import type { SimTenant } from '../tenants';
import { nonsense, treatmentsOf } from './decisions';
import { Subscriber } from './subscriber';

const OFFERED_WITHIN_MS = 500;

export class Program {
  private readonly socket: Subscriber;
  private readonly random: Random;
  private readonly others: readonly SimTenant[];
  /** What this socket was offered. */
  private readonly offered = new Set<string>();
  private sent = 0;

  constructor(
    private readonly scene: Scene,
    private readonly tenant: SimTenant,
    private readonly application: string,
    private readonly name: string,
  ) {
    this.random = scene.world.random(name);
    this.others = scene.tenants.filter((other) => other !== tenant);
    this.socket = new Subscriber(scene, {
      tenant,
      name,
      onEvent: (event) => this.heard(event),
      onCut: () => this.comeBack(),
    });
  }

  /** Connects and attaches, and from now on lives its life. */
  begin(): void {
    this.scene.gate.whenUp(() => this.attach());
    this.restless();
  }

  private attach(): void {
    const from = weighted(this.random, [
      [6, 'last'],
      [2, 'now'],
      [1, 'snapshot'],
    ] as const);
    if (!this.socket.subscription) this.offered.clear();
    this.socket.connect(from);
    this.attachNow();
  }

  private attachNow(): void {
    const mode = weighted(this.random, [
      [6, 'exclusive'],
      [2, 'claim'],
      [1, 'observe'],
    ] as const);
    const { subscription } = this.socket;
    if (!subscription) return;
    subscription.attach(this.application, mode).then(
      (reply) => {
        if (!isRefusal(reply) && mode !== 'observe')
          this.expectOffers(subscription, reply.data as { standby: boolean });
      },
      (error: unknown) => this.scene.findings.found('an attachment is answered, never thrown', String(error)),
    );
  }

  /** Who attaches to decide is offered what waits, unless it only stands by. */
  private expectOffers(subscription: Subscription, { standby }: { standby: boolean }): void {
    const here = () => this.socket.subscription === subscription;
    if (standby || !here()) return;
    const waiting = this.waiting();
    this.later(OFFERED_WITHIN_MS, () => {
      if (!here() || subscription.attachments[this.application] === undefined) return;
      const still = this.waiting();
      for (const offer of waiting)
        if (still.includes(offer) && !this.offered.has(offer))
          this.scene.findings.found('who attaches is offered what waits', `${this.name}: ${offer}`);
    });
  }

  /** The offers of its application that wait for a decision; one that the store does not take is told to nobody yet. */
  private waiting(): string[] {
    const { partitions } = this.scene.house.signalbox;
    const partition = partitions.get(this.tenant.id);
    return [...(partition?.ids('call') ?? [])].flatMap((id) => {
      const { data, seq = 0 } = partition?.resource('call', id) ?? {};
      const call = data as Call | undefined;
      if (!call?.offer || call.application !== this.application) return [];
      return seq <= partitions.durableSeq(this.tenant.id) ? [`${id} ${call.offer.number}`] : [];
    });
  }

  private comeBack(): void {
    this.later(between(this.random, 10, 4_000), () => this.scene.gate.whenUp(() => this.attach()));
  }

  /** Now and then it goes away for a while, or detaches and attaches again. */
  private restless(): void {
    this.later(between(this.random, 4_000, 25_000), () => {
      if (this.scene.world.elapsed > this.scene.activeMs) return;
      if (chance(this.random, 0.5)) {
        this.socket.disconnect();
        this.comeBack();
      } else if (this.socket.subscription) {
        void this.socket.subscription.detach(this.application);
        this.later(between(this.random, 0, 3_000), () => this.attachNow());
      }
      this.restless();
    });
  }

  private heard({ type, data }: Envelope): void {
    const call = data as Call;
    if (type !== 'call.offered' || call.application !== this.application || !call.offer) return;
    this.offered.add(`${call.id} ${call.offer.number}`);
    const { random } = this;
    const wait = weighted(random, [
      [8, () => between(random, 0, 300)],
      [2, () => between(random, 300, 2_900)],
      [1, () => between(random, 2_900, 6_000)],
    ])();
    const times = weighted(random, [
      [8, 1],
      [1, 2],
      [1, 0],
    ] as const);
    for (let n = 0; n < times; n += 1) this.later(wait + n * between(random, 0, 50), () => this.decide(call));
  }

  private decide(call: Call): void {
    const { random, tenant } = this;
    const body = chance(random, 0.07)
      ? nonsense(random)
      : {
          treatments: treatmentsOf(random, tenant, this.others),
          ...(chance(random, 0.5) && { offer: call.offer?.number }),
          ...(chance(random, 0.1) && { interrupt: true }),
        };
    const attachments = this.socket.subscription?.attachments;
    this.sent += 1;
    const id = chance(random, 0.8) ? `${this.name}-${this.sent}` : undefined;
    const command = {
      tenant,
      name: 'call.route',
      target: call.id,
      body,
      ...(attachments && { attachments: { ...attachments } }),
    };
    void this.scene.ledger.send({ ...command, ...(id !== undefined && { id }) });
    if (id !== undefined && chance(random, 0.1)) void this.scene.ledger.send({ ...command, id });
    if (chance(random, 0.05)) this.socket.backlog = pick(random, [300_000, 2_000_000]);
    this.later(between(random, 100, 3_000), () => {
      this.socket.backlog = 0;
    });
  }

  private later(ms: number, act: () => void): void {
    this.scene.world.clock.after(ms, act);
  }
}
