/** A connector on a fake ARI with time moved by hand, and what it has said. */
import { type AsteriskOptions, asterisk } from '../../connectors/asterisk/asterisk';
import type { Facts, Log } from '../../src/ports/log';
import type { Dial, PartyId, Pbx, PbxEvent } from '../../src/ports/pbx';
import { bridge, channel, event, start } from './ariEvents';
import { FakeAri, type Tls } from './fakeAri';
import { hashIds } from './hashIds';
import { ManualClock, settled, until } from './manualClock';

type EventOf<T extends PbxEvent['type']> = PbxEvent & { readonly type: T };

/** Keeps every line. */
class Lines implements Log {
  readonly lines: string[] = [];
  readonly debug = (message: string, facts?: Facts): void => this.add('debug', message, facts);
  readonly info = (message: string, facts?: Facts): void => this.add('info', message, facts);
  readonly warn = (message: string, facts?: Facts): void => this.add('warn', message, facts);
  readonly error = (message: string, facts?: Facts): void => this.add('error', message, facts);

  with(): Log {
    return this;
  }

  private add(level: string, message: string, facts?: Facts): void {
    this.lines.push(`${level} ${message} ${JSON.stringify(facts ?? {})}`);
  }
}

/** One connector and its world. */
export class AriSubject {
  readonly clock = new ManualClock();
  readonly log = new Lines();
  readonly counted = new Map<string, number>();
  readonly events: PbxEvent[] = [];
  /** Is called with each event, after it was kept. */
  listener: (event: PbxEvent) => void = () => {};
  pbx!: Pbx;
  fake!: FakeAri;

  /** Both, with the link between them. */
  static async open(options: Partial<AsteriskOptions> = {}): Promise<AriSubject> {
    const on = new AriSubject();
    await on.live(options);
    return on;
  }

  /** Starts the PBX alone. */
  async listen(prefix = '', tls?: Tls): Promise<void> {
    this.fake = await FakeAri.start(prefix, tls);
  }

  /** Starts both; the link may still be on its way. */
  async start(options: Partial<AsteriskOptions> = {}, prefix = ''): Promise<void> {
    await this.listen(prefix);
    this.connector(options);
  }

  /** Starts both and waits for the link. */
  async live(options: Partial<AsteriskOptions> = {}): Promise<void> {
    await this.start(options);
    await this.link('live');
  }

  /** Makes a connector to the fake and starts it. */
  connector(options: Partial<AsteriskOptions> = {}): void {
    const metrics = {
      count: (name: string) => void this.counted.set(name, (this.counted.get(name) ?? 0) + 1),
      gauge: () => {},
      observe: () => {},
    };
    const { clock, log, fake } = this;
    const account = { user: 'us', password: 'pass:word', node: 'main' };
    const given = { name: 'lab', url: fake.url, ...account, ...options };
    this.pbx = asterisk(given, { clock, ids: hashIds, log, metrics, random: () => 1 });
    this.pbx.start((event) => {
      this.events.push(event);
      this.listener(event);
    });
    this.clock.advance(0);
  }

  /** Ends a test: both stop, and the connector leaves no timer behind. */
  async end(): Promise<void> {
    await this.stop();
    if (this.clock.timers > 0) throw new Error(`timers left: ${this.clock.timers}`);
  }

  async stop(): Promise<void> {
    await this.pbx.stop();
    await this.fake.down();
  }

  all<T extends PbxEvent['type']>(type: T): EventOf<T>[] {
    return this.events.filter((event) => event.type === type) as EventOf<T>[];
  }

  /** Waits for the first event of a type for which `match` holds. */
  event<T extends PbxEvent['type']>(type: T, match: (event: EventOf<T>) => boolean = () => true): Promise<EventOf<T>> {
    return until(() => this.all(type).find(match), `an event ${type}`);
  }

  /** Waits until the link is in that state. */
  async link(state: string): Promise<void> {
    await until(() => this.all('link').at(-1)?.state === state, `the link is ${state}`);
  }

  get links(): string[] {
    return this.all('link').map(({ state }) => state);
  }

  /** A customer has arrived on channel `id`. */
  async arrival(id = '1.1', state = 'Ring'): Promise<PartyId> {
    this.fake.send(start(channel(id, { state })));
    const { snapshot } = await this.event('arrived', (event) => event.snapshot.pbxId === id);
    return snapshot.party;
  }

  /** A party that we dialled rings. */
  async ringing(party: PartyId): Promise<void> {
    await this.pbx.dial(dialOf(party));
    await this.say(party, 'ringing', 'Ringing');
  }

  /** A party that we dialled has answered. */
  async dialled(party: PartyId): Promise<void> {
    await this.ringing(party);
    await this.say(party, 'answered', 'Up');
  }

  /** The state of the party's channel changes, and that is told. */
  async say(party: PartyId, type: 'ringing' | 'answered', state: string): Promise<void> {
    this.fake.send(event('ChannelStateChange', { channel: channel(party, { state }) }));
    await until(() => this.all(type).some((said) => said.party === party), `the party is ${type}`);
  }

  /** A party is in a conversation. */
  async joins(conversation: string, pbxId: string): Promise<void> {
    this.fake.send(event('ChannelEnteredBridge', { channel: channel(pbxId), bridge: bridge(conversation, [pbxId]) }));
    await this.settled();
  }

  /** The last request, as `METHOD path`. */
  get last(): string {
    const asked = this.fake.asked.at(-1);
    return `${asked?.method} ${asked?.path}`;
  }

  settled(): Promise<void> {
    return settled();
  }
}

/** What it takes to dial a phone. */
export function dialOf(party: PartyId, more: Partial<Dial> = {}): Dial {
  return {
    party,
    to: 'PJSIP/a6001',
    from: { number: '1000', name: 'Acme' },
    ringMs: 20_000,
    tags: { tenant: 'acme', call: 'c0ffee'.padEnd(32, '0'), role: 'agent', attempt: 1 },
    maxMs: 60_000,
    routingPoint: 'main',
    ...more,
  };
}
