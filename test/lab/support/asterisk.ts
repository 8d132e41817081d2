/**
 * One private Asterisk on free ports, started from the tree that `make lab` fetched. Its configuration is
 * test/lab/asterisk/conf; its people call from 127.0.0.2 (the carrier) and 127.0.0.3 (the phones).
 */
import { type ChildProcess, execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Children, end } from './children';
import { freeTcpPort, freeUdpPort, freeUdpPorts } from './ports';

/** What `make lab` fetches. */
export const TREE = path.resolve(process.env.LAB_TREE ?? path.join(__dirname, '../../../.lab/asterisk'));
/** Whether there is an Asterisk to test with. */
export const asteriskIsThere = (): boolean => existsSync(path.join(TREE, '.stamp'));

const TEMPLATES = path.join(__dirname, '../asterisk/conf');
/** Asterisk asks for these and is content with nothing. */
const EMPTY: readonly string[] = ['acl', 'ccss', 'cli', 'features', 'udptl'];
const PHONES = 20;
const START_MS = 15_000;
/** For RTP each takes one of so many ranges of so many ports, below those that the system gives out. */
const [RTP_PORTS, RTP_RANGES] = [1_000, 12];
/** One for the process, because ari-client knows only one set of credentials in a process. */
const PASSWORD = process.env.LAB_PASSWORD ?? randomBytes(12).toString('hex');

export interface AsteriskOptions {
  /** Part of the Stasis application's name, `sb-<node>`; default `main`. */
  readonly node?: string;
  /** How often a call asks again, once a second, when the gateway is away; default 15. */
  readonly retries?: number;
}

export class Asterisk {
  readonly user = 'signalbox';
  readonly password = PASSWORD;
  private process: ChildProcess | undefined;

  private constructor(
    private readonly children: Children,
    readonly node: string,
    readonly httpPort: number,
    readonly sipPort: number,
    /** Where calls to PJSIP/<number>@trunk arrive, on 127.0.0.2. */
    readonly trunkPort: number,
    /** The ports of the phones a6001, a6002 … on 127.0.0.3. */
    private readonly phonePorts: readonly number[],
  ) {}

  /** Renders the configuration and starts; resolves when ARI answers. */
  static async start(children: Children, options: AsteriskOptions = {}): Promise<Asterisk> {
    const sip = await freeUdpPort('127.0.0.1');
    const trunk = await freeUdpPort('127.0.0.2');
    const phones = await freeUdpPorts('127.0.0.3', PHONES);
    const asterisk = new Asterisk(children, options.node ?? 'main', await freeTcpPort(), sip, trunk, phones);
    asterisk.render(options.retries ?? 15);
    await asterisk.launch();
    return asterisk;
  }

  get url(): string {
    return `http://127.0.0.1:${this.httpPort}`;
  }

  /** Of the process; 0 when it was never started. */
  get pid(): number {
    return this.process?.pid ?? 0;
  }

  /** The phones with a fixed address. */
  get phones(): string[] {
    return this.phonePorts.map((_, index) => `a${6001 + index}`);
  }

  /** The port of phone `a6001` … `a6020`. */
  phonePort(name: string): number {
    const port = this.phonePorts[Number(name.slice(1)) - 6001];
    if (!port) throw new Error(`there is no phone ${name}`);
    return port;
  }

  /** Starts it again, after `stop` or `kill`, on the same ports. */
  async launch(): Promise<void> {
    const config = path.join(this.children.folder, 'etc/asterisk.conf');
    const child = this.children.spawn(path.join(TREE, 'bin/asterisk'), ['-f', '-n', '-C', config]);
    this.process = child;
    const authorization = `Basic ${Buffer.from(`${this.user}:${this.password}`).toString('base64')}`;
    let said = 'nothing';
    for (const deadline = Date.now() + START_MS; Date.now() < deadline; await sleep(50)) {
      if (child.exitCode !== null || child.signalCode !== null) break;
      const signal = AbortSignal.timeout(START_MS);
      const answer = await fetch(`${this.url}/ari/asterisk/ping`, { headers: { authorization }, signal }).catch(
        (error: Error) => error,
      );
      if (answer instanceof Response && answer.ok) return;
      said = answer instanceof Response ? `${answer.status}` : `${answer.cause ?? answer}`;
    }
    const { exitCode, signalCode } = child;
    throw new Error(`Asterisk did not start (${said}; ended: ${exitCode ?? signalCode}):\n${this.log()}`);
  }

  /** Ends it in good order: calls are hung up. */
  async stop(): Promise<void> {
    if (this.process) await end(this.process, 'SIGTERM');
  }

  /** Ends it as a power cut would. */
  async kill(): Promise<void> {
    if (this.process) await end(this.process, 'SIGKILL');
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.launch();
  }

  /** Writes a file of its configuration; a reload or restart reads it. */
  configure(name: string, text: string): void {
    writeFileSync(path.join(this.children.folder, 'etc', name), text);
  }

  /** Runs a command of Asterisk's console and gives what it prints. */
  console(command: string): string {
    const config = path.join(this.children.folder, 'etc/asterisk.conf');
    return execFileSync(path.join(TREE, 'bin/asterisk'), ['-C', config, '-rx', command], { encoding: 'utf8' });
  }

  /** Notices, warnings and errors so far. */
  log(): string {
    const file = path.join(this.children.folder, 'log/messages');
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  }

  private render(retries: number): void {
    const run = this.children.folder;
    for (const folder of ['etc', 'lib/keys', 'cache', 'spool/recording', 'run', 'log', 'agi-bin'])
      mkdirSync(path.join(run, folder), { recursive: true });
    const root = path.join(TREE, 'root');
    for (const folder of ['moh', 'documentation'])
      symlinkSync(path.join(root, 'usr/share/asterisk', folder), path.join(run, 'lib', folder));
    const values: Readonly<Record<string, string | number>> = {
      ROOT: root,
      RUN: run,
      ETC: path.join(run, 'etc'),
      MODULES: modulesOf(root),
      ENTITY: randomBytes(6)
        .toString('hex')
        .replace(/..(?!$)/g, '$&:'),
      HTTP_PORT: this.httpPort,
      SIP_PORT: this.sipPort,
      TRUNK_PORT: this.trunkPort,
      ...rtpPorts(this.sipPort),
      NODE: this.node,
      RETRIES: retries,
      PASSWORD,
      MEMBERS: this.phones.map((name) => `member => PJSIP/${name}`).join('\n'),
      PHONES: this.phonePorts.map(phoneConfig).join('\n'),
      REGISTERING: this.phonePorts.map((_, index) => registeringConfig(2001 + index)).join('\n'),
    };
    for (const name of EMPTY) writeFileSync(path.join(run, 'etc', `${name}.conf`), '');
    for (const name of readdirSync(TEMPLATES))
      writeFileSync(path.join(run, 'etc', name), fill(readFileSync(path.join(TEMPLATES, name), 'utf8'), values));
  }
}

/** Those who run side by side should not follow each other on the same ports: what is still on its way would be heard by strangers. */
function rtpPorts(sipPort: number): { RTP_START: number; RTP_END: number } {
  const start = 20_000 + RTP_PORTS * (sipPort % RTP_RANGES);
  return { RTP_START: start, RTP_END: start + RTP_PORTS - 1 };
}

/** Replaces `@NAME@` by its value; a name without one is left, for it may be an address. */
export function fill(template: string, values: Readonly<Record<string, string | number>>): string {
  return template.replace(/@([A-Z_]+)@/g, (whole, name: string) => `${values[name] ?? whole}`);
}

/** The folder of modules carries the name of the processor. */
function modulesOf(root: string): string {
  const lib = path.join(root, 'usr/lib');
  const found = readdirSync(lib).map((name) => path.join(lib, name, 'asterisk/modules'));
  return found.find((folder) => existsSync(folder)) ?? path.join(lib, 'asterisk/modules');
}

function phoneConfig(port: number, index: number): string {
  const name = `a${6001 + index}`;
  return `[${name}](phone)\naors = ${name}\n[${name}](fixed)\ncontact = sip:${name}@127.0.0.3:${port}`;
}

/** Three objects of one name: the phone, its password and where it is. */
function registeringConfig(name: number): string {
  const auth = `[${name}]\ntype = auth\nauth_type = digest\nusername = ${name}\npassword = ${PASSWORD}`;
  return `[${name}](registering)\nauth = ${name}\naors = ${name}\n${auth}\n[${name}](moving)`;
}
