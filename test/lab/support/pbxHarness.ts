/** The real Asterisk with real people as the contract of a PBX wants them. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type AsteriskOptions, asterisk } from '../../../connectors/asterisk/asterisk';
import { systemClock } from '../../../src/clock';
import { systemIds } from '../../../src/ids';
import type { Log } from '../../../src/ports/log';
import type { PartyId, Pbx } from '../../../src/ports/pbx';
import type { Customer, OwnCall, PbxHarness, PhoneDoes } from '../../contracts/pbx/harness';
import { Lab, type PhoneOptions } from './lab';
import type { Caller, Person } from './people';
import { Relay } from './relay';

const POLL_MS = 10;
/** How long one listens before saying who was heard. */
const LISTEN_MS = 400;
const HEARD_PACKETS = 5;
/** Desk phones of the lab. */
const DESKS = 20;
/** How long the lab's eyes may be behind Asterisk's events. */
const LAG_MS = 200;

/** One Asterisk, its people, and a network between it and the connector. */
export class LabHarness implements PbxHarness {
  readonly ids = systemIds(systemClock);
  readonly routingPoint = 'main';
  readonly dialplanPoint = 'back,music';
  lab!: Lab;
  private relay!: Relay;
  private readonly people: Person[] = [];
  private readonly seats = new Map<string, Person>();
  private phones = 0;

  constructor(private readonly options: Partial<AsteriskOptions> = {}) {}

  async start(): Promise<void> {
    this.lab = await Lab.start({ retries: 1 });
    this.addMachineContext();
    this.relay = new Relay(this.lab.asterisk.httpPort);
    await this.relay.open();
  }

  async stop(): Promise<void> {
    await this.relay.cut();
    await this.lab.stop();
  }

  connector(node = this.lab.asterisk.node): Pbx {
    const { user, password } = this.lab.asterisk;
    const ports = { clock: systemClock, ids: this.ids, log: silent, metrics: unmeasured, random: Math.random };
    return asterisk({ name: 'lab', url: this.relay.url, user, password, node, ...this.options }, ports);
  }

  customerCalls({ ani, dnis }: { readonly ani: string; readonly dnis: string }): Customer {
    const coming = this.lab.caller(dnis, { from: ani }).then((caller) => this.joins(caller));
    let caller: Caller | undefined;
    void coming.then((it) => {
      caller = it;
    });
    return {
      state: () => (caller ? stateOf(caller) : 'calling'),
      hangup: () => void coming.then(leave).catch(ignore),
      press: (digits) => void coming.then((it) => it.dtmf(digits)),
      refusal: () => caller && refusalOf(caller),
    };
  }

  /** One of the desks, whoever sat there before. */
  phone(behaviour: PhoneDoes): string {
    if (behaviour.does === 'unreachable') return 'PJSIP/2001';
    const desk = `a${6001 + (this.phones % DESKS)}`;
    this.phones += 1;
    void this.sits(desk, behaviour);
    return `PJSIP/${desk}`;
  }

  /** The phone that calls is the desk of that name by its name alone. */
  async ownCall(): Promise<OwnCall> {
    const [from, to] = ['a6019', 'a6020'];
    await this.seats.get(to)?.close();
    const called = this.joins(await this.lab.phone(to));
    this.seats.set(to, called);
    const number = `97${to.slice(1)}`;
    const caller = this.joins(await this.lab.caller(number, { phone: from, from }));
    await called.rings();
    const answer = () => called.answer();
    return { from: `PJSIP/${from}`, to: `PJSIP/${to}`, number, answer, hangup: () => caller.leave() };
  }

  cutLink(): Promise<void> {
    return this.relay.cut();
  }

  restoreLink(): Promise<void> {
    return this.relay.open();
  }

  async restartPbx(): Promise<void> {
    await this.lab.asterisk.kill();
    await this.lab.asterisk.launch();
    this.addMachineContext();
  }

  async remembered(key: string): Promise<string | undefined> {
    const { value } = await this.look<{ value: string }>(`asterisk/variable?variable=SB_${key}`);
    return value === '' ? undefined : value;
  }

  async hearsWhom(party: PartyId): Promise<readonly PartyId[]> {
    const persons = await this.persons();
    const listener = persons.get(party);
    if (!listener) return [];
    const others = [...persons].filter(([, person]) => person !== listener);
    const before = others.map(([, person]) => listener.rtp.heardOf(person.rtp.tone));
    await sleep(LISTEN_MS);
    const heard = ([, person]: [string, Person], i: number) =>
      listener.rtp.heardOf(person.rtp.tone) - (before[i] ?? 0) >= HEARD_PACKETS;
    return others.filter(heard).map(([id]) => id);
  }

  /** Asterisk sends no packets where nothing is to be heard: what comes and is nobody's voice is music. */
  async hearsMusic(party: PartyId): Promise<boolean> {
    const listener = (await this.persons()).get(party);
    if (!listener) return false;
    await sleep(LISTEN_MS / 2); // what was on its way
    const before = listener.rtp.received;
    const [voices] = await Promise.all([this.hearsWhom(party), sleep(LISTEN_MS)]);
    return voices.length === 0 && listener.rtp.received - before >= HEARD_PACKETS;
  }

  finish<T>(promise: Promise<T>): Promise<T> {
    return promise;
  }

  async pause(ms: number): Promise<void> {
    await sleep(ms);
  }

  async eventually<T>(probe: () => T, withinMs: number, what: string): Promise<NonNullable<T>> {
    for (const deadline = Date.now() + withinMs; Date.now() < deadline; await sleep(POLL_MS)) {
      const found = probe();
      if (found) return found;
    }
    throw new Error(`it did not happen: ${what}`);
  }

  /** The dialplan that listens for machines, as the generated one has it. */
  private addMachineContext(): void {
    const { asterisk: pbx } = this.lab;
    const app = `sb-${pbx.node}`;
    for (const [priority, step] of [`AMD(\${SB_MACHINE})`, `Stasis(${app},machine,\${AMDSTATUS})`].entries())
      pbx.console(`dialplan add extension s,${priority + 1},${step} into ${app}-machine`);
  }

  private async sits(desk: string, behaviour: PhoneDoes): Promise<void> {
    await this.seats.get(desk)?.close();
    const phone = this.joins(await this.lab.phone(desk, optionsOf(behaviour)));
    this.seats.set(desk, phone);
    if (behaviour.does !== 'answers' || behaviour.hangupAfterMs === undefined) return;
    await phone.answered(10_000);
    await sleep(behaviour.hangupAfterMs);
    await phone.hangUp().catch(ignore);
  }

  private joins<P extends Person>(person: P): P {
    this.people.push(person);
    return person;
  }

  /** Parties and the people they are, told by the Call-ID. */
  private async persons(): Promise<Map<PartyId, Person>> {
    const channels = await this.look<{ id: string; protocol_id: string }[]>('channels');
    const found = new Map<PartyId, Person>();
    for (const { id, protocol_id: callId } of channels) {
      const person = this.people.find((one) => (one as unknown as { callId: string }).callId === callId);
      if (person) found.set(/^[0-9a-f]{32}$/.test(id) ? id : this.ids.derive('lab', id), person);
    }
    return found;
  }

  private async look<T>(what: string): Promise<T> {
    const { url, password } = this.lab.asterisk;
    const authorization = `Basic ${Buffer.from(`witness:${password}`).toString('base64')}`;
    return (await (await fetch(`${url}/ari/${what}`, { headers: { authorization } })).json()) as T;
  }
}

const ignore = (): void => {};
const silent: Log = { debug: ignore, info: ignore, warn: ignore, error: ignore, with: () => silent };
const unmeasured = { count: ignore, gauge: ignore, observe: ignore };

function optionsOf(behaviour: PhoneDoes): PhoneOptions {
  if (behaviour.does === 'answers') return { ringMs: behaviour.afterMs };
  if (behaviour.does === 'busy') return { refuse: '486 Busy Here' };
  return behaviour.does === 'declines' ? { refuse: '603 Decline' } : {};
}

/** Hangs up or gives up, whichever is right; the answer may not have been noticed yet. */
async function leave(caller: Caller): Promise<void> {
  for (const deadline = Date.now() + LAG_MS; stateOf(caller) === 'calling' && Date.now() < deadline; )
    await sleep(POLL_MS);
  await (stateOf(caller) === 'up' ? caller.hangUp() : caller.cancel());
}

/** What has become of a call, from the first lines of its messages. */
function stateOf(caller: Caller): 'calling' | 'up' | 'gone' {
  const lines = caller.sipp.story().split('\n');
  if (lines.some((line) => /^[<>] (BYE|CANCEL)|^< SIP\/2.0 [3-6]/.test(line))) return 'gone';
  return lines.some((line) => /^< SIP\/2.0 200/.test(line)) ? 'up' : 'calling';
}

function refusalOf(caller: Caller): 'busy' | 'congestion' | 'declined' | undefined {
  const code = /^< SIP\/2.0 ([3-6]\d\d)/m.exec(caller.sipp.story())?.[1];
  if (code === undefined) return undefined;
  return code === '486' ? 'busy' : code === '503' ? 'congestion' : 'declined';
}
