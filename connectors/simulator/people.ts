/**
 * People with a handset. A person hears what the switchboard lets it hear, keeps a log of that, and does what its
 * script says, step by step. When the call is over the script stops where it is.
 */
import type { MachineVerdict } from '../../src/core/machine';
import type { Cancel } from '../../src/ports/clock';
import type { Cause, Dial } from '../../src/ports/pbx';
import type { EndedBy, Line, Party } from './party';
import type { PhoneCallHandle } from './phoneCalls';
import type { Switchboard } from './switchboard';

/** What a person does, in straight-line code. */
export type Script = (person: Person) => Promise<void>;

/**
 * `calling`: the PBX has not parked the call yet. `waiting`: at a routing point, unanswered. `dialing`, `ringing`: the
 * phone is called. `dialplan`: the PBX has the call for itself (its fallback, or given back).
 */
export type PersonState = 'calling' | 'waiting' | 'dialing' | 'ringing' | 'up' | 'dialplan' | 'gone';

/** Why a script stops: its call is over. */
class CallOver extends Error {}

interface Wish {
  readonly granted: () => boolean;
  readonly grant: () => void;
  readonly refuse: (reason: CallOver) => void;
}

const KEY_MS = 120;

/** One person on one call. */
export class Person implements Line {
  /** Everything heard, each with the wall time at which it began. */
  readonly heard: { readonly at: number; readonly what: string }[] = [];
  /** Digits that were sent into this person's ear. */
  digits = '';
  /** What the phone was told about the transfers it asked for. */
  readonly transfers: string[] = [];
  /** How the call ended. */
  end: { readonly cause: Cause; readonly by: EndedBy } | undefined;
  /** Where the PBX's own dialplan has the call: `context,extension`. */
  point: string | undefined;
  /** What the phone was shown when it was dialled. */
  shown: Pick<Dial, 'from' | 'headers'> | undefined;
  /** The call as the PBX knows it, once it does. */
  party: Party | undefined;
  private wishes: Wish[] = [];
  private timers = new Set<Cancel>();

  constructor(
    private readonly board: Switchboard,
    readonly name: string,
    readonly verdict: MachineVerdict = 'human',
  ) {}

  get state(): PersonState {
    if (this.end) return 'gone';
    if (this.point !== undefined) return 'dialplan';
    if (!this.party || this.party.state === 'gone') return 'calling';
    return this.party.state === 'arrived' ? 'waiting' : this.party.state;
  }

  /** What is heard now: `silence`, `ringing`, `its own bell`, `music …`, `prompt …`, names of people, joined by ` + `. */
  get hears(): string {
    return this.heard.at(-1)?.what ?? 'silence';
  }

  /** Names of the people heard now. */
  get hearsWhom(): readonly string[] {
    return this.party ? this.board.heardBy(this.party.facts.party).map(({ line }) => line.name) : [];
  }

  /** The person is on this call from now on. */
  attach(party: Party): void {
    this.party = party;
    this.changed();
  }

  /** Runs a script for this person; it ends silently when the call does. */
  follow(script: Script): void {
    void script(this).catch((error: unknown) => {
      if (!(error instanceof CallOver)) throw error;
    });
  }

  /** Waits so long. */
  wait(ms: number): Promise<void> {
    let over = false;
    this.later(ms, () => {
      over = true;
      this.changed();
    });
    return this.until(() => over);
  }

  /** Waits until `test` is true of this person; it is asked whenever something changes. */
  until(test: () => boolean): Promise<void> {
    const wish = new Promise<void>((grant, refuse) => {
      if (this.end) refuse(new CallOver('the call is over'));
      else if (test()) grant();
      else this.wishes.push({ granted: test, grant, refuse });
    });
    // A test that does not await a step must not fail because the call ended meanwhile.
    wish.catch(() => {});
    return wish;
  }

  /** Waits until `what` is heard. */
  hear(what: string | RegExp): Promise<void> {
    return this.until(() => (typeof what === 'string' ? this.hears === what : what.test(this.hears)));
  }

  /** Presses keys, one after the other; nobody hears keys pressed before the call is answered. */
  async press(digits: string): Promise<void> {
    for (const digit of digits) {
      await this.wait(KEY_MS);
      const { party } = this;
      if (party?.state !== 'up') continue;
      this.board.exchange.emit(party.node, { type: 'digit', party: party.facts.party, digit });
      this.board.jobs.digit(party, digit);
    }
  }

  /** Speaks for so long: a recording that ends at silence goes on. */
  async say(ms: number): Promise<void> {
    if (this.party) this.board.jobs.speaks(this.party, ms);
    await this.wait(ms);
  }

  /** Picks up a ringing phone. */
  answer(): void {
    if (this.party && (this.party.state === 'ringing' || this.party.state === 'dialing')) this.board.up(this.party);
  }

  /** Refuses a ringing phone. */
  decline(): void {
    if (this.state === 'ringing' && this.party) this.board.end(this.party, 'declined', 'remote', 603);
  }

  /** Hangs up, or gives up before being answered. */
  hangup(): void {
    if (this.state === 'ringing') return this.decline();
    const cause = this.state === 'waiting' ? 'cancelled' : 'normal';
    if (this.party && this.party.state !== 'gone') this.board.end(this.party, cause, 'remote');
    else this.ended(cause, 'remote');
  }

  /** Hangs up once `what` is heard. */
  hangupWhen(what: string | RegExp): void {
    this.hear(what).then(
      () => this.hangup(),
      () => {},
    );
  }

  /** Presses the hold key of the phone. */
  hold(): void {
    this.setHeld(true);
  }

  retrieve(): void {
    this.setHeld(false);
  }

  /** Asks by the phone's transfer key to be replaced: by a number, or by the other end of its second call `to`, ours or not. */
  transfer(to: string | Person | PhoneCallHandle): void {
    const { party } = this;
    if (party?.state !== 'up') return;
    // Without tags the PBX keeps transfers to itself: the phone leaves, and nobody asks us.
    if (!party.tags) return this.board.end(party, 'normal', 'remote');
    const ask = { type: 'transferAsked', party: party.facts.party } as const;
    if (typeof to !== 'string' && 'other' in to) {
      const asked = { ...ask, consult: to.party };
      return this.board.exchange.emit(party.node, to.other ? { ...asked, other: to.other } : asked);
    }
    const consult = typeof to === 'string' ? undefined : to.party?.facts.party;
    if (typeof to === 'string') this.board.exchange.emit(party.node, { ...ask, to });
    else if (consult) this.board.exchange.emit(party.node, { ...ask, consult });
  }

  /** Does something later, if the call still is. */
  later(ms: number, act: (party: Party | undefined) => void): void {
    const cancel = this.board.parts.clock.after(ms, () => {
      this.timers.delete(cancel);
      act(this.party);
    });
    this.timers.add(cancel);
  }

  changed(): void {
    if (this.party && this.party.state !== 'gone') this.log(this.board.hears(this.party));
    for (const wish of this.wishes.filter(({ granted }) => granted())) {
      this.wishes = this.wishes.filter((other) => other !== wish);
      wish.grant();
    }
  }

  ended(cause: Cause, by: EndedBy): void {
    if (this.end) return;
    this.end = { cause, by };
    this.log('the end');
    this.changed();
    for (const cancel of this.timers) cancel();
    for (const wish of this.wishes.splice(0)) wish.refuse(new CallOver(`${this.name}: the call is over (${cause})`));
  }

  givenBack(point: string): void {
    this.point = point;
    this.log(`dialplan ${point}`);
    this.changed();
  }

  heardDigits(digits: string): void {
    this.digits += digits;
    this.changed();
  }

  transferProgress(state: string): void {
    this.transfers.push(state);
    this.changed();
  }

  private setHeld(held: boolean): void {
    const { party } = this;
    if (party?.state !== 'up' || party.held === held) return;
    party.held = held;
    this.board.exchange.emit(party.node, { type: held ? 'held' : 'retrieved', party: party.facts.party });
    this.board.changed(party);
  }

  private log(what: string): void {
    if (what !== this.heard.at(-1)?.what) this.heard.push({ at: this.board.parts.clock.now(), what });
  }
}
