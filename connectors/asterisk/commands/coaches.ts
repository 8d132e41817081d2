/**
 * Coaching: a coach hears a whole conversation and is heard by one party of it alone. ARI has no such role, so the
 * coach sits in a bridge of its own with a snoop channel on that party: it spies in both directions and whispers out.
 * The bridge carries the conversation in its name, and the snoop channel's id is derived from the bridge's, so that
 * events tell the conversation without memory and a restarted gateway finds everything again.
 */
import type { Cancel } from '../../../src/ports/clock';
import type { ConversationId, PartyId, Result } from '../../../src/ports/pbx';
import type { Ari } from '../ari';
import type { Call, Calls } from '../calls';
import { coachBridgeName, conversationOf } from '../events/snapshots';
import { COMMAND_MS } from '../options';
import type { LinkPorts } from '../timers';
import type { Bridge } from '../words/ariTypes.generated';
import { GONE, resultOf, succeeded, TIMEOUT } from '../words/results';
import { SNOOP } from '../words/stasis';

interface Seat {
  readonly bridge: string;
  readonly snoop: string;
  readonly conversation: ConversationId;
  readonly coach: PartyId | undefined;
}

/** The coaches of one link. */
export class Coaches {
  private readonly seats = new Map<string, Seat>();
  private readonly awaited = new Map<string, () => void>();

  constructor(
    private readonly ari: Ari,
    private readonly ports: LinkPorts,
    private readonly calls: Calls,
    private readonly app: string,
  ) {}

  async join(conversation: ConversationId, coach: Call, of: PartyId): Promise<Result> {
    const heard = this.calls.party(of);
    if (!heard || heard.conversation !== conversation) return GONE;
    const seat = this.seat(this.ports.ids.fresh(), conversation, coach.party);
    const result = await this.prepare(seat, heard, coach);
    if (result.result !== 'ok') this.remove(seat);
    return result;
  }

  /** The bridge in which the party sits as a coach. */
  bridgeOf(party: PartyId): string | undefined {
    for (const seat of this.seats.values()) if (seat.coach === party) return seat.bridge;
    return undefined;
  }

  /** A snoop channel came, or went with the party that it listened to. */
  snooped(channel: string, here: boolean): void {
    if (here) return this.awaited.get(channel)?.();
    for (const seat of this.seats.values()) if (seat.snoop === channel) return this.remove(seat);
  }

  left(bridge: Bridge): void {
    const seat = this.seats.get(bridge.id);
    if (seat) this.remove(seat);
  }

  closed(conversation: ConversationId): void {
    for (const seat of [...this.seats.values()]) if (seat.conversation === conversation) this.remove(seat);
  }

  /** What the PBX has after a reconnect is what there is. */
  restore(bridges: readonly Bridge[]): void {
    this.seats.clear();
    for (const bridge of bridges) {
      const conversation = conversationOf(bridge);
      if (bridge.name !== coachBridgeName(this.app, conversation)) continue;
      const coach = bridge.channels.map((channel) => this.calls.channel(channel)).find(Boolean);
      this.seat(bridge.id, conversation, coach?.party);
    }
  }

  private seat(bridge: string, conversation: ConversationId, coach: PartyId | undefined): Seat {
    const seat = { bridge, snoop: this.ports.ids.derive('snoop', bridge), conversation, coach };
    this.seats.set(bridge, seat);
    return seat;
  }

  private async prepare(seat: Seat, heard: Call, coach: Call): Promise<Result> {
    const { bridge, snoop, conversation } = seat;
    const name = coachBridgeName(this.app, conversation);
    const here = this.arrival(snoop);
    const [opened, snooped] = await Promise.all([
      this.ari.request('POST', 'bridges', { type: 'mixing', bridgeId: bridge, name }),
      this.ari.request('POST', `channels/${heard.channel}/snoop/${snoop}`, {
        app: this.app,
        appArgs: SNOOP,
        spy: 'both',
        whisper: 'out',
      }),
    ]);
    if (!succeeded(opened) || !succeeded(snooped)) return resultOf(succeeded(opened) ? snooped : opened);
    if (!(await here)) return TIMEOUT;
    const channel = `${snoop},${coach.channel}`;
    const added = await this.ari.request('POST', `bridges/${bridge}/addChannel`, { channel });
    return added.status === 400 ? GONE : resultOf(added);
  }

  /** Whether the snoop channel has come to Stasis in time: before that it can join nothing. */
  private arrival(channel: string): Promise<boolean> {
    return new Promise((resolve) => {
      const settle = (here: boolean): void => {
        this.awaited.delete(channel);
        cancel();
        resolve(here);
      };
      const cancel: Cancel = this.ports.clock.deadline(COMMAND_MS, () => settle(false));
      this.awaited.set(channel, () => settle(true));
    });
  }

  /** Both requests may come too late: whichever channel leaves first takes the rest with it. */
  private remove(seat: Seat): void {
    this.seats.delete(seat.bridge);
    void this.ari.request('DELETE', `channels/${seat.snoop}`);
    void this.ari.request('DELETE', `bridges/${seat.bridge}`);
  }
}
