/**
 * The audio of one person: hums a tone into the call and says whose tones come back. Digits are sent by RFC 4733 in
 * the same stream; SIPp 3.8.0 cannot (its telephone events are all zero).
 */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { hum, SAMPLES, tonesIn } from './voice';

const PACKET_MS = 20;
const PCMU = 0;
const TELEPHONE_EVENT = 101;
const KEYS = '0123456789*#ABCD';
/** A packet of silence, in µ-law. */
const NOTHING = Buffer.alloc(SAMPLES, 0xff);

export class Rtp {
  /** Audio packets sent and received so far. */
  sent = 0;
  received = 0;
  /** Audio packets that were neither silent nor anybody's voice: music, an announcement. */
  sounds = 0;
  /** Digits that came as RFC 4733 events. */
  digits = '';
  /** Sends nothing while true. */
  quiet = false;
  /** Sends packets in which there is silence while true. */
  silent = false;
  private readonly heard = new Map<number, number>();
  private target: { readonly ip: string; readonly port: number } | undefined;
  private sequence = 1;
  private timestamp = 0;
  private lastEvent = -1;
  private dialling = false;
  private closed = false;
  private readonly timer = setInterval(() => this.talk(), PACKET_MS);

  private constructor(
    private readonly socket: Socket,
    readonly ip: string,
    readonly tone: number,
    private readonly tones: ReadonlySet<number>,
  ) {
    socket.on('message', (packet) => this.receive(packet));
  }

  /** `tones`: all that may be heard; it may grow. */
  static async open(ip: string, tone: number, tones: ReadonlySet<number>): Promise<Rtp> {
    const socket = createSocket('udp4').bind(0, ip);
    await once(socket, 'listening');
    return new Rtp(socket, ip, tone, tones);
  }

  get port(): number {
    return this.socket.address().port;
  }

  /** Where to send to, as the far end's SDP says; nothing is sent before. */
  sendTo(ip: string, port: number): void {
    this.target = { ip, port };
  }

  /** The call is over. Who went on humming would be taken for the other side by whoever gets that port next. */
  hush(): void {
    this.target = undefined;
  }

  /** Packets received in which the tone was. */
  heardOf(tone: number): number {
    return this.heard.get(tone) ?? 0;
  }

  /** What was sent and received so far, for a message. */
  get account(): string {
    const tones = [...this.heard].map(([tone, packets]) => `${packets} of ${tone} Hz`);
    const to = this.target ? `${this.target.ip}:${this.target.port}` : 'nobody';
    return `${[`${this.received} packets came`, ...tones, `${this.sounds} of other sounds`].join(', ')}; ${this.sent} sent, now to ${to}`;
  }

  /** Presses keys, one after the other. */
  async dtmf(digits: string, onMs = 100, gapMs = 100): Promise<void> {
    this.dialling = true;
    for (const digit of digits) {
      const steps = Math.ceil(onMs / PACKET_MS);
      for (let step = 1; step <= steps; step++) {
        this.event(digit, step, step === 1, false);
        await sleep(PACKET_MS);
      }
      // The end is sent three times, because a lost end would be a key held for ever.
      for (let i = 0; i < 3; i++) this.event(digit, steps + 1, false, true);
      this.timestamp += SAMPLES * (steps + 1) + 8 * gapMs;
      await sleep(gapMs);
    }
    this.dialling = false;
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    clearInterval(this.timer);
    this.socket.close();
  }

  private talk(): void {
    if (!this.target || this.dialling || this.quiet) return;
    this.send(PCMU, false, this.silent ? NOTHING : hum(this.tone, this.timestamp));
    this.timestamp += SAMPLES;
    this.sent++;
  }

  private event(digit: string, step: number, first: boolean, last: boolean): void {
    const payload = Buffer.from([KEYS.indexOf(digit), (last ? 0x80 : 0) | 10, 0, 0]);
    payload.writeUInt16BE(SAMPLES * step, 2);
    this.send(TELEPHONE_EVENT, first, payload);
  }

  private send(type: number, marker: boolean, payload: Buffer): void {
    const header = Buffer.alloc(12);
    header.writeUInt8(0x80, 0);
    header.writeUInt8(type | (marker ? 0x80 : 0), 1);
    header.writeUInt16BE(this.sequence++ & 0xffff, 2);
    header.writeUInt32BE(this.timestamp >>> 0, 4);
    header.writeUInt32BE(this.tone, 8);
    if (this.target) this.socket.send(Buffer.concat([header, payload]), this.target.port, this.target.ip);
  }

  private receive(packet: Buffer): void {
    const type = packet.readUInt8(1) & 0x7f;
    const payload = packet.subarray(12);
    if (type === TELEPHONE_EVENT) return this.receiveEvent(packet.readUInt32BE(4), payload);
    if (type !== PCMU) return;
    this.received++;
    const heard = tonesIn(payload, this.tones);
    if (heard?.length === 0) this.sounds++;
    for (const tone of heard ?? []) this.heard.set(tone, this.heardOf(tone) + 1);
  }

  /** All packets of one key carry the timestamp of its beginning. */
  private receiveEvent(timestamp: number, payload: Buffer): void {
    if (timestamp === this.lastEvent) return;
    this.lastEvent = timestamp;
    this.digits += KEYS[payload.readUInt8(0)] ?? '?';
  }
}
