/** Somebody of a tenant who has its events told by webhook, and pauses that when the day is over. */
import type { DeadLetter, Delivery } from '../../../src/core/delivery';
import { isRefusal } from '../../../src/core/errors';
import type { Partition } from '../../../src/core/partition';
import { isTold, type WebhookSubscription } from '../../../src/core/webhook';
import type { CommandReply } from '../../../src/services/api';
import { between, chance, type Random } from '../draw';
import { principalOf } from '../ledger';
import type { Scene } from '../scene';
import type { SimTenant } from '../tenants';

const BEGIN_MS = 1_000;
/** After the active time: what failed last was tried again. */
const END_MS = 8_000;
const AGAIN_MS = 700;

export class Webhooks {
  private readonly random: Random;
  private id: string | undefined;

  constructor(
    private readonly scene: Scene,
    private readonly tenant: SimTenant,
  ) {
    this.random = scene.world.random(`${tenant.id}-webhooks`);
  }

  begin(): void {
    const url = `https://${this.tenant.id}.example/hook`;
    this.at(BEGIN_MS, () => this.until((id) => this.create({ url, attempts: 2 }, id)));
    this.at(this.scene.activeMs + END_MS, () => this.until((id) => this.act('pause', id)));
    this.meddle();
  }

  /** Pauses, resumes and changes it now and then. */
  private meddle(): void {
    this.scene.world.clock.after(between(this.random, 2_000, 9_000), () => {
      if (this.scene.world.elapsed > this.scene.activeMs) return;
      if (this.id !== undefined && this.scene.gate.up)
        void this.act(chance(this.random, 0.4) ? 'pause' : 'resume', this.id);
      this.meddle();
    });
  }

  private at(elapsed: number, act: () => void): void {
    this.scene.world.clock.after(elapsed - this.scene.world.elapsed, act);
  }

  /** Asks until it is answered well, whatever happens to the gateway meanwhile. */
  private until(ask: (id: string) => Promise<CommandReply | undefined>): void {
    const { gate, world } = this.scene;
    const again = (): void => void world.clock.after(AGAIN_MS, () => this.until(ask));
    if (!gate.up) return again();
    const { generation } = gate;
    let answered = false;
    world.clock.after(AGAIN_MS * 8, () => {
      if (!answered) this.until(ask);
    });
    void ask(this.id ?? '')
      .catch(() => undefined)
      .then((reply) => {
        if (generation !== gate.generation) return;
        answered = true;
        if (!reply || isRefusal(reply)) again();
      });
  }

  private async create(body: object, _: string): Promise<CommandReply | undefined> {
    const { api } = this.scene.gate;
    const owner = principalOf(this.tenant, 'owner');
    const reply = await api.webhooks.create(owner, this.tenant.id, body, `webhook-${this.tenant.id}`);
    if (!isRefusal(reply)) this.id = (reply.data as { id: string }).id;
    return reply;
  }

  private act(verb: 'pause' | 'resume', id: string): Promise<CommandReply | undefined> {
    return this.scene.gate.api.webhooks[verb](principalOf(this.tenant, 'owner'), this.tenant.id, id).catch(
      () => undefined,
    );
  }
}

/** Up to where a delivery has come every event was taken, set aside, or pruned before its turn; nothing is left out. */
export function checkDeliveries(scene: Scene): void {
  for (const { id: tenant } of scene.tenants) {
    const partition = scene.house.signalbox.partitions.get(tenant);
    for (const id of partition?.ids('webhook') ?? []) if (partition) checkDelivery(scene, tenant, partition, id);
  }
}

function checkDelivery({ disk, findings, receiver }: Scene, tenant: string, partition: Partition, id: string): void {
  const taken = receiver.taken.get(partition.get<WebhookSubscription>('webhook', id)?.url ?? '');
  const { sequence = 0 } = partition.get<Delivery>('delivery', id) ?? {};
  const dead = new Set(
    [...partition.ids('deadLetter')].map((one) => partition.get<DeadLetter>('deadLetter', one)?.sequence),
  );
  const pruned = disk.journal(tenant).flatMap(({ type, subject, data }) => {
    const { missed } = data as Delivery;
    return type === 'delivery.truncated' && subject === `delivery/${id}` && missed ? [missed] : [];
  });
  const from = disk.journal(tenant).find(({ subject }) => subject === `webhook/${id}`)?.seq ?? 0;
  const gaps = disk
    .journal(tenant)
    .filter(({ seq, type }) => seq > from && seq <= sequence && isTold(type))
    .filter(({ seq }) => !taken?.has(seq) && !dead.has(seq) && !pruned.some((gap) => seq >= gap.from && seq <= gap.to));
  const found = gaps.map(({ seq, type }) => `${seq} ${type}`).join(', ');
  if (gaps.length > 0) findings.found('a webhook leaves nothing out', `${id} up to ${sequence}: ${found}`);
}
