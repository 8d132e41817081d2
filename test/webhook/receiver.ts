/** An HTTP(S) server that a test scripts: what it got, and what it does with a request. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

export type Answering = (response: ServerResponse, received: Received) => void;

export class Receiver {
  readonly received: Received[] = [];
  /** Connections that were made, whether a request came or not. */
  connections = 0;
  answer: Answering = (response) => response.writeHead(204).end();
  private readonly server: Server;

  constructor(tls?: { readonly key: string; readonly cert: string }) {
    const take = (request: IncomingMessage, response: ServerResponse): void => void this.take(request, response);
    this.server = tls ? createTlsServer(tls, take) : createServer(take);
    this.server.on('connection', () => {
      this.connections += 1;
    });
  }

  async listen(host = '127.0.0.1'): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, host, resolve));
    return this;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    if (!this.server.listening) return;
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const received = {
      method: request.method ?? '',
      path: request.url ?? '',
      headers: request.headers as Record<string, string>,
      body: Buffer.concat(chunks).toString(),
    };
    this.received.push(received);
    this.answer(response, received);
  }
}
