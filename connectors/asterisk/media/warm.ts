/**
 * HTTP prompts in the PBX's cache. Asterisk fetches audio inside the play that needs it, and a server that does not
 * answer freezes the channel for that long: neither stop nor hang-up gets through. So every address is fetched first
 * by a play in a bridge of its own where nobody is, begun far behind the end so that it is over once the audio is there.
 */
import type { Ari } from '../ari';
import type { LinkPorts } from '../timers';
import { succeeded } from '../words/results';

/** Asterisk tries twice; its own time-out is up to the PBX (`res_http_media_cache.conf`). */
const FETCH_MS = 30_000;
const BEHIND_THE_END_MS = 3_600_000;

/** What the PBX has fetched, and the fetches under way. */
export class Warm {
  private readonly ready = new Set<string>();
  private readonly flying = new Map<string, Promise<boolean>>();
  private readonly waiting = new Map<string, (ok: boolean) => void>();

  constructor(
    private readonly ari: Ari,
    private readonly ports: LinkPorts,
    private readonly app: string,
  ) {}

  has(url: string): boolean {
    return this.ready.has(url);
  }

  /** True once the PBX has the audio, false when it could not get it. */
  fetch(url: string): Promise<boolean> {
    if (this.ready.has(url)) return Promise.resolve(true);
    const known = this.flying.get(url);
    if (known) return known;
    const fetching = this.playUnheard(url).then((ok) => {
      this.flying.delete(url);
      if (ok) this.ready.add(url);
      else this.ports.log.warn('the PBX cannot fetch a prompt', { url });
      return ok;
    });
    this.flying.set(url, fetching);
    return fetching;
  }

  /** A playback ended; true when it was one of ours. */
  playbackEnded(playback: string, failed: boolean): boolean {
    const settle = this.waiting.get(playback);
    settle?.(!failed);
    return settle !== undefined;
  }

  /** The PBX started anew: nothing of its cache is certain. */
  forget(): void {
    this.ready.clear();
  }

  private async playUnheard(url: string): Promise<boolean> {
    const { ari, app } = this;
    const bridge = this.ports.ids.fresh();
    const opened = await ari.request('POST', 'bridges', { type: 'mixing', bridgeId: bridge, name: `${app}/warm` });
    if (!succeeded(opened)) return false;
    // Without a channel of ours in the bridge its events are not ours either.
    await ari.request('POST', `applications/${app}/subscription`, { eventSource: `bridge:${bridge}` });
    const playback = this.ports.ids.fresh();
    const ended = this.end(playback);
    const query = { media: `sound:${url}`, offsetms: BEHIND_THE_END_MS };
    const played = await ari.request('POST', `bridges/${bridge}/play/${playback}`, query);
    if (!succeeded(played)) this.playbackEnded(playback, true);
    const ok = await ended;
    void ari.request('DELETE', `bridges/${bridge}`);
    return ok;
  }

  private end(playback: string): Promise<boolean> {
    return new Promise((resolve) => {
      const cancel = this.ports.clock.deadline(FETCH_MS, () => settle(false));
      const settle = (ok: boolean) => {
        this.waiting.delete(playback);
        cancel();
        resolve(ok);
      };
      this.waiting.set(playback, settle);
    });
  }
}
