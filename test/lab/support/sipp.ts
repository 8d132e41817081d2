/**
 * One SIPp process and the SIP messages it sends and receives. SIPp follows its scenario; where the scenario waits for
 * a request DO-SOMETHING, the test says when to go on by `tell`, so that no test needs a pause of guessed length.
 */
import type { ChildProcess } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { TREE } from './asterisk';
import { type Children, end } from './children';

const POLL_MS = 5;
/** What should happen at once may take so long on a machine that is busy with other things. */
export const PATIENCE_MS = 20_000;
const TELL_AGAIN_MS = 250;
const TELL_TIMES = 8;
const MESSAGE = /^-{20,} (.*)\nUDP message (sent|received) \[(\d+)\] bytes ?:\n\n/m;

export interface SipMessage {
  readonly received: boolean;
  /** When, by the clock of this machine, in ms. */
  readonly at: number;
  /** `INVITE sip:… SIP/2.0` or `SIP/2.0 200 OK`. */
  readonly startLine: string;
  readonly text: string;
  /** The value of a header, empty when there is none. */
  header(name: string): string;
}

export interface SippOptions {
  readonly name: string;
  /** The scenario, filled in. */
  readonly scenario: string;
  readonly ip: string;
  readonly port: number;
  readonly args: readonly string[];
}

export class Sipp {
  private readonly messages: SipMessage[] = [];
  private readonly listeners: ((message: SipMessage) => void)[] = [];
  private read = 0;
  private next = 0;
  private told = 100;
  private readonly timer = setInterval(() => this.follow(), POLL_MS);
  private readonly child: ChildProcess;

  constructor(
    private readonly children: Children,
    private readonly options: SippOptions,
  ) {
    const { name, scenario, ip, port, args } = options;
    writeFileSync(this.file('xml'), scenario);
    // A message that comes while SIPp is about to send would abort the call; passed over, it is sent again by the far end.
    const patient = ['-default_behaviors', 'all,-abortunexp'];
    const traces = ['-trace_msg', '-message_file', this.file('sip'), '-trace_err', '-error_file', this.file('err')];
    const own = ['-sf', `${name}.xml`, '-i', ip, '-p', `${port}`, '-nostdin', ...patient, ...traces];
    this.child = children.spawn(path.join(TREE, 'bin/sipp'), [...own, ...args]);
  }

  /** `listener` gets every message once, as soon as SIPp has written it down. */
  onMessage(listener: (message: SipMessage) => void): void {
    this.listeners.push(listener);
  }

  /** Waits until the port is bound: a call that comes earlier would be lost for half a second. */
  async listening(): Promise<void> {
    const { ip, port, name } = this.options;
    const address = `${Buffer.from(ip.split('.').map(Number)).reverse().toString('hex')}:${port.toString(16).padStart(4, '0')}`;
    for (const deadline = Date.now() + PATIENCE_MS; !bound(address); await sleep(POLL_MS))
      if (this.child.exitCode !== null || Date.now() > deadline)
        throw new Error(`${name} does not listen:\n${this.story()}`);
  }

  /** Waits until the far end has said anything at all: who calls after that comes after it. */
  async reached(): Promise<void> {
    for (const deadline = Date.now() + PATIENCE_MS; !this.messages.some(({ received }) => received); this.follow()) {
      if (Date.now() > deadline) throw new Error(`${this.options.name} reaches nobody:\n${this.story()}`);
      await sleep(POLL_MS);
    }
  }

  /** Waits for the next message received whose first line matches, starting after the one found last. */
  async sees(pattern: RegExp, ms = PATIENCE_MS): Promise<SipMessage> {
    for (const deadline = Date.now() + ms; ; await sleep(POLL_MS)) {
      this.follow();
      const at = this.messages.findIndex((m, i) => i >= this.next && m.received && pattern.test(m.startLine));
      const found = this.messages[at];
      this.next = found ? at + 1 : this.next;
      if (found) return found;
      if (Date.now() > deadline) throw new Error(`${this.options.name} did not see ${pattern}:\n${this.story()}`);
    }
  }

  /** Lets the scenario go on where it waits for `DO-<what>` in the call; `sees` then finds only what comes after it. */
  async tell(what: string, callId: string, argument = ''): Promise<void> {
    this.follow();
    this.next = this.messages.length;
    const sequence = ++this.told; // differs each time, or SIPp takes it for a retransmission; also the CSeq of what is done
    const lines = [
      `DO-${what} sip:lab SIP/2.0`,
      `Via: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bK${sequence}`,
      'From: <sip:test@lab>;tag=test',
      'To: <sip:person@lab>',
      `Call-ID: ${callId}`,
      `CSeq: ${sequence} DO-${what}`,
      `X-Argument: ${argument}`,
      'Content-Length: 0',
    ];
    const socket = createSocket('udp4');
    const message = `${lines.join('\r\n')}\r\n\r\n`;
    // SIPp passes over what comes before its scenario waits for it, and knows by its bytes what it has taken already.
    try {
      for (let times = 0; times < TELL_TIMES && !this.moved(); times++) {
        await new Promise((done) => socket.send(message, this.options.port, this.options.ip, done));
        for (const again = Date.now() + TELL_AGAIN_MS; Date.now() < again && !this.moved(); ) await sleep(POLL_MS);
      }
    } finally {
      socket.close();
    }
  }

  /** Whether anything came or went since it was told to go on. */
  private moved(): boolean {
    this.follow();
    return this.messages.slice(this.next).some(({ startLine }) => !startLine.startsWith('DO-'));
  }

  /** The exit code: 0 when every call went as the scenario says. */
  async exit(ms = PATIENCE_MS): Promise<number | null> {
    if (this.child.exitCode === null && this.child.signalCode === null)
      await once(this.child, 'exit', { signal: AbortSignal.timeout(ms) }).catch(() => {
        throw new Error(`${this.options.name} does not end:\n${this.story()}`);
      });
    this.follow();
    return this.child.exitCode;
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    await end(this.child, 'SIGKILL');
  }

  /** Where it listens. */
  get port(): number {
    return this.options.port;
  }

  /** All that came and went so far. */
  get traffic(): readonly SipMessage[] {
    this.follow();
    return this.messages;
  }

  /** All first lines and what SIPp complained about, for the message of a failed test. */
  story(): string {
    const errors = existsSync(this.file('err')) ? readFileSync(this.file('err'), 'utf8') : '';
    return [...this.messages.map((m) => `${m.received ? '<' : '>'} ${m.startLine}`), errors].join('\n');
  }

  private file(kind: string): string {
    return path.join(this.children.folder, `${this.options.name}.${kind}`);
  }

  private follow(): void {
    const size = statSync(this.file('sip'), { throwIfNoEntry: false })?.size ?? 0;
    if (size <= this.read) return; // nothing new, or gone with the folder at the end
    const trace = readFileSync(this.file('sip'), 'latin1');
    for (;;) {
      const match = MESSAGE.exec(trace.slice(this.read));
      if (!match) return;
      const start = this.read + match.index + match[0].length;
      const [, at = '', way, size] = match;
      const stop = start + Number(size);
      if (trace.length < stop) return; // half written
      this.read = stop;
      const message = toMessage(way === 'received', Date.parse(at.replace(' ', 'T')), trace.slice(start, stop));
      this.messages.push(message);
      for (const listener of this.listeners) listener(message);
    }
  }
}

function toMessage(received: boolean, at: number, text: string): SipMessage {
  const [startLine = ''] = text.split('\r\n');
  const header = (name: string) => new RegExp(`^${name}: *(.*)\r$`, 'im').exec(text)?.[1] ?? '';
  return { received, at, startLine, text, header };
}

/** `address` as the kernel writes it, for instance 0300007F:1771. */
function bound(address: string): boolean {
  return readFileSync('/proc/net/udp', 'utf8').includes(address.toUpperCase());
}
