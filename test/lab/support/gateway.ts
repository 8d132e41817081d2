/**
 * The gateway as a new user runs it: the built program as a process of its own, with a data folder, a port and a
 * mapping file, against the lab's Asterisk. What it needs to know it gets by file and environment alone.
 */
import type { ChildProcess } from 'node:child_process';
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stringify } from 'yaml';
import type { SubscribeOptions } from '../../../src/services/api';
import type { Asterisk } from './asterisk';
import { Children, end } from './children';
import { twoTenantsOn } from './labMapping';
import { freeTcpPort } from './ports';
import { Program } from './program';
import { PATIENCE_MS } from './sipp';
import { START_FLAGS } from './startFlags';

const ROOT = path.join(__dirname, '../../..');
const MAIN = path.join(ROOT, 'dist/src/main.js');
const READY = /^Signalbox ready: (\S+)$/m;
/** How many of its last words go into the message of a failed test. */
const LAST_LINES = 40;
const KEYS = { acme: 'key-of-acme-in-the-lab', globex: 'key-of-globex-in-the-lab' } as const;
const ADMIN_KEY = 'key-of-the-admin-in-the-lab';

export type Tenant = keyof typeof KEYS;

export interface GatewayOptions {
  /** The mapping, by the address and the user of ARI; default: two tenants with a hotline each. */
  readonly mapping?: (url: string, user: string) => object;
  /** Address of ARI, when it is not the Asterisk itself. */
  readonly ari?: string;
  /** Further settings. */
  readonly environment?: Readonly<Record<string, string>>;
}

export class Gateway {
  /** Standard output and standard error so far. */
  private output = { text: '', log: '' };
  private process: ChildProcess | undefined;
  private programs: Program[] = [];
  /** What it said before the test that runs now. */
  private seen = 0;

  private constructor(
    private readonly children: Children,
    private readonly environment: Readonly<Record<string, string>>,
    readonly url: string,
  ) {}

  /** Writes the mapping and starts; resolves when its link to the Asterisk is live. */
  static async start(asterisk: Asterisk, options: GatewayOptions = {}): Promise<Gateway> {
    const children = new Children();
    const port = await freeTcpPort();
    const mapping = path.join(children.folder, 'mapping.yaml');
    writeFileSync(mapping, stringify((options.mapping ?? twoTenantsOn)(options.ari ?? asterisk.url, asterisk.user)));
    mkdirSync(path.join(children.folder, 'data'));
    const environment = {
      ACME_KEY: KEYS.acme,
      GLOBEX_KEY: KEYS.globex,
      PBX_PASSWORD: asterisk.password,
      SIGNALBOX_ADMIN_KEY: ADMIN_KEY,
      SIGNALBOX_DATA: path.join(children.folder, 'data'),
      SIGNALBOX_LOG_LEVEL: 'debug',
      SIGNALBOX_MAPPINGS: mapping,
      SIGNALBOX_NODE: asterisk.node,
      SIGNALBOX_PORT: `${port}`,
      ...options.environment,
    };
    const gateway = new Gateway(children, environment, `http://127.0.0.1:${port}`);
    try {
      await gateway.launch();
    } catch (problem) {
      await children.close();
      throw problem;
    }
    return gateway;
  }

  /** Starts it, also again after `kill`; resolves when it takes calls. */
  async launch(): Promise<void> {
    await this.begin();
    await this.live();
  }

  /** Starts it; resolves with its ready line. */
  async begin(): Promise<void> {
    // The folder in the command line lets the next lab know it as ours, should this process be killed.
    const args = [`--diagnostic-dir=${this.children.folder}`, ...START_FLAGS, MAIN];
    const env = { PATH: process.env.PATH ?? '', ...this.environment };
    const child = this.children.spawn(process.execPath, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.process = child;
    this.output.text = '';
    child.stdout?.on('data', (data: Buffer) => {
      this.output.text += data;
    });
    child.stderr?.on('data', (data: Buffer) => this.hear(String(data)));
    for (const deadline = Date.now() + PATIENCE_MS; !READY.test(this.output.text); await sleep(10))
      if (child.exitCode !== null || Date.now() > deadline) throw new Error(`it did not get ready:\n${this.story()}`);
  }

  /** Waits until it takes calls of its PBX. */
  async live(): Promise<void> {
    for (const deadline = Date.now() + PATIENCE_MS; ; await sleep(20)) {
      const answer = await fetch(`${this.url}/readyz`).catch(() => undefined);
      if (answer?.status === 200 && (await this.warned(answer)) === 0) return;
      if (Date.now() > deadline) throw new Error(`its link is not live:\n${this.story()}`);
    }
  }

  /** How much is wrong with its PBX. */
  private async warned(answer: Response): Promise<number> {
    return ((await answer.json()) as { warnings: string[] }).warnings.length;
  }

  /** Waits until it has noticed that its link is down. */
  async lost(): Promise<void> {
    for (const deadline = Date.now() + PATIENCE_MS; ; await sleep(10)) {
      if ((await this.warned(await fetch(`${this.url}/readyz`))) > 0) return;
      if (Date.now() > deadline) throw new Error(`it did not notice that its link is down:\n${this.story()}`);
    }
  }

  /** Ends it as a power cut would. */
  async kill(): Promise<void> {
    if (this.process) await end(this.process, 'SIGKILL');
    this.programs = [];
  }

  /** Asks it to end, and gives the code it ended with. */
  async terminate(): Promise<number | null> {
    const child = this.process;
    if (child) await end(child, 'SIGTERM');
    return child?.exitCode ?? null;
  }

  /** Ends it in good order, leaves nothing behind, and throws when it did not end well. */
  async stop(): Promise<void> {
    const killed = this.process?.signalCode;
    const code = await this.terminate();
    await this.children.close();
    if (!killed && code !== 0) throw new Error(`it ended with ${code}:\n${this.story()}`);
  }

  /** The key of a tenant's programs. */
  key(tenant: Tenant): string {
    return KEYS[tenant];
  }

  /** What `GET /v1/tenants/<tenant>/<path>` answers to the key of `owner`. */
  get(tenant: string, path: string, owner: Tenant): Promise<Response> {
    const headers = { authorization: `Bearer ${KEYS[owner]}` };
    return fetch(`${this.url}/v1/tenants/${tenant}/${path}`, { headers });
  }

  /** A request about a tenant with the key of the admin; a body that is no buffer goes as JSON. */
  ask(method: string, path: string, body?: object | Buffer): Promise<Response> {
    const audio = Buffer.isBuffer(body);
    const type = audio ? 'audio/wav' : 'application/json';
    const headers = { authorization: `Bearer ${ADMIN_KEY}`, ...(body !== undefined && { 'content-type': type }) };
    const sent = audio ? new Uint8Array(body) : JSON.stringify(body);
    return fetch(`${this.url}/v1/tenants/${path}`, { method, headers, ...(body !== undefined && { body: sent }) });
  }

  /** Lets a tenant ask as often as a test wants to. */
  async allow(tenant: Tenant, requestsPerSecond: number, more: object = {}): Promise<void> {
    const authorization = `Bearer ${ADMIN_KEY}`;
    const where = `${this.url}/v1/system/tenants/${tenant}`;
    const etag = (await fetch(where, { headers: { authorization } })).headers.get('etag') ?? '';
    const headers = { authorization, 'content-type': 'application/json', 'if-match': etag };
    const body = JSON.stringify({ quotas: { requestsPerSecond, ...more } });
    const answer = await fetch(where, { method: 'PATCH', headers, body });
    if (!answer.ok) throw new Error(`the quota of ${tenant} stays as it is: ${await answer.text()}`);
  }

  /** A value of its metrics, by name and labels as they are printed. */
  async metric(name: string): Promise<number> {
    const answer = await fetch(`${this.url}/metrics`, { headers: { authorization: `Bearer ${ADMIN_KEY}` } });
    const line = (await answer.text()).split('\n').find((text) => text.startsWith(`${name} `));
    return Number(line?.slice(name.length + 1));
  }

  /** Opens the feed of a tenant; with the key of another it fails with the status of the answer. */
  async program(tenant: Tenant, hello: SubscribeOptions = {}, owner: Tenant = tenant): Promise<Program> {
    const feed = { url: this.url, tenant, key: KEYS[owner], story: () => this.story() };
    const program = await Program.open(feed, hello);
    this.programs.push(program);
    return program;
  }

  /** Opens the feed of a tenant and attaches to one of its applications. */
  async attached(tenant: Tenant, application: string): Promise<Program> {
    const program = await this.program(tenant);
    const reply = await program.attach(application);
    if (reply.status !== 200) throw new Error(`could not attach: ${JSON.stringify(reply)}`);
    return program;
  }

  /** For `afterEach`: closes the programs, and throws when one saw what it should not, or the gateway logged an error. */
  async reset(): Promise<void> {
    const programs = this.programs;
    this.programs = [];
    await Promise.all(programs.map((program) => program.close()));
    const errors = this.output.log
      .slice(this.seen)
      .split('\n')
      .filter((line) => line.includes('"level":"error"'));
    this.seen = this.output.log.length;
    for (const program of programs) program.check();
    if (errors.length > 0) throw new Error(`the gateway logged errors:\n${errors.join('\n')}`);
  }

  /** What it said lately. */
  story(): string {
    return [this.output.text, ...this.output.log.split('\n').slice(-LAST_LINES)].join('\n');
  }

  private hear(text: string): void {
    this.output.log += text;
    if (process.env.LAB_KEEP) appendFileSync(path.join(this.children.folder, 'gateway.log'), text);
  }
}
