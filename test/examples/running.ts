/** Processes of an example, the gateway with its demo among them, in a folder of their own: nothing of them is left behind. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

const ROOT = path.join(__dirname, '../..');

export class Running {
  folder = '';
  private readonly children: ChildProcess[] = [];

  open(): void {
    this.folder = mkdtempSync(path.join(tmpdir(), 'signalbox-example-'));
  }

  async close(): Promise<void> {
    for (const child of this.children.splice(0)) await ended(child);
    rmSync(this.folder, { recursive: true });
  }

  freePort(): Promise<number> {
    return new Promise((resolve) => {
      const server = createServer().listen(0, '127.0.0.1', () => {
        const { port } = server.address() as { port: number };
        server.close(() => resolve(port));
      });
    });
  }

  /** Starts a process in a group of its own; `says` waits for a text of it. */
  start(command: string, args: string[], env: Record<string, string>) {
    const child = spawn(command, args, { cwd: ROOT, env: { ...process.env, ...env }, detached: true });
    this.children.push(child);
    const said = { text: '' };
    const says = (what: RegExp): Promise<RegExpMatchArray> =>
      new Promise((resolve, reject) => {
        const look = (chunk: Buffer | string): void => {
          said.text += chunk;
          const match = said.text.match(what);
          if (match) resolve(match);
        };
        for (const stream of [child.stdout, child.stderr]) stream?.on('data', look);
        look('');
        child.once('close', () => reject(new Error(`ended without saying ${what}:\n${said.text}`)));
      });
    return { child, says, said };
  }

  /** Starts the demo, allowed to reach this machine; says where it is. */
  async gateway(env: Record<string, string> = {}): Promise<string> {
    const started = this.start(process.execPath, ['-r', 'ts-node/register/transpile-only', 'src/main.ts'], {
      SIGNALBOX_DATA: path.join(this.folder, 'data'),
      SIGNALBOX_PORT: '0',
      SIGNALBOX_MAPPINGS: 'mappings/demo.yaml',
      SIGNALBOX_WEBHOOK_ALLOW: '127.0.0.1',
      ...env,
    });
    const [, url = ''] = await started.says(/Signalbox ready: (http:\S+)/);
    return url;
  }

  /** What commands of a page say, to their end. */
  async shell(commands: string): Promise<string> {
    symlinkSync(path.join(ROOT, 'test/support/docs/curl.mjs'), path.join(this.folder, 'curl'));
    const PATH = `${this.folder}:${process.env.PATH}`;
    const shell = this.start('bash', ['-euc', `${commands}\necho all done`], { PATH });
    await shell.says(/all done/);
    return shell.said.text;
  }
}

/** Ends a process and, where it leads a group, all it has started. */
async function ended(child: ChildProcess): Promise<void> {
  const closed = new Promise((resolve) => child.once('close', resolve));
  if (child.exitCode !== null || child.signalCode !== null) return;
  process.kill(-(child.pid ?? 0), 'SIGKILL');
  await closed;
}
