/**
 * Runs programs: one per party. Aborting one resolves when its media job has ended, so that a join or another program
 * begins in silence and connecting interrupts at once (design §5.1). A lost program loses a prompt, never a place:
 * the deadline of the step is in the call.
 */
import type { ProgramOutcome } from '../core/callPrograms';
import type { ProgramStep } from '../core/effect';
import { bare } from '../core/ids';
import type { MediaItem } from '../core/media';
import type { Clock } from '../ports/clock';
import type { Ids } from '../ports/ids';
import type { Log } from '../ports/log';
import type { Pbx } from '../ports/pbx';
import { announce } from '../programs/announce';
import { collect } from '../programs/collect';
import { confirm } from '../programs/confirm';
import { hold } from '../programs/hold';
import { propose } from '../programs/propose';
import { queueWait, type Waiting } from '../programs/queueWait';
import { PartyMedia } from './partyMedia';
import type { Resolve } from './promptAudio';

export interface Started {
  readonly tenant: string;
  readonly call: string;
  readonly party: string;
  readonly pbx: Pbx;
  /** Number of the step. */
  readonly number: number;
  readonly step: ProgramStep;
}

/** What is true of a caller who waits in a queue. */
export type WaitingOf = (tenant: string, call: string) => Waiting;

/** A program ended by itself. */
export type ProgramEnded = (started: Started, outcome: ProgramOutcome) => void;

interface Running {
  readonly started: Started;
  readonly media: PartyMedia;
  readonly ended: Promise<void>;
}

/** An abort does not wait longer for a media job that does not end. */
const ABORT_MS = 2_000;

export class Programs {
  private readonly running = new Map<string, Running>();
  private readonly jobs = new Map<string, PartyMedia>();

  constructor(
    private readonly ports: { clock: Clock; ids: Ids; log: Log },
    private readonly ended: ProgramEnded,
    private readonly resolve: Resolve,
    private readonly waiting: WaitingOf,
  ) {}

  get size(): number {
    return this.running.size;
  }

  /** Media jobs that programs wait for. */
  get jobCount(): number {
    return this.jobs.size;
  }

  /** Starts the program of a step; one that runs for the party already is ended first. */
  async start(started: Started): Promise<void> {
    await this.end(started.party, false);
    const audible = (list: readonly MediaItem[]) => this.resolve(started.tenant, started.call, list);
    const media = new PartyMedia(started.pbx, bare(started.party), this.ports, this.jobs, audible);
    const ended = this.run(started, media);
    this.running.set(bare(started.party), { started, media, ended });
  }

  private async run(started: Started, media: PartyMedia): Promise<void> {
    // The first turn lets `start` register the program before anything can end it.
    await Promise.resolve();
    const outcome = await this.perform(media, started).catch((error: unknown) => {
      this.ports.log.error('a program failed', {
        tenant: started.tenant,
        call: started.call,
        do: started.step.do,
        error: String(error),
      });
      return { outcome: 'failed', detail: 'the program failed' } as const;
    });
    const aborted = media.over;
    if (this.running.get(bare(started.party))?.media === media) this.running.delete(bare(started.party));
    if (!aborted && outcome) this.ended(started, outcome);
  }

  /** Ends the program of a party; resolves when its media has stopped, or at once when the party is leaving. */
  async end(party: string, leaving: boolean): Promise<void> {
    const running = this.running.get(bare(party));
    if (!running) return;
    this.running.delete(bare(party));
    const stopped = running.media.abort(leaving);
    if (leaving) return;
    await this.atMost(ABORT_MS, Promise.all([stopped, running.ended]));
  }

  /** The link is lost or the gateway stops: programs of that PBX end without a word. */
  endAll(pbx?: string): void {
    for (const [party, { started, media }] of this.running) {
      if (pbx !== undefined && started.pbx.name !== pbx) continue;
      this.running.delete(party);
      void media.abort(true);
    }
  }

  /** A party pressed a key; `party` is the bare id. */
  digit(party: string, digit: string): void {
    this.running.get(party)?.media.pressed(digit);
  }

  jobEnded(job: string, outcome: 'done' | 'stopped' | 'failed'): void {
    this.jobs.get(job)?.jobEnded(job, outcome);
  }

  private atMost(ms: number, work: Promise<unknown>): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.ports.clock.after(ms, resolve);
      void work.finally(() => {
        cancel();
        resolve();
      });
    });
  }

  private perform(media: PartyMedia, { tenant, call, step }: Started): Promise<ProgramOutcome | undefined> {
    switch (step.do) {
      case 'announce':
        return announce(media, step);
      case 'collect':
        return collect(media, step);
      case 'hold':
        return hold(media, step);
      case 'confirm':
        return confirm(media, step);
      case 'propose':
        return propose(media, step);
      case 'queue':
        return queueWait(media, step, this.waiting(tenant, call));
    }
  }
}
