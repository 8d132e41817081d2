/** The example that a new user starts first does on a real Asterisk what it says. */
import path from 'node:path';
import { expect } from 'chai';
import { Children } from '../support/children';
import { story } from '../support/story';

const EXAMPLE = path.join(__dirname, '../../../examples/feed-application.mjs');

describe('the example program on a real Asterisk', () => {
  const on = story();
  let children: Children;
  let said = '';

  beforeEach(async () => {
    await on.acme.command('application.detach', { application: 'hotline' });
    children = new Children();
    const env = { PATH: process.env.PATH ?? '', SIGNALBOX_URL: on.gateway.url, SIGNALBOX_KEY: on.gateway.key('acme') };
    const args = [EXAMPLE, 'acme', 'hotline', 'PJSIP/a6001'];
    const child = children.spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    said = '';
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (data: Buffer) => {
        said += data;
      });
    await on.acme.sees('application.attached', (_, { data }) => attachments(data) === 1, 1);
  });
  afterEach(() => children?.close());

  const attachments = (data: unknown) => (data as { attachments: unknown[] }).attachments.length;

  /** A caller is greeted and talks to the phone. */
  async function answered(): Promise<void> {
    const desk = await on.lab.phone('a6001', { ringMs: 0 });
    const anna = await on.lab.caller('1000', { from: '493023125777' });
    await anna.answered();
    await Promise.all([anna.hears(desk), desk.hears(anna)]);
    await anna.hangUp();
    await desk.left();
    await desk.close();
  }

  it('answers a call, greets the caller and connects the phone', async () => {
    await answered();
    const end = await on.acme.sees('call.cleared');
    expect(end.plan?.by).to.equal('application');
    expect(said)
      .to.match(/^call\.offered 493023125777 -> 1000$/m)
      .and.match(/^ {2}route-ca_\w+-1: 200 ok$/m);
  });

  it('says goodbye to the caller when the phone is busy', async () => {
    await on.lab.phone('a6001', { refuse: '486 Busy Here' });
    const anna = await on.lab.caller('1000');
    await anna.answered();
    await anna.gone();
    expect(await on.acme.sees('call.cleared')).to.include({ by: 'local' });
  });

  it('comes back by itself after the gateway was killed, and answers the next call', async () => {
    await answered();
    await on.gateway.kill();
    await on.gateway.launch();
    const acme = await on.gateway.program('acme', { after: 0 });
    const back = () => acme.events.filter(({ type }) => type.startsWith('application.')).at(-1);
    await acme.until(() => attachments(back()?.data ?? { attachments: [] }) === 1, 'the example to come back');
    await answered();
    expect(said).to.match(/trying again/);
  });
});
