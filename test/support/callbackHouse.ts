/** Two tenants whose queue `sales` takes callbacks, with the settings that a test wants; customers are numbers outside. */

import type { Person } from '../../connectors/simulator/people';
import type { Behaves, Phone } from '../../connectors/simulator/phones';
import type { Callback } from '../../src/core/callback';
import type { Entry } from '../../src/core/queue';
import type { CommandReply, Page } from '../../src/services/api';
import { House, type Listener } from './house';

export const CUSTOMER = '+493023125701';
export const OTHER = '+493023125702';
export const THIRD = '+493023125703';

const tenant = (name: string, letter: string, number: string, digit: string, callback: object, more: object) => ({
  name,
  owns: { pbx: { endpoints: [`PJSIP/${letter}*`], trunks: [`t${letter}`, 'shared'], numbers: [number] } },
  queues: { sales: { callback: { venue: 'sales', mode: 'customerFirst', ...callback }, ...more } },
  applications: { sales: { kind: 'treatment', treatments: [{ do: 'queue', queue: 'sales' }] } },
  venues: { sales: { routingPoint: 'pbx/main', match: { dnis: `${digit}000` }, application: 'sales' } },
});

const trunk = (letter: string) => ({
  ...{ country: 'DE', inbound: 'e164', dial: `PJSIP/t${letter}-{digits}`, endpoint: `PJSIP/t${letter}` },
});

/**
 * `callback`: the policy of acme's queue; `queue`: what else its settings are; `rest`: what else acme has; `lines`: so many
 * the trunk `shared` has for callbacks of both; `system`: what holds for all tenants.
 */
export interface CallbackHouseOptions {
  readonly callback?: object;
  readonly queue?: object;
  readonly rest?: object;
  readonly lines?: number;
  readonly system?: object;
  readonly seed?: number;
  readonly startsAt?: number;
}

export const callbackMapping = ({
  callback = {},
  queue = {},
  rest = {},
  lines = 1,
  system,
}: CallbackHouseOptions = {}) => ({
  ...(system && { system }),
  pbxs: {
    pbx: {
      kind: 'simulator',
      trunks: { ta: trunk('a'), tb: trunk('b'), shared: { ...trunk('s'), callbackLines: lines } },
      routingPoints: { main: {} },
    },
  },
  tenants: {
    acme: { ...tenant('Acme', 'a', '+493023125100', '1', callback, queue), ...rest },
    globex: tenant('Globex', 'b', '+493023125200', '2', { ...callback, mode: 'customerFirst' }, queue),
  },
});

/** A call of that number at acme's queue, from outside. */
export const arrives = (ani: string) => ({ routingPoint: 'main', ani, dnis: '1000', endpoint: 'PJSIP/ta' });

/** Anna and Bert serve the queue `sales` of acme, whose callbacks reach an agent first. */
export const withDesks = {
  workstations: { 'desk-1': { phone: { endpoint: 'PJSIP/a1' } }, 'desk-2': { phone: { endpoint: 'PJSIP/a2' } } },
  agents: {
    anna: { name: 'Anna', workstation: 'desk-1', queues: { sales: {} } },
    bert: { name: 'Bert', workstation: 'desk-2', queues: { sales: {} } },
  },
};

export class CallbackHouse extends House {
  feed!: Listener;

  static async open(options: CallbackHouseOptions = {}): Promise<CallbackHouse> {
    const { seed, startsAt } = options;
    const house = new CallbackHouse({
      mapping: callbackMapping(options),
      ...(seed !== undefined && { seed }),
      ...(startsAt !== undefined && { startsAt }),
    });
    await house.up();
    house.feed = house.listen('acme');
    return house;
  }

  /** The phone of a customer, as acme’s trunk reaches it. */
  phone(number: string, behaves: Behaves, letter = 'a'): Phone {
    return this.sim.phone(`PJSIP/t${letter}-${number.slice(1)}`, behaves);
  }

  /** Asks for a callback; the reply as it came. */
  ask(body: object = {}, tenant = 'acme', id?: string): Promise<CommandReply> {
    const request = { queue: 'sales', to: { number: CUSTOMER }, ...body };
    return this.command(tenant, 'callback.request', undefined, request, undefined, id);
  }

  /** Asks for a callback that is taken; says its ids. */
  async request(body: object = {}, tenant = 'acme'): Promise<{ callback: string; confirmationId: string }> {
    const reply = await this.ask(body, tenant);
    if ('refused' in reply) throw new Error(JSON.stringify(reply));
    return reply.data as { callback: string; confirmationId: string };
  }

  change(command: string, id: string, body: object = {}): Promise<CommandReply> {
    return this.command('acme', `callback.${command}`, id, body);
  }

  async callback(id: string, tenant = 'acme'): Promise<Callback> {
    const found = await this.world.finish(this.api.queries.get(this.principal(tenant), tenant, 'callback', id));
    if ('refused' in found) throw new Error(JSON.stringify(found));
    return found.data as Callback;
  }

  async listed(query: object = {}, tenant = 'acme'): Promise<Callback[]> {
    const page = this.api.callbacks.list(this.principal(tenant), tenant, { limit: 50, ...query });
    return ((await this.world.finish(page)) as Page).items as Callback[];
  }

  async entries(queue = 'sales', tenant = 'acme'): Promise<(Entry & { position: number })[]> {
    const page = this.api.queues.entries(this.principal(tenant), tenant, queue, { limit: 50 });
    return ((await this.world.finish(page)) as Page).items as (Entry & { position: number })[];
  }

  /** The data of the `count`th event of that type, now or to come. */
  async event<T = Callback>(type: string, count = 1): Promise<T> {
    const { data } = await this.world.waitFor(() => this.feed.of(type)[count - 1], 7_200_000, `${type} ${count}`);
    return data as T;
  }

  /** The totals of the first queue of a report over the days of the tests. */
  async report(of: 'callbacks' | 'queues' = 'callbacks', tenant = 'acme') {
    const asked = { interval: '1h', from: '2026-01-05T00:00:00Z', to: '2026-01-07T00:00:00Z' } as const;
    const told = await this.world.finish(this.api.reports[of](this.principal(tenant, 'supervisor'), tenant, asked));
    if ('refused' in told) throw new Error(JSON.stringify(told));
    return told.totals[0];
  }

  /** Callback events so far, without their family. */
  get story(): string[] {
    return this.feed.types.filter((type) => type.startsWith('callback.')).map((type) => type.slice(9));
  }

  /** Lets somebody call the queue and waits until the music plays. */
  async caller(ani: string): Promise<Person> {
    const person = this.sim.call(arrives(ani));
    await this.world.waitFor(() => /music/.test(person.hears));
    return person;
  }
}
