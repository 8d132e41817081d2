/** The programs that take calls in the benches, each a process of its own on the same Asterisk. */
import type { ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EVENT_TYPES } from '../connectors/asterisk/words/ariTypes.generated';
import type { Asterisk } from '../test/lab/support/asterisk';
import type { Children } from '../test/lab/support/children';
import { freeTcpPort } from '../test/lab/support/ports';
import { START_FLAGS } from '../test/lab/support/startFlags';

const ROOT = path.join(__dirname, '..');
const MAIN = path.join(ROOT, 'dist/src/main.js');
const READY = /^(Signalbox )?ready/m;
const PATIENCE_MS = 15_000;
const KEY = 'key-of-the-tenant-in-the-bench';
const ADMIN_KEY = 'key-of-the-admin-in-the-bench';
/** Where a profile of the gateway's processor time is written when it ends; none without it. */
const PROFILE = process.env.BENCH_PROFILE;

export interface Program {
  readonly name: string;
  /** Calls reach it as `sb-<node>`. */
  readonly node: string;
  /** The number that callers dial. */
  readonly number: string;
  readonly pid: number;
  readonly child: ChildProcess;
}

export interface GatewayProgram extends Program {
  readonly url: string;
}

type Environment = Readonly<Record<string, string>>;

async function launch(children: Children, name: string, args: string[], environment: Environment) {
  const env = { PATH: process.env.PATH ?? '', TS_NODE_TRANSPILE_ONLY: '1', ...environment };
  // The folder in the command line lets the next bench know the process as ours, should this one be killed.
  const flags = [`--diagnostic-dir=${children.folder}`, ...args];
  const child = children.spawn(process.execPath, flags, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stdout?.on('data', (data) => {
    said += data;
  });
  let log = '';
  child.stderr?.on('data', (data) => {
    const lines = `${log}${data}`.split('\n');
    log = lines.pop() ?? '';
    for (const line of lines) if (/"level":"(warn|error)"|^[^{]/.test(line)) console.error(`${name}: ${line}`);
  });
  for (const deadline = Date.now() + PATIENCE_MS; !READY.test(said); await sleep(20))
    if (child.exitCode !== null || Date.now() > deadline) throw new Error(`${name} did not get ready: ${said}`);
  return child;
}

/** A peer from bench/peers, with the same filter of events as the gateway has. */
export async function peer(
  children: Children,
  asterisk: Asterisk,
  file: 'raw' | 'ariClient' | 'rawQueue',
  name: string,
): Promise<Program> {
  const { url: ARI_URL, user: ARI_USER, password: ARI_PASSWORD } = asterisk;
  const PHONES = asterisk.phones.join();
  const environment = { ARI_URL, ARI_USER, ARI_PASSWORD, ARI_APP: `sb-${file}`, PHONES };
  const script = path.join(__dirname, 'peers', `${file}.ts`);
  const child = await launch(children, name, ['-r', 'ts-node/register', script], environment);
  await filterEvents(asterisk, `sb-${file}`, EVENT_TYPES);
  return { name, node: file, number: '1000', pid: child.pid ?? 0, child };
}

export async function filterEvents(asterisk: Asterisk, app: string, types: readonly string[]): Promise<void> {
  const authorization = `Basic ${Buffer.from(`${asterisk.user}:${asterisk.password}`).toString('base64')}`;
  const answer = await fetch(`${asterisk.url}/ari/applications/${app}/eventFilter`, {
    method: 'PUT',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify({ allowed: types.map((type) => ({ type })) }),
  });
  if (!answer.ok) throw new Error(`the events of ${app} could not be filtered: ${answer.status}`);
}

/**
 * The built gateway as it is delivered; 1000 is answered and hung up by the mapping, 2000 as a tenant's program says, 3000
 * is a queue whose agents are at the phones.
 */
export async function gateway(children: Children, asterisk: Asterisk): Promise<GatewayProgram> {
  const mapping = path.join(children.folder, 'mapping.yaml');
  writeFileSync(mapping, JSON.stringify(mappingOn(asterisk))); // JSON is YAML
  const port = await freeTcpPort();
  const environment = {
    PBX_PASSWORD: asterisk.password,
    TENANT_KEY: KEY,
    SIGNALBOX_ADMIN_KEY: ADMIN_KEY,
    SIGNALBOX_DATA: mkdtempSync(path.join(children.folder, 'data-')),
    SIGNALBOX_MAPPINGS: mapping,
    SIGNALBOX_NODE: asterisk.node,
    SIGNALBOX_PORT: `${port}`,
  };
  const profile = PROFILE === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${path.resolve(PROFILE)}`];
  const child = await launch(children, 'Signalbox', [...profile, ...START_FLAGS, MAIN], environment);
  const url = `http://127.0.0.1:${port}`;
  for (const deadline = Date.now() + PATIENCE_MS; !(await linked(url)); await sleep(20))
    if (Date.now() > deadline) throw new Error('the link of the gateway does not get live');
  await unbound(url);
  return { name: 'Signalbox', node: asterisk.node, number: '1000', pid: child.pid ?? 0, url, child };
}

/** Signs an agent in at each of the phones, ready for calls. */
export async function signIn({ url }: GatewayProgram, { phones }: Asterisk): Promise<void> {
  for (const agent of phones) {
    const answer = await fetch(`${url}/v1/tenants/acme/agents/${agent}/sign_in`, {
      method: 'POST',
      headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
      body: JSON.stringify({ state: 'ready' }),
    });
    if (!answer.ok) throw new Error(`${agent} cannot sign in: ${answer.status} ${await answer.text()}`);
  }
}

/** The tenant's program commands as often as calls come: its quota is not what is measured. */
async function unbound(url: string): Promise<void> {
  const answer = await fetch(`${url}/v1/system/tenants/acme`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json', 'if-match': '*' },
    body: JSON.stringify({ quotas: { requestsPerSecond: 10_000, dialsPerMinute: 100_000 } }),
  });
  if (!answer.ok) throw new Error(`the quota cannot be raised: ${answer.status} ${await answer.text()}`);
}

/** Whether it is ready and reaches its PBX. */
async function linked(url: string): Promise<boolean> {
  const { ready, warnings } = (await (await fetch(`${url}/readyz`)).json()) as { ready: boolean; warnings: string[] };
  return ready && warnings.length === 0;
}

/** The gateway with the demo mapping and its simulated PBX, as `make run` starts it; says its pid. */
export async function demo(children: Children): Promise<number> {
  const environment = {
    SIGNALBOX_DATA: path.join(children.folder, 'demo'),
    SIGNALBOX_PORT: `${await freeTcpPort()}`,
  };
  mkdirSync(environment.SIGNALBOX_DATA);
  const child = await launch(children, 'Signalbox', [...START_FLAGS, MAIN], environment);
  return child.pid ?? 0;
}

/** The gateway on Asterisk again, asking a program that decides over the feed. */
export async function asked(children: Children, gateway: GatewayProgram): Promise<Program> {
  const FEED_URL = `${gateway.url.replace('http', 'ws')}/v1/tenants/acme/feed`;
  const script = path.join(__dirname, 'peers/tenant.ts');
  const environment = { FEED_URL, FEED_KEY: KEY, APPLICATION: 'asked' };
  await launch(children, 'program', ['-r', 'ts-node/register', script], environment);
  return { ...gateway, name: 'Signalbox, program decides', number: '2000' };
}

/** What Node's monitor of the event loop adds by itself: it measures how far apart two of its samples are. */
const SAMPLING_MS = 10;

/** The p99 of the delay of the gateway's event loop since this was asked last, in ms. */
export async function loopDelay({ url }: GatewayProgram): Promise<number> {
  const answer = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${ADMIN_KEY}` } });
  const seconds = /^nodejs_eventloop_lag_p99_seconds (\S+)$/m.exec(await answer.text())?.[1];
  return Number(seconds) * 1_000 - SAMPLING_MS;
}

const mappingOn = ({ url, user, phones }: Asterisk) => ({
  pbxs: {
    lab: { kind: 'asterisk', url, user, password: { env: 'PBX_PASSWORD' }, routingPoints: { main: {} } },
  },
  tenants: {
    acme: {
      name: 'Acme',
      keys: { program: { role: 'application', secret: { env: 'TENANT_KEY' } } },
      owns: { lab: { endpoints: ['PJSIP/a60*'] } },
      applications: {
        plain: { kind: 'treatment', treatments: [{ do: 'answer' }, { do: 'reject', cause: 'normal' }] },
        asked: { kind: 'feed', replySeconds: 5 },
        waiting: { kind: 'queue', queue: 'waiting' },
      },
      // As app_queue of the lab: no wrap-up, ten seconds for a phone to answer, nobody calls again.
      queues: { waiting: { wrapUpSeconds: 0, ringSeconds: 10, reconnectSeconds: 0 } },
      workstations: Object.fromEntries(phones.map((name) => [name, { phone: { endpoint: `PJSIP/${name}` } }])),
      agents: Object.fromEntries(phones.map((name) => [name, { name, workstation: name, queues: { waiting: {} } }])),
      venues: {
        plain: { routingPoint: 'lab/main', match: { dnis: '1000' }, application: 'plain' },
        asked: { routingPoint: 'lab/main', match: { dnis: '2000' }, application: 'asked' },
        waiting: { routingPoint: 'lab/main', match: { dnis: '3000' }, application: 'waiting' },
      },
    },
  },
});
