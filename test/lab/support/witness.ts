/**
 * What Asterisk itself believes, asked through ari-client: it shares no code with the connector, so a mistake in our
 * reading of ARI cannot hide itself (docs/decisions/0001-ari-client-is-the-witness.md).
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, connect } from 'ari-client';
import type { Asterisk } from './asterisk';
import { PATIENCE_MS } from './sipp';

/** Channels as `name state`, bridges as `id (n channels)`. */
export interface Sight {
  readonly channels: readonly string[];
  readonly bridges: readonly string[];
}

export class Witness {
  private constructor(private readonly client: Client) {}

  static async of(asterisk: Asterisk): Promise<Witness> {
    return new Witness(await connect(asterisk.url, 'witness', asterisk.password));
  }

  async look(): Promise<Sight> {
    const [channels, bridges] = await Promise.all([this.client.channels.list(), this.client.bridges.list()]);
    return {
      channels: channels.map(({ name, state }) => `${name} ${state}`),
      bridges: bridges.map(({ id, channels: inside }) => `${id} (${inside.length} channels)`),
    };
  }

  /** Looks until `good` holds; throws with what it saw last when that takes longer than `ms`. */
  async until(good: (sight: Sight) => boolean, ms = PATIENCE_MS): Promise<Sight> {
    let sight = await this.look();
    for (const deadline = Date.now() + ms; !good(sight); sight = await this.look()) {
      if (Date.now() > deadline) throw new Error(`Asterisk still has ${JSON.stringify(sight)}`);
      await sleep(50);
    }
    return sight;
  }

  /** What a variable or function has for the one channel there is. */
  async variable(variable: string): Promise<string> {
    const [channel] = await this.client.channels.list();
    if (!channel) throw new Error('Asterisk has no channel');
    return (await this.client.channels.getChannelVar({ channelId: channel.id, variable })).value;
  }

  /** Names of the recordings that Asterisk has kept. */
  async recordings(): Promise<string[]> {
    return (await this.client.recordings.listStored()).map(({ name }) => name);
  }

  /** Neither a channel nor a bridge is left. */
  async nothingLeft(ms = PATIENCE_MS): Promise<void> {
    await this.until(({ channels, bridges }) => channels.length + bridges.length === 0, ms);
  }
}
