/** The media of one party while a program runs with it: at most one job, the digits pressed, and the abort. */
import type { Audible, MediaItem } from '../core/media';
import type { Clock } from '../ports/clock';
import type { Ids } from '../ports/ids';
import type { Pbx } from '../ports/pbx';
import type { ProgramParty } from '../programs/party';

type Outcome = 'done' | 'stopped' | 'failed';

export class PartyMedia implements ProgramParty {
  over = false;
  /** Whoever waits for that. */
  private readonly waits = new Set<() => void>();
  private readonly digits: string[] = [];
  private job: { id: string; end: (outcome: Outcome) => void; ended: Promise<Outcome> } | undefined;
  private wake: ((digit: string | undefined) => void) | undefined;
  private holding = false;
  /** Music that is being turned on or off: what is asked next may not overtake it. */
  private changing: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly pbx: Pbx,
    private readonly party: string,
    private readonly ports: { clock: Clock; ids: Ids },
    /** Whose job is whose, over all parties. */
    private readonly jobs: Map<string, PartyMedia>,
    /** What the party hears of a list of media. */
    private readonly audible: (media: readonly MediaItem[]) => readonly Audible[],
  ) {}

  async play(media: readonly MediaItem[]): Promise<Outcome> {
    if (this.over) return 'stopped';
    const audible = this.audible(media);
    if (audible.length === 0) return 'done';
    const id = this.ports.ids.fresh();
    const job = newJob(id);
    this.job = job;
    this.jobs.set(id, this);
    const result = await this.pbx.play({ target: { party: this.party }, job: id, media: audible });
    if (result.result !== 'ok') job.end('failed');
    const outcome = await job.ended;
    this.jobs.delete(id);
    if (this.job === job) this.job = undefined;
    return outcome;
  }

  async playUntilDigit(media: readonly MediaItem[]): Promise<string | undefined> {
    const playing = this.play(media);
    const digit = await Promise.race([this.nextDigit(), playing.then(() => undefined)]);
    this.wake = undefined;
    if (digit !== undefined) await this.stopJob();
    return digit;
  }

  async digit(ms: number): Promise<string | undefined> {
    if (this.over) return undefined;
    const cancel = this.ports.clock.after(ms, () => this.wake?.(undefined));
    const digit = await this.nextDigit();
    cancel();
    return digit;
  }

  async music(name: string): Promise<void> {
    if (this.over) return;
    this.holding = name !== 'off';
    this.changing = this.pbx.hold(this.party, name);
    await this.changing;
  }

  pause(ms: number): Promise<void> {
    if (this.over) return Promise.resolve();
    return new Promise((resolve) => {
      // Nothing of a pause may be left: somebody who waits for hours has many.
      const end = (): void => {
        cancel();
        this.waits.delete(end);
        resolve();
      };
      const cancel = this.ports.clock.after(ms, end);
      this.waits.add(end);
    });
  }

  aborted(): Promise<void> {
    if (this.over) return Promise.resolve();
    return new Promise((resolve) => {
      this.waits.add(resolve);
    });
  }

  /** A key: for whoever waits, else kept for the next who asks. */
  pressed(digit: string): void {
    if (this.wake) this.wake(digit);
    else if (this.digits.length < 32) this.digits.push(digit);
  }

  jobEnded(job: string, outcome: Outcome): void {
    if (this.job?.id === job) this.job.end(outcome);
  }

  /** Ends every wait; resolves when the media has stopped. A party that leaves takes its media along. */
  async abort(leaving: boolean): Promise<void> {
    this.over = true;
    for (const end of this.waits) end();
    this.wake?.(undefined);
    if (leaving) return this.job?.end('stopped');
    await this.stopJob();
    await this.changing;
    if (this.holding) await this.pbx.hold(this.party, 'off');
  }

  private async stopJob(): Promise<void> {
    const job = this.job;
    if (!job) return;
    const result = await this.pbx.stopJob(job.id);
    if (result.result !== 'ok') job.end('stopped');
    await job.ended;
  }

  private nextDigit(): Promise<string | undefined> {
    const early = this.digits.shift();
    if (early !== undefined || this.over) return Promise.resolve(early);
    return new Promise((resolve) => {
      this.wake = (digit) => {
        this.wake = undefined;
        resolve(digit);
      };
    });
  }
}

function newJob(id: string) {
  let end: (outcome: Outcome) => void = () => {};
  const ended = new Promise<Outcome>((resolve) => {
    end = resolve;
  });
  return { id, end, ended };
}
