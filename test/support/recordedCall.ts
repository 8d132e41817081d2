/** A conversation that is recorded: the house, the program, and what tests of recordings do again and again. */
import { expect } from 'chai';
import type { Call } from '../../src/core/call';
import type { Recording } from '../../src/core/recording';
import { House, type Listener } from './house';
import type { HouseOptions } from './houseOptions';
import { twoTenants } from './twoTenants';

type Acme = typeof twoTenants.tenants.acme & { recordings?: object };

/** How the house differs. */
export interface RecordedOptions extends Pick<HouseOptions, 'line'> {
  /** Changes the mapping of the tenant. */
  readonly change?: (acme: Acme) => void;
}

function mappingWith(change: (acme: Acme) => void = () => {}): unknown {
  const mapping = structuredClone(twoTenants);
  const acme: Acme = mapping.tenants.acme;
  acme.recordings = { keepDays: 7 };
  change(acme);
  return mapping;
}

type Made = Promise<{ data: { recording: string }; refused?: string }>;

export class RecordedCall {
  house!: House;
  program!: Listener;
  call!: Call;

  constructor(private readonly options: RecordedOptions = {}) {}

  async open(): Promise<void> {
    const { change, ...rest } = this.options;
    this.house = await new House({ mapping: mappingWith(change), ...rest }).up();
    this.house.sim.phone('PJSIP/a1', { answerAfterMs: 1_000, hangupAfterMs: 3_600_000 });
    this.program = await this.house.attach('acme', 'hotline');
    this.call = await this.connected();
  }

  /** Nothing is left under way. */
  async close(): Promise<void> {
    const { house } = this;
    await house.world.advance(1_000);
    expect(house.signalbox.counts().recordings, 'on their way').to.equal(0);
    await house.end();
  }

  async offered(): Promise<Call> {
    const { house, program } = this;
    const before = program.of('call.offered').length;
    house.sim.call({ routingPoint: 'main', ani: '+493023125777', dnis: '1000', endpoint: 'PJSIP/carrier' });
    return (await house.world.waitFor(() => program.of('call.offered')[before])).data as Call;
  }

  async connected(): Promise<Call> {
    const { house, program } = this;
    const { id } = await this.offered();
    const treatments = [{ do: 'connect', to: { endpoint: 'PJSIP/a1' } }];
    await house.command('acme', 'call.route', id, { treatments }, program);
    const joined = () => program.of('call.connected').find(({ data }) => (data as Call).id === id);
    return (await house.world.waitFor(joined)).data as Call;
  }

  readonly command = (name: string, body: object = {}, requestId?: string, of: string = this.call.id): Made =>
    this.house.command('acme', name, of, body, this.program, requestId) as Made;

  readonly record = async (body: object = {}): Promise<string> =>
    (await this.command('call.record', body)).data.recording;

  readonly now = (id: string): Recording | undefined =>
    this.house.signalbox.partitions.get('acme')?.get<Recording>('recording', id);

  readonly becomes = (id: string, state: Recording['state'], ms?: number): Promise<Recording> => {
    const there = () => (this.now(id)?.state === state ? this.now(id) : undefined);
    return this.house.world.waitFor(there, ms, `the recording is ${state}, it is ${this.now(id)?.state}`);
  };

  readonly clear = (): Made => this.command('call.clear');

  /** A recording of a second that is at home. */
  readonly stored = async (): Promise<string> => {
    const id = await this.record();
    await this.becomes(id, 'recording');
    await this.house.world.advance(1_000);
    await this.command('call.stop_recording', { recording: id });
    await this.becomes(id, 'stored');
    return id;
  };
}
