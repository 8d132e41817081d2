/**
 * Onlookers at Asterisk's events who measure each program in the same way, from outside. Moments are those at which the
 * event of Asterisk came in here.
 */
import { Pool } from 'undici';
import WebSocket from 'ws';
import type { Asterisk } from '../test/lab/support/asterisk';
import { filterEvents } from './programs';

const authorized = ({ user, password }: Asterisk) => ({
  authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
});

/** Hands on every event of those types, of whatever application, until it is closed. */
async function watch<E>(
  asterisk: Asterisk,
  app: string,
  types: readonly string[],
  see: (event: E) => void,
): Promise<WebSocket> {
  const address = `${asterisk.url.replace('http', 'ws')}/ari/events?app=${app}&subscribeAll=true`;
  const socket = new WebSocket(address, { headers: authorized(asterisk), perMessageDeflate: false });
  await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject));
  await filterEvents(asterisk, app, types);
  socket.on('message', (data) => see(JSON.parse(String(data))));
  return socket;
}

/** How long a channel that entered Stasis waited until it was up. */
export class Observer {
  private readonly entered = new Map<string, number>();
  private waits: number[] = [];
  private socket: WebSocket | undefined;

  static async of(asterisk: Asterisk): Promise<Observer> {
    const observer = new Observer();
    const types = ['ChannelDialplan', 'ChannelStateChange'];
    observer.socket = await watch(asterisk, 'observer', types, (event: Parameters<Observer['see']>[0]) =>
      observer.see(event),
    );
    return observer;
  }

  /** The waits seen since this was asked last, in ms. */
  take(): number[] {
    const { waits } = this;
    this.waits = [];
    this.entered.clear();
    return waits;
  }

  close(): void {
    this.socket?.terminate();
  }

  private see(event: { type: string; dialplan_app?: string; channel: { id: string; state: string } }): void {
    const { id, state } = event.channel;
    if (event.type === 'ChannelDialplan') {
      if (event.dialplan_app === 'Stasis') this.entered.set(id, performance.now());
      return;
    }
    const since = this.entered.get(id);
    if (state !== 'Up' || since === undefined) return;
    this.waits.push(performance.now() - since);
    this.entered.delete(id);
  }
}

interface Meeting {
  readonly type: string;
  readonly channel?: { readonly id: string; readonly name: string };
  readonly bridge?: { readonly channels: readonly string[] };
}

/** A caller who came to talk to somebody: when, and how long after it had called, both in ms. */
export interface Met {
  readonly at: number;
  readonly after: number;
}

/**
 * How long callers of the trunk waited until they were together with somebody, whoever brought them together. They hang
 * up when they have been together for so long.
 */
export class Matchmaker {
  private readonly came = new Map<string, number>();
  private met: Met[] = [];
  private socket: WebSocket | undefined;
  private readonly pool: Pool;
  private readonly headers: { readonly authorization: string };

  private constructor(
    asterisk: Asterisk,
    private readonly talkMs: number,
  ) {
    this.pool = new Pool(asterisk.url, { connections: 4 });
    this.headers = authorized(asterisk);
  }

  static async of(asterisk: Asterisk, talkMs: number): Promise<Matchmaker> {
    const one = new Matchmaker(asterisk, talkMs);
    const types = ['ChannelCreated', 'ChannelEnteredBridge'];
    one.socket = await watch(asterisk, 'matchmaker', types, (event: Meeting) => one.see(event));
    return one;
  }

  /** Who met somebody since this was asked last. */
  take(): Met[] {
    const { met } = this;
    this.met = [];
    this.came.clear();
    return met;
  }

  async close(): Promise<void> {
    this.socket?.terminate();
    await this.pool.close();
  }

  private async hangUp(channel: string): Promise<void> {
    const path = `/ari/channels/${channel}`;
    const { body } = await this.pool.request({ method: 'DELETE', path, headers: this.headers });
    await body.dump();
  }

  private see({ type, channel, bridge }: Meeting): void {
    const now = performance.now();
    if (type === 'ChannelCreated' && channel?.name.startsWith('PJSIP/trunk-')) this.came.set(channel.id, now);
    if (!bridge || bridge.channels.length < 2) return;
    for (const id of bridge.channels) {
      const since = this.came.get(id);
      if (since === undefined) continue;
      this.came.delete(id);
      this.met.push({ at: now, after: now - since });
      setTimeout(() => void this.hangUp(id), this.talkMs);
    }
  }
}
