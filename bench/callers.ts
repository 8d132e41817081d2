/** Callers: one SIPp that calls a number again and again, and what the callers noticed. */
import { once } from 'node:events';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { type Asterisk, TREE } from '../test/lab/support/asterisk';
import type { Children } from '../test/lab/support/children';
import { freeUdpPort } from '../test/lab/support/ports';

const OUTSIDE = '127.0.0.2';

export interface Load {
  readonly calls: number;
  /** New calls a second. */
  readonly rate: number;
  /** Calls in flight at most. */
  readonly limit: number;
}

export interface Noticed {
  /** Answered calls a second, from the first answer to the last. */
  readonly perSecond: number;
  /** From INVITE to 200, in ms. */
  readonly responses: readonly number[];
}

/** Throws when a call did not go as it should. */
export async function callAll(children: Children, asterisk: Asterisk, number: string, load: Load): Promise<Noticed> {
  const port = await freeUdpPort(OUTSIDE);
  const volume = ['-m', `${load.calls}`, '-r', `${load.rate}`, '-l', `${load.limit}`];
  const place = ['-i', OUTSIDE, '-p', `${port}`, '-s', number, `127.0.0.1:${asterisk.sipPort}`];
  const scenario = ['-sf', path.join(__dirname, 'caller.xml'), '-nostdin', '-trace_rtt', '-timeout', '120'];
  const child = children.spawn(path.join(TREE, 'bin/sipp'), [...scenario, ...volume, ...place]);
  const [code] = await once(child, 'exit');
  const answers = readAnswers(children.folder, child.pid ?? 0);
  if (code !== 0 || answers.length !== load.calls)
    throw new Error(`SIPp ended with ${code}: ${answers.length} of ${load.calls} calls were answered`);
  const times = answers.map(({ at }) => at);
  const seconds = (Math.max(...times) - Math.min(...times)) / 1_000;
  return { perSecond: (answers.length - 1) / seconds, responses: answers.map(({ ms }) => ms) };
}

function readAnswers(folder: string, pid: number): { at: number; ms: number }[] {
  const name = readdirSync(folder).find((file) => file.endsWith(`_${pid}_rtt.csv`));
  if (name === undefined) return [];
  const file = path.join(folder, name);
  const [, ...lines] = readFileSync(file, 'utf8').trim().split('\n');
  rmSync(file);
  return lines.map((line) => {
    const [at, ms] = line.split(';').map(Number);
    return { at: at ?? 0, ms: ms ?? 0 };
  });
}
