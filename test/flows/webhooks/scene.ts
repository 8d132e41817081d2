/** A house of two tenants, and what a test about webhooks does to it. */
import type { Delivery } from '../../../src/core/delivery';
import { isRefusal } from '../../../src/core/errors';
import type { WebhookSubscription } from '../../../src/core/webhook';
import type { CommandReply, Principal } from '../../../src/services/api';
import { House } from '../../support/house';
import type { HouseOptions } from '../../support/houseOptions';
import { twoTenants } from '../../support/twoTenants';

export const URL = 'https://crm.example/hook';
/** Deadlines look at the clock on the wall this often. */
const LOOK_MS = 10_500;

/** As an owner sees it. */
export type Shown = WebhookSubscription & { readonly delivery: Delivery; readonly secret?: string };

export class WebhookScene {
  /** How far the wall clock is ahead of the world's. */
  private passed = 0;

  private constructor(readonly house: House) {}

  /** The process dies, and the next one comes up at the same time of day. */
  async restart(): Promise<void> {
    this.house.crash();
    this.house.clock.shiftWall(this.passed);
    await this.house.up();
  }

  static async open(options: Partial<HouseOptions> = {}): Promise<WebhookScene> {
    const scene = new WebhookScene(new House({ mapping: twoTenants, ...options }));
    await scene.house.start();
    await scene.house.live();
    return scene;
  }

  owner(tenant = 'acme'): Principal {
    return this.house.principal(tenant, 'owner');
  }

  /** Carries out and gives what was answered; throws a refusal. */
  async done(asked: Promise<CommandReply>): Promise<Shown> {
    const reply = await this.house.world.finish(asked);
    if (isRefusal(reply)) throw new Error(JSON.stringify(reply));
    return reply.data as Shown;
  }

  make(body: object = {}, tenant = 'acme'): Promise<Shown> {
    return this.done(this.house.api.webhooks.create(this.owner(tenant), tenant, { url: URL, ...body }));
  }

  async shown(id: string, tenant = 'acme'): Promise<Shown> {
    const found = await this.house.world.finish(this.house.api.webhooks.get(this.owner(tenant), tenant, id));
    if (isRefusal(found)) throw new Error(JSON.stringify(found));
    return found.data as Shown;
  }

  /** As it is in memory. */
  delivery(id: string, tenant = 'acme'): Delivery | undefined {
    return this.house.signalbox.partitions.get(tenant)?.get<Delivery>('delivery', id);
  }

  webhook(id: string, tenant = 'acme'): WebhookSubscription | undefined {
    return this.house.signalbox.partitions.get(tenant)?.get<WebhookSubscription>('webhook', id);
  }

  /** Somebody calls and is sent away; every event of the call is there afterwards. */
  async call(dnis = '1002'): Promise<void> {
    this.house.sim.call({ routingPoint: 'main', ani: '+493023125777', dnis });
    await this.house.world.advance(2_000);
  }

  /** Everything that can be delivered now is. */
  settle(ms = 3_000): Promise<void> {
    return this.house.world.advance(ms);
  }

  /** Hours or days pass on the wall, without all that a process does in them. */
  async later(ms: number): Promise<void> {
    this.passed += ms;
    this.house.clock.shiftWall(ms);
    await this.house.world.advance(LOOK_MS);
  }
}
