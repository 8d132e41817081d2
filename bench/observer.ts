/**
 * An onlooker at Asterisk's events who measures each program in the same way, from outside: how long a channel that
 * entered Stasis waited until it was up. Both moments are those at which the event of Asterisk came in here.
 */
import WebSocket from 'ws';
import type { Asterisk } from '../test/lab/support/asterisk';
import { filterEvents } from './programs';

const APP = 'observer';

export class Observer {
  private readonly entered = new Map<string, number>();
  private waits: number[] = [];

  private constructor(private readonly socket: WebSocket) {
    socket.on('message', (data) => this.see(JSON.parse(String(data))));
  }

  static async of(asterisk: Asterisk): Promise<Observer> {
    const address = `${asterisk.url.replace('http', 'ws')}/ari/events?app=${APP}&subscribeAll=true`;
    const headers = {
      authorization: `Basic ${Buffer.from(`${asterisk.user}:${asterisk.password}`).toString('base64')}`,
    };
    const socket = new WebSocket(address, { headers, perMessageDeflate: false });
    await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject));
    await filterEvents(asterisk, APP, ['ChannelDialplan', 'ChannelStateChange']);
    return new Observer(socket);
  }

  /** The waits seen since this was asked last, in ms. */
  take(): number[] {
    const { waits } = this;
    this.waits = [];
    this.entered.clear();
    return waits;
  }

  close(): void {
    this.socket.terminate();
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
