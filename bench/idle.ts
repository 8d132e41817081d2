/** What the gateway of `make run` takes up while nobody calls. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Children } from '../test/lab/support/children';
import { type Figure, under } from './figures';
import { residentMb } from './processes';
import { demo } from './programs';

/** Long enough that what only the start needed is given back. */
const IDLE_MS = 10_000;

export async function idleFigures(): Promise<Figure[]> {
  const children = new Children();
  try {
    const pid = await demo(children);
    await sleep(IDLE_MS);
    return [{ name: 'idle: memory of `make run`, MB', ours: [residentMb(pid)], target: under(150) }];
  } finally {
    await children.close();
  }
}
