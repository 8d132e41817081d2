/** A tenant with queues of the settings that a test wants, called at `100n`, in the order in which they are named. */
import type { Person, Script } from '../../connectors/simulator/people';
import type { Entry } from '../../src/core/queue';
import type { CommandReply, Page } from '../../src/services/api';
import { House, type Listener } from './house';

type Settings = Readonly<Record<string, object>>;

/** The mapping: an application per queue, with what its list goes on with. */
export const queueMapping = (queues: Settings, after: readonly object[] = [{ do: 'reject', cause: 'busy' }]) => ({
  pbxs: {
    pbx: {
      kind: 'simulator',
      trunks: {
        carrier: { country: 'DE', inbound: 'e164', dial: 'PJSIP/carrier-{digits}', endpoint: 'PJSIP/carrier' },
      },
      routingPoints: { main: {} },
    },
  },
  tenants: {
    acme: {
      name: 'Acme',
      owns: { pbx: { endpoints: ['PJSIP/a*'] } },
      queues,
      applications: Object.fromEntries(
        Object.keys(queues).map((name) => [
          name,
          { kind: 'treatment', treatments: [{ do: 'queue', queue: name }, ...after] },
        ]),
      ),
      venues: Object.fromEntries(
        Object.keys(queues).map((name, n) => [
          name,
          { routingPoint: 'pbx/main', match: { dnis: `100${n}` }, application: name },
        ]),
      ),
    },
  },
});

export class QueueHouse extends House {
  feed!: Listener;

  /** Brings it up and listens. */
  async open(): Promise<this> {
    await this.up();
    this.feed = this.listen('acme');
    return this;
  }

  /** Somebody calls the queue with that number. */
  caller(n = 0, ani = '+493023125701', script?: Script): Person {
    return this.sim.call({
      ...{ routingPoint: 'main', ani, dnis: `100${n}`, endpoint: 'PJSIP/carrier' },
      ...(script && { script }),
    });
  }

  /** The same, and waits until the music plays. */
  async waiting(n = 0, ani = '+493023125701'): Promise<Person> {
    const person = this.caller(n, ani);
    await this.world.waitFor(() => /music/.test(person.hears));
    return person;
  }

  /** Data of the `count`th event of that type. */
  async event<T = Entry>(type: string, count = 1): Promise<T> {
    const { data } = await this.world.waitFor(() => this.feed.of(type)[count - 1], 600_000, `${type} ${count}`);
    return data as T;
  }

  /** A command of a supervisor. */
  supervise(command: string, target: string, body: object = {}, requestId?: string): Promise<CommandReply> {
    const principal = this.principal('acme', 'supervisor');
    const request = { principal, tenant: 'acme', command, target, body, ...(requestId && { requestId }) };
    return this.world.finish(this.api.commands.execute(request));
  }

  async queue(name: string): Promise<Record<string, unknown>> {
    const found = await this.world.finish(this.api.queues.get(this.principal('acme'), 'acme', name));
    return (found as { data: Record<string, unknown> }).data;
  }

  async entries(name: string): Promise<(Entry & { position: number })[]> {
    const page = this.api.queues.entries(this.principal('acme'), 'acme', name, { limit: 50 });
    return ((await this.world.finish(page)) as Page).items as (Entry & { position: number })[];
  }
}

/** What a person was told, without music and silence. */
export const told = (person: Person): string[] =>
  person.heard.map(({ what }) => what).filter((what) => !/music|silence|the end|ringing/.test(what));
