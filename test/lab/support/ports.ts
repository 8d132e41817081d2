/**
 * Free ports, so that several labs may run side by side. They are taken at random from a range that neither the kernel
 * (32768 and up, for sockets that do not care) nor Asterisk's RTP (20000 to 29999) hands out: a port stays free between
 * the moment it is found and the moment its user binds it.
 */
import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';

const FIRST = 10_000;
const LAST = 19_999;

/** A TCP port of 127.0.0.1 that nobody listens on. */
export async function freeTcpPort(): Promise<number> {
  for (;;) {
    const port = randomInt(FIRST, LAST);
    const server = createServer().listen(port, '127.0.0.1');
    const free = await settles(once(server, 'listening'));
    server.close();
    if (free) return port;
  }
}

/** `count` different UDP ports of `ip` that nobody is bound to. */
export async function freeUdpPorts(ip: string, count: number): Promise<number[]> {
  const found = new Set<number>();
  while (found.size < count) {
    const port = randomInt(FIRST, LAST);
    const socket = createSocket('udp4').bind(port, ip);
    if (await settles(once(socket, 'listening'))) found.add(port);
    socket.close();
  }
  return [...found];
}

/** One UDP port of `ip` that nobody is bound to. */
export async function freeUdpPort(ip: string): Promise<number> {
  const [port = 0] = await freeUdpPorts(ip, 1);
  return port;
}

/** Whether it comes true; `once` rejects when the socket has an error. */
function settles(event: Promise<unknown>): Promise<boolean> {
  return event.then(
    () => true,
    () => false,
  );
}
