/** The commands of docs/webhooks.md work as they stand on a running gateway, and so does the receiver they start. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { signatureHeaders } from '../../src/webhook/sign';
import { Running } from './running';

const ROOT = path.join(__dirname, '../..');
const SECRET = `whsec_${Buffer.alloc(32, 3).toString('base64')}`;

describe('docs/webhooks.md and examples/webhook-receiver.mjs', function () {
  this.timeout(60_000);
  const running = new Running();
  beforeEach(() => running.open());
  afterEach(() => running.close());

  it('make a webhook, receive what it tells, and clear up behind them', async () => {
    const port = await running.freePort();
    const url = await running.gateway();
    const { folder } = running;
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
    const text = await running.shell(`${commands}\nkill %1`);
    expect(text).to.match(/"delivered":true,"status":204/);
    expect(text).to.match(/webhook\.pinged webhook\/wh_[0-9a-f]{32}/);
    expect(text).to.match(/"state":"active"/);
    expect(text).to.include('{"items":[]}');
    expect(text).not.to.match(/urn:signalbox:problem/);
  });

  it('refuse what is not signed, and answer who is calling', async () => {
    const port = await running.freePort();
    const receiver = running.start(process.execPath, ['examples/webhook-receiver.mjs', String(port)], {
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
