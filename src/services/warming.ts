/**
 * Has every PBX fetch the prompts that its callers may hear, before anybody waits for one (design §5.1): when a link
 * goes live, when a mapping is applied, when a prompt changes. A few at a time; what failed is tried again.
 */
import type { Audible } from '../core/media';
import type { Prompt } from '../core/prompt';
import type { JournalRecord } from '../core/record';
import type { Cancel, Clock } from '../ports/clock';
import type { Log } from '../ports/log';
import type { Lines } from './lines';
import type { Mappings } from './mappings';
import { tenantsOn } from './mediaOfMapping';
import type { PartitionListener } from './partitions';
import type { PromptAudio } from './promptAudio';

/** Fetches of one PBX at once. */
const AT_ONCE = 4;
/** Pauses before what failed is tried again; after the last one a play tries it. */
const AGAIN_MS: readonly number[] = [2_000, 10_000, 60_000];

export class Warming implements PartitionListener {
  /** Later runs that are due, by PBX. */
  private readonly later = new Map<string, Set<Cancel>>();

  constructor(
    private readonly ports: { clock: Clock; log: Log },
    private readonly lines: Pick<Lines, 'get' | 'state' | 'names'>,
    private readonly mappings: Mappings,
    private readonly prompts: PromptAudio,
  ) {}

  /** Runs that wait for their time. */
  get size(): number {
    return [...this.later.values()].reduce((sum, { size }) => sum + size, 0);
  }

  /** The link went live, or another mapping is in force. */
  all(pbx: string): void {
    this.forget(pbx);
    this.run(pbx, [
      ...this.prompts.common,
      ...tenantsOn(this.mappings.current, pbx).flatMap((tenant) => this.prompts.all(tenant)),
    ]);
  }

  everywhere(): void {
    for (const pbx of this.lines.names()) this.all(pbx);
  }

  durable(tenant: string, records: readonly JournalRecord[]): void {
    const changed = records.filter(({ subject }) => subject.startsWith('prompt/'));
    const media = changed.flatMap(({ data }) => this.prompts.of(tenant, data as Prompt));
    if (media.length === 0) return;
    for (const pbx of this.lines.names())
      if (tenantsOn(this.mappings.current, pbx).includes(tenant)) this.run(pbx, media);
  }

  /** The link is lost or the gateway stops: nothing of that PBX is tried again. */
  forget(pbx?: string): void {
    for (const [name, cancels] of this.later) {
      if (pbx !== undefined && name !== pbx) continue;
      for (const cancel of cancels) cancel();
      this.later.delete(name);
    }
  }

  private run(pbx: string, media: readonly Audible[], attempt = 0): void {
    if (media.length === 0 || this.lines.state(pbx) !== 'live') return;
    void this.fetch(pbx, media).then((failed) => {
      if (failed.length > 0) this.again(pbx, failed, attempt);
    });
  }

  private async fetch(pbx: string, media: readonly Audible[]): Promise<Audible[]> {
    const queue = [...media];
    const failed: Audible[] = [];
    const work = async (): Promise<void> => {
      for (let next = queue.shift(); next; next = queue.shift()) {
        const result = await this.lines.get(pbx)?.warm([next]);
        if (result?.result !== 'ok' && result?.result !== 'unsupported') failed.push(next);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    return failed;
  }

  private again(pbx: string, media: readonly Audible[], attempt: number): void {
    const wait = AGAIN_MS[attempt];
    this.ports.log.warn('a PBX could not fetch prompts: is SIGNALBOX_MEDIA_URL an address that it can reach?', {
      pbx,
      prompts: media.length,
      again: wait !== undefined,
    });
    if (wait === undefined || this.lines.state(pbx) !== 'live') return;
    const cancels = this.later.get(pbx) ?? new Set<Cancel>();
    this.later.set(pbx, cancels);
    const cancel = this.ports.clock.after(wait, () => {
      cancels.delete(cancel);
      this.run(pbx, media, attempt + 1);
    });
    cancels.add(cancel);
  }
}
