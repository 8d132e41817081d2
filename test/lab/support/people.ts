/**
 * The people of a lab: those who call, those who are called, each a SIPp process for the signalling and a voice of our
 * own for the audio. What a person does is a method that resolves when the far end has agreed to it.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { dialogOf } from './dialog';
import type { Rtp } from './rtp';
import { PATIENCE_MS, type SipMessage, type Sipp } from './sipp';

const AUDIBLE_PACKETS = 10;
const MEDIA_TRIES = 5;

/** What callers and phones have in common. */
export abstract class Person {
  /** The call in hand; for a phone the one that rang last. */
  protected callId = '';
  /** Told by the messages that came and went. */
  protected state: 'idle' | 'ringing' | 'up' = 'idle';

  constructor(
    readonly name: string,
    readonly sipp: Sipp,
    readonly rtp: Rtp,
  ) {
    sipp.onMessage((message) => this.follow(message));
  }

  /** Whether no call is in hand. */
  get idle(): boolean {
    return this.state === 'idle';
  }

  /** Waits for the next SIP message received whose first line matches. */
  sees(pattern: RegExp, ms?: number): Promise<SipMessage> {
    return this.sipp.sees(pattern, ms);
  }

  /** Ends whatever call there is, by what a polite person would do; for the end of a test. */
  abstract leave(): Promise<void>;

  /** Ends the answered call; nothing more when the far end was faster. */
  async hangUp(): Promise<void> {
    await this.tellUnlessOver('HANGUP', /^SIP\/2.0 200|^BYE/);
  }

  /** Puts the far end on hold, by a re-INVITE with `sendonly`. */
  hold(): Promise<void> {
    return this.media('sendonly');
  }

  /** Takes the far end off hold. */
  retrieve(): Promise<void> {
    return this.media('sendrecv');
  }

  /** Transfers the far end blindly, by REFER; resolves when the request was taken, not when it was carried out. */
  async transfer(to: string): Promise<void> {
    await this.tellUnlessOver('TRANSFER', /^SIP\/2.0 202|^BYE/, to);
  }

  /** Transfers the far end to the far end of another call of the same phone, by REFER with Replaces. */
  async transferTo(other: Person, number: string): Promise<void> {
    await this.transfer(`${number}?Replaces=${encodeURIComponent(dialogOf(other.sipp.traffic))}`);
  }

  /** Waits for the end of a transfer and gives its SIP code as the PBX reports it; a phone then hangs up, or goes on talking. */
  async transferred(ms?: number): Promise<number> {
    for (;;) {
      const { text, header } = await this.sees(/^NOTIFY/, ms);
      if (header('Subscription-State').startsWith('terminated')) return Number(/^SIP\/2.0 (\d+)/m.exec(text)?.[1]);
    }
  }

  /** Presses keys (RFC 4733). */
  dtmf(digits: string): Promise<void> {
    return this.rtp.dtmf(digits);
  }

  /** Waits until the voice of the other has come through for 200 ms. */
  hears(other: Person, ms?: number): Promise<void> {
    return this.listens(() => this.rtp.heardOf(other.rtp.tone), other.name, ms);
  }

  /** Waits until a tone that the lab listens for has come through for 200 ms. */
  hearsTone(tone: number, ms?: number): Promise<void> {
    return this.listens(() => this.rtp.heardOf(tone), `${tone} Hz`, ms);
  }

  /** Waits until something that is nobody's voice has come through for 200 ms: music, an announcement. */
  hearsMusic(ms?: number): Promise<void> {
    return this.listens(() => this.rtp.sounds, 'music', ms);
  }

  /** Waits until nothing that is nobody's voice has come through for 300 ms. */
  async musicEnds(ms = PATIENCE_MS): Promise<void> {
    const deadline = Date.now() + ms;
    for (let before = -1; before !== this.rtp.sounds; await sleep(300)) {
      before = this.rtp.sounds;
      if (Date.now() > deadline) throw new Error(`${this.name} still hears music`);
    }
  }

  /** Listens from now on; the function it gives tells what part of the packets that the other sent since has not come. */
  follows(other: Person): () => number {
    const [sent, heard] = [other.rtp.sent, this.rtp.heardOf(other.rtp.tone)];
    return () => 1 - (this.rtp.heardOf(other.rtp.tone) - heard) / (other.rtp.sent - sent);
  }

  /** Listens for `ms` and throws when the other can be heard. */
  async hearsNothingOf(other: Person, ms = 300): Promise<void> {
    const before = this.rtp.heardOf(other.rtp.tone);
    await sleep(ms);
    const heard = this.rtp.heardOf(other.rtp.tone) - before;
    // One packet may have been on its way when the other was silenced.
    if (heard > 1) throw new Error(`${this.name} hears ${other.name} in ${heard} packets`);
  }

  /** Gone at once, as a phone whose cable is pulled: nothing is said to the far end. */
  async close(): Promise<void> {
    this.state = 'idle';
    this.rtp.close();
    await this.sipp.close();
  }

  /** Ends what rings by `refusal`, or what is answered meanwhile by hanging up: the answer may be faster than the wish to go. */
  protected async goes(refusal: 'CANCEL' | 'REFUSE'): Promise<void> {
    if (this.state === 'ringing') await this.sipp.tell(refusal, this.callId);
    for (const deadline = Date.now() + PATIENCE_MS; this.state === 'ringing' && Date.now() < deadline; ) await sleep(5);
    if (this.state === 'up') await this.hangUp();
  }

  /** A message of the far end may have ended the call at the moment when it is told to end: then no answer comes. */
  protected async tellUnlessOver(what: string, answer: RegExp, argument?: string): Promise<void> {
    await this.sipp.tell(what, this.callId, argument);
    if (this.state !== 'idle') await this.sees(answer);
  }

  private async listens(packets: () => number, what: string, ms = PATIENCE_MS): Promise<void> {
    const enough = packets() + AUDIBLE_PACKETS;
    for (const deadline = Date.now() + ms; packets() < enough; await sleep(20))
      if (Date.now() > deadline) throw new Error(`${this.name} does not hear ${what}: ${this.rtp.account}`);
  }

  /** Audio goes where the far end's last SDP says. */
  private follow({ received, startLine, text, header }: SipMessage): void {
    const ip = /^c=IN IP4 (\S+)/m.exec(text)?.[1];
    const port = /^m=audio (\d+)/m.exec(text)?.[1];
    if (received && ip && port) this.rtp.sendTo(ip, Number(port));
    const before = this.state;
    const invited = header('CSeq').endsWith('INVITE');
    if (/^INVITE/.test(startLine) && this.state === 'idle') {
      this.state = 'ringing';
      this.callId = header('Call-ID');
    } else if (invited && /^SIP\/2.0 200/.test(startLine)) this.state = 'up';
    else if (/^(BYE|CANCEL)/.test(startLine) || (invited && this.state !== 'up' && /^SIP\/2.0 [3-6]/.test(startLine)))
      this.state = 'idle';
    if (this.state === 'idle' && before !== 'idle') this.rtp.hush();
  }

  private async media(direction: string): Promise<void> {
    // Asterisk answers 500 to a change that comes before it has taken in the ACK of the one before: then a phone asks again.
    for (let tries = 1; tries <= MEDIA_TRIES; tries++) {
      await this.sipp.tell('MEDIA', this.callId, direction);
      const { startLine } = await this.sees(/^SIP\/2.0 (200|500)/);
      if (!startLine.includes(' 500')) return;
    }
    throw new Error(`${this.name} may not change its media`);
  }
}

/** One who calls a number, once. */
export class Caller extends Person {
  override leave(): Promise<void> {
    return this.goes('CANCEL');
  }

  /** Waits until it rings at the far end. */
  async hearsRinging(ms?: number): Promise<void> {
    await this.sees(/^SIP\/2.0 180/, ms);
  }

  /** Waits until the call is answered. */
  async answered(ms?: number): Promise<void> {
    await this.sees(/^SIP\/2.0 200/, ms);
  }

  /** Waits until the call is refused, and gives the SIP code. */
  async refused(ms?: number): Promise<number> {
    const { startLine } = await this.sees(/^SIP\/2.0 [3-6]/, ms);
    return Number(startLine.split(' ')[1]);
  }

  /** Gives up before the answer. */
  async cancel(): Promise<void> {
    // The far end may refuse at that very moment.
    await this.tellUnlessOver('CANCEL', /^SIP\/2.0 [3-6]/);
  }

  /** Waits for the end of the call, whoever ends it; throws when SIPp saw something that the scenario does not have. */
  async gone(ms?: number): Promise<void> {
    const code = await this.sipp.exit(ms);
    if (code !== 0) throw new Error(`the call of ${this.name} went wrong:\n${this.sipp.story()}`);
  }
}

/** One who is called: a desk phone, or a customer outside. Takes one call after the other. */
export class Phone extends Person {
  override leave(): Promise<void> {
    return this.goes('REFUSE');
  }

  /** Waits until it rings, and gives the INVITE. */
  rings(ms?: number): Promise<SipMessage> {
    return this.sees(/^INVITE/, ms);
  }

  /** Picks up; only for a phone that rings until told. */
  async answer(): Promise<void> {
    await this.sipp.tell('ANSWER', this.callId);
    await this.answered();
  }

  /** Picks up; says whether it is in a call, for the far end may have given up at that very moment. */
  async answersInTime(): Promise<boolean> {
    if (this.state === 'ringing') await this.tellUnlessOver('ANSWER', /^(ACK|CANCEL)/);
    return this.state === 'up';
  }

  /** Waits until it is in a call; a phone that answers by itself needs no more than this. */
  async answered(ms?: number): Promise<void> {
    await this.sees(/^ACK/, ms);
  }

  /** Refuses the call that rings. */
  async refuse(): Promise<void> {
    await this.tellUnlessOver('REFUSE', /^ACK|^CANCEL/);
  }

  /** Waits until the far end hangs up or stops ringing. */
  async left(ms?: number): Promise<void> {
    await this.sees(/^(BYE|CANCEL)/, ms);
  }
}
