/**
 * A server that speaks MongoDB's protocol, as a process of its own with a folder of its own: SecantusDB from the lab. It
 * can be killed and brought up again on the same data.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

const PROGRAM = path.join(process.env.LAB_MONGO ?? path.join(process.cwd(), '.lab', 'mongo'), 'bin', 'secantusd-py');

/** Why there is no server of our own; undefined where there can be one. */
export const missing = (): string | undefined =>
  existsSync(PROGRAM) ? undefined : `no server at ${PROGRAM}: run make lab (it needs Python 3.10 or newer)`;

const START_MS = 20_000;

export class MongoServer {
  private process: ChildProcess | undefined;
  private readonly folder = mkdtempSync(path.join(tmpdir(), 'signalbox-mongo-'));

  private constructor(readonly port: number) {}

  /** A running server on a free port. */
  static async start(): Promise<MongoServer> {
    const server = new MongoServer(await freePort());
    await server.launch();
    return server;
  }

  /** Without a database. */
  get uri(): string {
    return `mongodb://127.0.0.1:${this.port}/`;
  }

  /** Starts the process on the data that is there and waits until it takes connections. */
  async launch(): Promise<void> {
    const where = ['--host', '127.0.0.1', '--port', `${this.port}`, '--storage-path', this.folder];
    const child = spawn(PROGRAM, [...where, '--sync-on-commit', '--enable-test-commands', '--log-level', 'WARNING'], {
      stdio: ['ignore', 'ignore', 'inherit'],
      // A server that was not told otherwise looks for its settings in the folder it is in.
      cwd: this.folder,
    });
    this.process = child;
    process.once('exit', () => child.kill('SIGKILL'));
    const ends = Date.now() + START_MS;
    while (!(await accepts(this.port))) {
      if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`);
      if (Date.now() > ends) throw new Error(`the server takes no connections on port ${this.port}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** kill -9. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** Takes away what was started. */
  async stop(): Promise<void> {
    await this.end('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Stops and continues the process: connections stay, answers do not come. */
  freeze(frozen: boolean): void {
    this.process?.kill(frozen ? 'SIGSTOP' : 'SIGCONT');
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const child = this.process;
    this.process = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const done = (reached: boolean) => {
      socket.destroy();
      resolve(reached);
    };
    socket.once('connect', () => done(true));
    socket.once('error', () => done(false));
  });
}
