/** The phones of agents: a SIPp for each of the lab's phones with a fixed address, that takes whatever comes. */
import path from 'node:path';
import { type Asterisk, TREE } from '../test/lab/support/asterisk';
import type { Children } from '../test/lab/support/children';

const INSIDE = '127.0.0.3';

/** Each answers at once and talks until the far end hangs up. */
export function takeCalls(children: Children, asterisk: Asterisk): void {
  const scenario = path.join(__dirname, 'agent.xml');
  for (const name of asterisk.phones)
    children.spawn(path.join(TREE, 'bin/sipp'), [
      ...['-sf', scenario, '-nostdin', '-default_behaviors', 'all,-abortunexp'],
      ...['-i', INSIDE, '-p', `${asterisk.phonePort(name)}`],
    ]);
}
