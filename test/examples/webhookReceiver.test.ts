/** The commands of docs/webhooks.md work as they stand on a running gateway, and so does the receiver they start. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { signatureHeaders } from '../../src/webhook/sign';

const ROOT = path.join(__dirname, '../..');
const SECRET = `whsec_${Buffer.alloc(32, 3).toString('base64')}`;

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });

describe('docs/webhooks.md and examples/webhook-receiver.mjs', function () {
  this.timeout(60_000);
  let folder: string;
  const children: ChildProcess[] = [];
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'signalbox-webhooks-'));
  });
  afterEach(async () => {
    for (const child of children.splice(0)) await ended(child);
    rmSync(folder, { recursive: true });
  });

  /** Ends a process and, where it leads a group, all it has started. */
  const ended = async (child: ChildProcess): Promise<void> => {
    const closed = new Promise((resolve) => child.once('close', resolve));
    if (child.exitCode !== null || child.signalCode !== null) return;
    process.kill(-(child.pid ?? 0), 'SIGKILL');
    await closed;
  };

  /** Starts a process in a group of its own; `says` waits for a text of it. */
  const start = (command: string, args: string[], env: Record<string, string>) => {
    const child = spawn(command, args, { cwd: ROOT, env: { ...process.env, ...env }, detached: true });
    children.push(child);
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
  };

  it('make a webhook, receive what it tells, and clear up behind them', async () => {
    const port = await freePort();
    const gateway = start(process.execPath, ['-r', 'ts-node/register/transpile-only', 'src/main.ts'], {
      SIGNALBOX_DATA: path.join(folder, 'data'),
      SIGNALBOX_PORT: '0',
      SIGNALBOX_MAPPINGS: 'mappings/demo.yaml',
      SIGNALBOX_WEBHOOK_ALLOW: '127.0.0.1',
    });
    const [, url = ''] = await gateway.says(/Signalbox ready: (http:\S+)/);
    const [, script = ''] =
      readFileSync(path.join(ROOT, 'docs/webhooks.md'), 'utf8').match(/```sh\n([\s\S]*?)```/) ?? [];
    const commands = script
      .replaceAll('http://127.0.0.1:8080', url)
      .replaceAll('9100', String(port))
      // Nobody who types is faster than a process that starts.
      .replace(
        /^(WEBHOOK_SECRET=.*) &$/m,
        `$1 | tee ${folder}/received &\nuntil grep -q listening ${folder}/received; do sleep 0.05; done`,
      );
    symlinkSync(path.join(ROOT, 'test/support/docs/curl.mjs'), path.join(folder, 'curl'));
    const shell = start('bash', ['-euc', `${commands}\nkill %1; echo all done`], {
      PATH: `${folder}:${process.env.PATH}`,
    });
    await shell.says(/all done/);
    const { text } = shell.said;
    expect(text).to.match(/"delivered":true,"status":204/);
    expect(text).to.match(/webhook\.pinged webhook\/wh_[0-9a-f]{32}/);
    expect(text).to.match(/"state":"active"/);
    expect(text).to.include('{"items":[]}');
    expect(text).not.to.match(/urn:signalbox:problem/);
  });

  it('refuse what is not signed, and answer who is calling', async () => {
    const port = await freePort();
    const receiver = start(process.execPath, ['examples/webhook-receiver.mjs', String(port)], {
      WEBHOOK_SECRET: SECRET,
    });
    await receiver.says(/listening/);
    const post = async (body: string, headers: Record<string, string>) =>
      fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body, headers });
    const event = { type: 'call.attributes_requested', subject: 'call/ca_1', sequence: 7, data: { ani: '+4930777' } };
    const body = JSON.stringify(event);
    const other = `whsec_${Buffer.alloc(32, 4).toString('base64')}`;
    const headers = (now: number, ...secrets: string[]) => signatureHeaders({ id: 'msg_1', body }, secrets, now);
    const answered = await post(body, headers(Date.now(), other, SECRET));
    expect([answered.status, await answered.json()]).to.deep.equal([200, { customer: '+4930777', vip: true }]);
    const signed = headers(Date.now(), SECRET);
    for (const [what, refused] of [
      ['another secret', await post(body, headers(Date.now(), other))],
      ['another body', await post(body.replace('777', '778'), signed)],
      ['an old message', await post(body, headers(Date.now() - 400_000, SECRET))],
      ['no signature', await post(body, {})],
    ] as const)
      expect(refused.status, what).to.equal(401);
    await post(body, signed);
    await receiver.says(/again +msg_1/);
  });
});
