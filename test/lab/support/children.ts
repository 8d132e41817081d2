/**
 * The processes of one lab and the folder they work in. They end with the lab, and when this process ends before the
 * lab does (an exception, Ctrl-C); after a kill -9 of this process the next lab ends them, found by their pid files.
 */
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const PREFIX = 'signalbox-lab-';
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export class Children {
  /** In the system's folder for temporary files: the path of a UNIX socket may not exceed 108 characters. */
  readonly folder = mkdtempSync(path.join(tmpdir(), `${PREFIX}${process.pid}-`));
  private readonly running = new Set<ChildProcess>();
  private readonly killAll = () => {
    for (const child of this.running) child.kill('SIGKILL');
    if (!process.env.LAB_KEEP) rmSync(this.folder, { recursive: true, force: true });
  };
  private readonly leave = () => process.exit(1);

  constructor() {
    sweep();
    mkdirSync(path.join(this.folder, 'pids'));
    process.once('exit', this.killAll);
    for (const signal of SIGNALS) process.once(signal, this.leave);
  }

  /** Starts a process; it is not of our terminal's group, so that Ctrl-C reaches it only through us. */
  spawn(command: string, args: readonly string[], options: SpawnOptions = {}): ChildProcess {
    const child = spawn(command, args, { cwd: this.folder, stdio: 'ignore', detached: true, ...options });
    const pidFile = path.join(this.folder, 'pids', `${child.pid}`);
    writeFileSync(pidFile, '');
    this.running.add(child);
    child.once('exit', () => {
      this.running.delete(child);
      rmSync(pidFile, { force: true });
    });
    return child;
  }

  /** Ends what still runs and removes the folder (with LAB_KEEP=1 it stays until the next lab starts, to read the logs). */
  async close(): Promise<void> {
    await Promise.all([...this.running].map((child) => end(child, 'SIGKILL')));
    this.killAll();
    process.off('exit', this.killAll);
    for (const signal of SIGNALS) process.off(signal, this.leave);
  }
}

/** Sends the signal and waits for the end; SIGKILL follows after 5 s. */
export async function end(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill(signal);
  const impatient = setTimeout(() => child.kill('SIGKILL'), 5000);
  await exited;
  clearTimeout(impatient);
}

/** Ends what a lab left behind whose process is gone. A pid may have been given to another by now: its command line decides. */
function sweep(): void {
  const folders = readdirSync(tmpdir()).filter((name) => name.startsWith(PREFIX));
  for (const name of folders) {
    if (commandLine(Number(name.slice(PREFIX.length).split('-')[0])) !== undefined) continue;
    const folder = path.join(tmpdir(), name);
    for (const pid of listed(path.join(folder, 'pids')))
      if (commandLine(pid)?.includes(folder)) process.kill(pid, 'SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
}

function listed(folder: string): number[] {
  try {
    return readdirSync(folder).map(Number);
  } catch {
    return [];
  }
}

function commandLine(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return undefined;
  }
}
