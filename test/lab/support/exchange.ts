/**
 * The telephone network behind the trunk: Asterisk dials every outside number to one port, this hands each call to the
 * person who has the number, and answers 404 for numbers that nobody has. It changes nothing in the messages.
 */
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';

const IP = '127.0.0.2';

export class Exchange {
  private readonly subscribers = new Map<string, number>();
  private readonly calls = new Map<string, { readonly person: number; readonly asterisk: number }>();

  private constructor(private readonly socket: Socket) {
    socket.on('message', (message, from) => this.pass(message, from));
  }

  static async open(port: number): Promise<Exchange> {
    const socket = createSocket('udp4').bind(port, IP);
    await once(socket, 'listening');
    return new Exchange(socket);
  }

  /** Calls to `number` go to a person at this port from now on. */
  connect(number: string, port: number): void {
    this.subscribers.set(number, port);
  }

  disconnectAll(): void {
    this.subscribers.clear();
    this.calls.clear();
  }

  close(): void {
    this.socket.close();
  }

  private pass(message: Buffer, from: RemoteInfo): void {
    const text = message.toString('latin1');
    const callId = /^Call-ID: *(.*)\r$/im.exec(text)?.[1] ?? '';
    const number = /^INVITE sips?:([^@;>]+)@/.exec(text)?.[1];
    const known = this.calls.get(callId);
    if (known) {
      if (from.address === IP) this.socket.send(message, known.asterisk, '127.0.0.1');
      else this.socket.send(message, known.person, IP);
      return;
    }
    const person = number === undefined ? undefined : this.subscribers.get(decodeURIComponent(number));
    if (number !== undefined && person === undefined) return this.refuse(text, from);
    if (person === undefined) return; // the ACK of a refusal, or a call that ended long ago
    this.calls.set(callId, { person, asterisk: from.port });
    this.socket.send(message, person, IP);
  }

  private refuse(invite: string, from: RemoteInfo): void {
    const headers = invite.split('\r\n').filter((line) => /^(Via|From|Call-ID|CSeq):/i.test(line));
    const to = /^To:.*$/im.exec(invite)?.[0].trim() ?? '';
    const answer = ['SIP/2.0 404 Not Found', ...headers, `${to};tag=exchange`, 'Content-Length: 0', '', ''];
    this.socket.send(answer.join('\r\n'), from.port, from.address);
  }
}
