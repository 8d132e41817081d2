/**
 * Many callers, played by one SIPp process: each calls, waits and talks for as long as it has patience, and hangs up
 * then, unless the far end did. They have no audio and nobody tells them what to do.
 */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { TREE } from './asterisk';
import { type Children, end } from './children';
import type { SippOptions } from './sipp';

export class Crowd {
  private readonly child: ChildProcess;

  constructor(
    private readonly children: Children,
    private readonly options: SippOptions,
  ) {
    const { name, scenario, ip, port, args } = options;
    writeFileSync(this.file('xml'), scenario);
    const own = ['-sf', `${name}.xml`, '-i', ip, '-p', `${port}`, '-nostdin', '-default_behaviors', 'all,-abortunexp'];
    const trace = ['-trace_err', '-error_file', this.file('err')];
    this.child = children.spawn(path.join(TREE, 'bin/sipp'), [...own, ...trace, ...args]);
  }

  /** Waits until everybody has called and is gone again; throws when a call went other than a call goes. */
  async gone(ms: number): Promise<void> {
    const { child } = this;
    if (child.exitCode === null && child.signalCode === null)
      await once(child, 'exit', { signal: AbortSignal.timeout(ms) }).catch(() => {
        throw new Error(`${this.options.name} is not gone after ${ms} ms\n${this.complaints()}`);
      });
    if (child.exitCode !== 0) throw new Error(`${this.options.name} went wrong:\n${this.complaints()}`);
  }

  /** Whoever is still there is cut off by the lab, which empties Asterisk. */
  leave(): Promise<void> {
    return this.close();
  }

  async close(): Promise<void> {
    await end(this.child, 'SIGKILL');
  }

  private complaints(): string {
    return existsSync(this.file('err')) ? readFileSync(this.file('err'), 'utf8') : '';
  }

  private file(kind: string): string {
    return path.join(this.children.folder, `${this.options.name}.${kind}`);
  }
}
