/** A customer who talks to a phone of Acme, and everything a test needs to move people on that call about. */
import { expect } from 'chai';
import type { Person } from '../../connectors/simulator/people';
import type { Behaviour, Phone } from '../../connectors/simulator/phones';
import type { Call } from '../../src/core/call';
import type { Envelope } from '../../src/core/envelope';
import type { CommandReply, Role } from '../../src/services/api';
import { House, type Listener } from './house';
import type { HouseOptions } from './houseOptions';
import { twoTenants } from './twoTenants';

export const callOf = (event: Envelope | undefined) => event?.data as Call;

/** The body of a command that reaches a phone of Acme. */
export const to = (name: string) => ({ to: { endpoint: `PJSIP/${name}` } });

const ANI = '+493023125777';

export class Talk {
  readonly house: House;
  program!: Listener;
  customer!: Person;
  /** The call. */
  id!: string;
  private readonly phones = new Map<string, Phone>();

  constructor(options: HouseOptions = {}) {
    this.house = new House({ mapping: twoTenants, ...options });
  }

  /** The program is attached, phones answer, and nobody has called. */
  async open(): Promise<this> {
    await this.house.up();
    this.program = await this.house.attach('acme', 'hotline');
    for (const name of ['a1', 'a2', 'a3']) this.behaves(name, { answerAfterMs: 500 });
    return this;
  }

  /** The same, and the customer talks to `PJSIP/a1`. */
  async begin(): Promise<this> {
    await this.open();
    await this.connect();
    return this;
  }

  /** The customer calls and is offered to the program. */
  async arrive(): Promise<void> {
    this.customer = this.house.sim.call({ routingPoint: 'main', ani: ANI, dnis: '1000' });
    this.id = callOf(await this.seen('call.offered')).id;
  }

  /** The customer calls and talks to `PJSIP/a1`. */
  async connect(): Promise<void> {
    await this.arrive();
    await this.command('call.route', { treatments: [{ do: 'connect', ...to('a1') }] });
    await this.seen('call.connected');
  }

  async end(): Promise<void> {
    await this.house.end();
  }

  command(name: string, body: unknown = {}, target = this.id) {
    return this.house.command('acme', name, target, body, this.program);
  }

  /** A command that must succeed; what it answers. */
  async done(name: string, body: unknown = {}): Promise<{ call: string; party?: string; recording?: string }> {
    const reply = (await this.command(name, body)) as { status: number; data: { call: string } };
    expect(reply, JSON.stringify(reply)).to.include({ status: 200 });
    return reply.data;
  }

  /** A command of a supervisor of the tenant. */
  async supervisor(name: string, body: unknown, role: Role = 'supervisor'): Promise<CommandReply> {
    const principal = this.house.principal('acme', role);
    return this.house.world.finish(
      this.house.api.commands.execute({ principal, tenant: 'acme', command: name, target: this.id, body }),
    );
  }

  seen(type: string, count = 1): Promise<Envelope> {
    return this.house.world.waitFor(() => this.program.of(type)[count - 1]);
  }

  /** The call as it was told last. */
  get call(): Call {
    return callOf(this.program.events.findLast(({ subject }) => subject === `call/${this.id}`));
  }

  until<T>(probe: () => T, ms?: number): Promise<NonNullable<T>> {
    return this.house.world.waitFor(probe, ms);
  }

  behaves(name: string, how: Behaviour): void {
    this.phones.set(name, this.house.sim.phone(`PJSIP/${name}`, how));
  }

  /** Who was called last at a phone. */
  phone(name: string): Person {
    return this.phones.get(name)?.last as Person;
  }

  /** Whom a person hears. */
  whom(person: Person | undefined): string {
    return [...(person?.hearsWhom ?? [])].sort().join(' ');
  }

  /** Waits until these phones and the customer all hear each other. */
  async together(...names: string[]): Promise<void> {
    const all = [...names.map((name) => `PJSIP/${name}`), ANI].sort();
    const hears = (person: Person, self: string) => this.whom(person) === all.filter((one) => one !== self).join(' ');
    await this.until(
      () => hears(this.customer, ANI) && names.every((name) => hears(this.phone(name), `PJSIP/${name}`)),
    );
  }

  async music(): Promise<void> {
    await this.until(() => /music/.test(this.customer.hears));
  }

  /** Waits until the customer hears that phone alone. */
  async talkWith(name: string): Promise<void> {
    await this.until(() => this.whom(this.customer) === `PJSIP/${name}`);
  }

  async gone(name: string): Promise<void> {
    await this.until(() => this.phone(name).state === 'gone');
  }

  partyAt(name: string): string {
    return this.call.parties.findLast(({ endpoint }) => endpoint === `PJSIP/${name}`)?.id as string;
  }

  /** Somebody hangs up, and nothing is left. */
  async ends(hangUp: () => unknown = () => this.customer.hangup()): Promise<void> {
    await hangUp();
    await this.seen('call.cleared');
    const { parties, conversations } = this.house.sim.board.exchange;
    await this.until(() => parties.size + conversations.size === 0);
  }

  /** The gateway dies, and another takes its place. */
  async again(deadMs = 0): Promise<void> {
    this.house.crash();
    await this.house.world.advance(deadMs);
    await this.house.up();
    this.program = await this.house.attach('acme', 'hotline');
    await this.seen('call.adopted');
  }
}
