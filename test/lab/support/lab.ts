/**
 * A real Asterisk with people around it.
 *
 *   const lab = await Lab.start();
 *   const anna = await lab.caller('1000', { from: '0612345678' });
 *   const desk = await lab.phone('a6001', { ringMs: 100 });
 *   await anna.answered();  await anna.hears(desk);  await anna.hangUp();
 *   await lab.reset();      // after each test: people away, nothing left in Asterisk
 *   await lab.stop();
 */
import { Asterisk, type AsteriskOptions } from './asterisk';
import { Children } from './children';
import { Crowd } from './crowd';
import { Exchange } from './exchange';
import { Caller, Phone } from './people';
import { freeUdpPort } from './ports';
import { Rtp } from './rtp';
import { scenario } from './scenario';
import { Sipp } from './sipp';
import { toneOf } from './voice';
import { Witness } from './witness';

const OUTSIDE = '127.0.0.2';
const DESKS = '127.0.0.3';
const FOR_EVER_MS = 3_600_000;

export interface CallerOptions {
  /** The number shown; default `0600000000`. */
  readonly from?: string;
  /** The name shown; default none. */
  readonly displayName?: string;
  /** A phone that calls (`a6001`) instead of a customer outside. */
  readonly phone?: string;
  /** Further SIP headers of the INVITE. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface PhoneOptions {
  /** Answers after so long; without it the phone rings until told. */
  readonly ringMs?: number;
  /** Refuses each call at once with this status, for instance `486 Busy Here`. */
  readonly refuse?: string;
  /** The status of `refuse()`; default `603 Decline`. */
  readonly refusal?: string;
  /** Hangs up after so long; without it the phone talks until told. */
  readonly talkMs?: number;
}

export interface CrowdOptions {
  readonly callers: number;
  readonly perSecond: number;
  /** Each hangs up so long after the answer, whether it talks or waits, unless the far end does before. */
  readonly patienceMs: number;
}

export class Lab {
  private readonly people: { leave(): Promise<void>; close(): Promise<void> }[] = [];
  private readonly tones = new Set<number>();
  private count = 0;

  private constructor(
    private readonly children: Children,
    readonly asterisk: Asterisk,
    readonly witness: Witness,
    readonly exchange: Exchange,
  ) {}

  static async start(options: AsteriskOptions = {}): Promise<Lab> {
    const children = new Children();
    try {
      const asterisk = await Asterisk.start(children, options);
      const exchange = await Exchange.open(asterisk.trunkPort);
      return new Lab(children, asterisk, await Witness.of(asterisk), exchange);
    } catch (problem) {
      await children.close();
      throw problem;
    }
  }

  /** Someone calls `number`, a customer through the trunk or a phone; resolves when the PBX knows of the call. */
  async caller(number: string, options: CallerOptions = {}): Promise<Caller> {
    const ip = options.phone ? DESKS : OUTSIDE;
    const port = await freeUdpPort(ip);
    const { name, rtp } = await this.someone('caller', ip);
    const from = `${options.displayName ? `"${options.displayName}" ` : ''}<sip:${options.from ?? '0600000000'}@${ip}>`;
    const headers = Object.entries(options.headers ?? {}).map(([key, value]) => `${key}: ${value}`);
    const values = {
      FROM: from,
      HEADERS: ['X-Lab: 1', ...headers].join('\n      '),
      SIP_PORT: this.asterisk.sipPort,
      TALK_MS: FOR_EVER_MS,
    };
    const args = ['-s', number, '-m', '1', '-cid_str', `${name}-${process.pid}`, `127.0.0.1:${this.asterisk.sipPort}`];
    const xml = scenario('caller', rtp.port, values);
    const sipp = new Sipp(this.children, { name, scenario: xml, ip, port, args });
    const caller = this.joins(new Caller(name, sipp, rtp));
    await sipp.reached();
    return caller;
  }

  /** Tones that nobody hums are told apart from other sounds until the end of the test. */
  listenFor(...tones: readonly number[]): void {
    for (const tone of tones) this.tones.add(tone);
  }

  /** A desk phone, PJSIP/a6001 … PJSIP/a6020. */
  phone(name: string, options: PhoneOptions = {}): Promise<Phone> {
    return this.callee(DESKS, this.asterisk.phonePort(name), options);
  }

  /** Host of the SIP addresses of people outside. */
  get outsideHost(): string {
    return `${OUTSIDE}:${this.asterisk.trunkPort}`;
  }

  /** Someone outside who has the number, reached by PJSIP/<number>@trunk, or the name, by PJSIP/trunk/sip:<name>@<outsideHost>. */
  async outside(number: string, options: PhoneOptions = {}): Promise<Phone> {
    const port = await freeUdpPort(OUTSIDE);
    this.exchange.connect(number, port);
    return this.callee(OUTSIDE, port, options);
  }

  /** Phone PJSIP/2001 … PJSIP/2020, which has registered. */
  async registered(options: PhoneOptions = {}, name = '2001'): Promise<Phone> {
    const port = await freeUdpPort(DESKS);
    const phone = await this.callee(DESKS, port, options);
    await this.register(port, 120, name);
    return phone;
  }

  /** Tells the registrar that a phone is at this port; `expires` 0 signs it off. */
  async register(atPort: number, expires = 120, name = '2001'): Promise<void> {
    const port = await freeUdpPort(DESKS);
    const who = `register-${++this.count}`;
    const xml = scenario('register', 0, { CONTACT: `${DESKS}:${atPort}`, EXPIRES: expires });
    const account = ['-au', name, '-ap', this.asterisk.password];
    const args = ['-s', name, '-m', '1', ...account, `127.0.0.1:${this.asterisk.sipPort}`];
    const sipp = new Sipp(this.children, { name: who, scenario: xml, ip: DESKS, port, args });
    const code = await sipp.exit();
    await sipp.close();
    if (code !== 0) throw new Error(`${name} could not register:\n${sipp.story()}`);
  }

  /** Many who call `number` through the trunk, one after the other, from now on; they say nothing and hear nothing. */
  async crowd(number: string, { callers, perSecond, patienceMs }: CrowdOptions): Promise<Crowd> {
    const port = await freeUdpPort(OUTSIDE);
    const name = `crowd-${++this.count}`;
    const xml = scenario('crowd', await freeUdpPort(OUTSIDE), { PATIENCE_MS: patienceMs });
    const pace = ['-m', `${callers}`, '-l', `${callers}`, '-r', `${perSecond}`];
    const args = ['-s', number, ...pace, '-cid_str', `%u-${name}-${process.pid}`];
    args.push(`127.0.0.1:${this.asterisk.sipPort}`);
    const crowd = new Crowd(this.children, { name, scenario: xml, ip: OUTSIDE, port, args });
    return this.joins(crowd);
  }

  /**
   * For `afterEach`: everyone still in a call hangs up, then Asterisk may keep neither channel nor bridge. When it does,
   * this throws, but not before Asterisk is empty: the next test is not to suffer for this one.
   */
  async reset(): Promise<void> {
    try {
      await Promise.all(this.people.map((person) => person.leave()));
      await this.witness.nothingLeft();
    } finally {
      await this.clear();
      this.asterisk.console('channel request hangup all');
    }
  }

  async stop(): Promise<void> {
    await this.clear();
    this.exchange.close();
    await this.asterisk.stop();
    await this.children.close();
  }

  private async clear(): Promise<void> {
    await Promise.all(this.people.splice(0).map((person) => person.close()));
    this.exchange.disconnectAll();
    this.tones.clear();
  }

  private async callee(ip: string, port: number, options: PhoneOptions): Promise<Phone> {
    const { name, rtp } = await this.someone('phone', ip);
    const xml = scenario('phone', rtp.port, {
      REFUSING: options.refuse ? '  <nop next="refuse"/>' : '',
      REFUSAL: options.refuse ?? options.refusal ?? '603 Decline',
      TALK_MS: options.talkMs ?? FOR_EVER_MS,
      RING_MS: Math.max(1, options.ringMs ?? FOR_EVER_MS), // 0 would be no time-out
      SIP_PORT: this.asterisk.sipPort,
    });
    const sipp = new Sipp(this.children, { name, scenario: xml, ip, port, args: [] });
    await sipp.listening();
    return this.joins(new Phone(name, sipp, rtp));
  }

  private async someone(kind: string, ip: string): Promise<{ name: string; rtp: Rtp }> {
    const tone = toneOf(this.tones.size);
    this.tones.add(tone);
    return { name: `${kind}-${++this.count}`, rtp: await Rtp.open(ip, tone, this.tones) };
  }

  private joins<P extends { leave(): Promise<void>; close(): Promise<void> }>(person: P): P {
    this.people.push(person);
    return person;
  }
}
