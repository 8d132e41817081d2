/** Timers of a process that stood still. */
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { expect } from 'chai';
import { systemClock } from '../src/clock';

describe('the clock of the machine', () => {
  const server = createServer();
  let [near, far] = [] as unknown as [Socket, Socket];

  beforeEach(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    near = connect((server.address() as { port: number }).port, '127.0.0.1');
    [far] = (await once(server, 'connection')) as [Socket];
  });
  afterEach(() => {
    near.destroy();
    far.destroy();
    server.close();
  });

  /** Writes to the socket, then does nothing else for so long. */
  function standStill(ms: number): void {
    far.write('answered');
    for (const until = performance.now() + ms; performance.now() < until; );
  }

  it('lets what came while the process stood still go before the timers that are late', async () => {
    const happened: string[] = [];
    near.on('data', () => happened.push('answered'));
    const last = new Promise<void>((resolve) => {
      systemClock.after(20, () => happened.push('no answer'));
      systemClock.after(30, () => happened.push('later'));
      systemClock.after(240, () => resolve(void happened.push('last')));
    });
    standStill(250);
    await last;
    expect(happened).to.deep.equal(['answered', 'no answer', 'later', 'last']);
  });

  it('fires no timer that what came has cancelled', async () => {
    const happened: string[] = [];
    const cancel = systemClock.after(20, () => happened.push('no answer'));
    near.on('data', () => {
      happened.push('answered');
      cancel();
    });
    const last = new Promise<void>((resolve) => systemClock.after(30, resolve));
    standStill(200);
    await last;
    await new Promise<void>((resolve) => systemClock.after(1, resolve));
    expect(happened).to.deep.equal(['answered']);
  });
});
