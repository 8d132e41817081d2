/** The process as `make run` starts it: ready line, two tenants, an orderly end, and clear words when it cannot start. */

import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';

describe('the process', function () {
  this.timeout(300_000);
  let folder: string;
  const children: ChildProcess[] = [];

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'signalbox-main-'));
    cpSync('mappings/demo.yaml', path.join(folder, 'demo.yaml'));
  });
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  });

  /** Starts the gateway and gathers what it says. */
  const start = (environment: Record<string, string> = {}) => {
    const settings = {
      SIGNALBOX_DATA: path.join(folder, 'data'),
      SIGNALBOX_PORT: '0',
      SIGNALBOX_MAPPINGS: path.join(folder, 'demo.yaml'),
    };
    const child = spawn(process.execPath, ['-r', 'ts-node/register/transpile-only', 'src/main.ts'], {
      env: { ...process.env, ...settings, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.push(child);
    const said = { text: '', listeners: [] as (() => void)[] };
    const hear = (chunk: Buffer): void => {
      said.text += chunk;
      for (const listener of said.listeners) listener();
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    const exited = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
    const says = (what: RegExp): Promise<RegExpMatchArray> =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const match = said.text.match(what);
          if (match) resolve(match);
        };
        said.listeners.push(look);
        look();
        void exited.then(() => reject(new Error(`ended without saying ${what}:\n${said.text}`)));
      });
    return { child, says, exited, said };
  };
  const ready = /Signalbox ready: (http:\S+)/;

  it('comes up with two tenants, says where to look, and ends with 0 at SIGTERM', async () => {
    const gateway = start();
    const url = (await gateway.says(ready))[1];
    await gateway.says(/npx signalbox tail acme/);
    const key = readFileSync(path.join(folder, 'data', 'admin.key'), 'utf8').trim();
    const headers = { authorization: `Bearer ${key}` };
    const response = await fetch(`${url}/v1/system/tenants`, { headers });
    const { items } = (await response.json()) as { items: { id: string }[] };
    expect(items.map((tenant) => tenant.id)).to.deep.equal(['acme', 'globex']);
    expect((await fetch(`${url}/healthz`)).status).to.equal(200);
    expect(await (await fetch(`${url}/metrics`, { headers })).text()).to.include('signalbox_pbx_link_up');
    gateway.child.kill('SIGTERM');
    expect(await gateway.exited).to.equal(0);
  });

  it('refuses a data folder that another process has open, and names it', async () => {
    const first = start();
    await first.says(ready);
    const second = start();
    await second.says(new RegExp(`${first.child.pid}`));
    expect(await second.exited).to.equal(1);
  });

  it('takes its address before anything else, and says when another has it', async () => {
    const first = start();
    const url = (await first.says(ready))[1] ?? '';
    const second = start({ SIGNALBOX_PORT: new URL(url).port, SIGNALBOX_DATA: path.join(folder, 'other') });
    await second.says(/EADDRINUSE/);
    expect(await second.exited).to.equal(1);
    expect(second.said.text).not.to.include('link');
  });

  it('refuses a setting that it does not know', async () => {
    const gateway = start({ SIGNALBOX_PROT: '1' });
    await gateway.says(/SIGNALBOX_PROT is not a setting/);
    expect(await gateway.exited).to.equal(78);
  });

  it('refuses to start on a broken mapping, with file and line', async () => {
    writeFileSync(path.join(folder, 'demo.yaml'), 'pbxs:\n  demo: { kind: nothing, routingPoints: {} }\ntenants: {}\n');
    const gateway = start();
    await gateway.says(/demo\.yaml:2 \/pbxs\/demo\/kind/);
    expect(await gateway.exited, 'another try would find the same').to.equal(78);
  });

  it('keeps the mapping in force while its file is broken, and follows it when it is mended', async () => {
    const gateway = start();
    const url = (await gateway.says(ready))[1];
    const file = path.join(folder, 'demo.yaml');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, 'pbxs: {');
    await gateway.says(/stays in force/);
    writeFileSync(file, text.replace('name: Globex', 'name: Globex Corporation'));
    await gateway.says(/"version":2/);
    const key = readFileSync(path.join(folder, 'data', 'admin.key'), 'utf8').trim();
    const response = await fetch(`${url}/v1/system/tenants`, { headers: { authorization: `Bearer ${key}` } });
    expect(await response.text()).to.include('Globex Corporation');
  });
});
