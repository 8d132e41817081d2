/** The tasks of docs/cli.md work as they are written, on a gateway with the demo mapping. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { writeWav } from '../../src/media/wav';
import { DemoGateway, soon } from '../support/demoGateway';
import { TASKS } from '../support/docs/cliTasks';
import type { MemoryIo } from '../support/memoryIo';

/** As a shell splits a line: words, or what stands between quotes. */
const wordsOf = (line: string): string[] =>
  [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');

describe('the tasks of docs/cli.md', function () {
  this.timeout(60_000);
  let demo: DemoGateway;
  let io: MemoryIo;

  before(async () => {
    demo = await new DemoGateway().start();
    io = demo.io;
    kept.FOLDER = demo.folder;
    writeFileSync(path.join(demo.folder, 'welcome-de.wav'), writeWav(new Float32Array(4_000), 8_000));
    demo.pbx.call({ routingPoint: 'main', ani: '+493023125999', dnis: '493023125100' });
    await known('+493023125999');
    demo.pbx.phone('SIM/199', { answerAfterMs: 0, hangupAfterMs: 600_000 });
    await recorded(`${demo.url}/v1/tenants/acme`);
  });
  after(() => demo.stop());

  /** The call is on the disk. */
  async function known(caller: string): Promise<void> {
    await soon(async () => (await io.run('why', caller, '--last', '--tenant', 'acme')).code === 0, 'known');
  }

  /** Somebody was connected by the program of the tenant, and what was said is on the disk. */
  async function recorded(tenant: string): Promise<void> {
    const headers = { authorization: 'Bearer demo-key-of-acme', 'content-type': 'application/json' };
    const first = async (list: string): Promise<{ id: string; state: string } | undefined> => {
      const page = (await (await fetch(`${tenant}/${list}`, { headers })).json()) as { items: never[] };
      return page.items[0];
    };
    const call = `${tenant}/calls/${(await first('calls'))?.id}`;
    const post = async (verb: string, body: object): Promise<number> =>
      (await fetch(`${call}/${verb}`, { method: 'POST', headers, body: JSON.stringify(body) })).status;
    expect(await post('route', { treatments: [{ do: 'connect', to: { endpoint: 'SIM/199' } }] })).to.equal(200);
    await soon(async () => (await post('record', {})) < 300, 'recorded');
    const state = async () => (await first('recordings'))?.state;
    await soon(async () => (await state()) === 'recording', 'recording');
    expect(await post('stop_recording', {})).to.be.below(300);
    await soon(async () => (await state()) === 'stored', 'stored');
  }

  const kept: Record<string, string> = {};
  for (const { title, steps } of TASKS)
    it(title, async () => {
      for (const { command, shows, code = 0, keep } of steps) {
        const ran = await io.run(...wordsOf(command.replace(/\$([A-Z]+)/g, (_, name) => kept[name] ?? '')));
        const said = `${ran.out}\n${ran.err}`;
        expect(ran.code, `${command}: ${said}`).to.equal(code);
        if (typeof shows === 'string') expect(said, command).to.contain(shows);
        else expect(said, command).to.match(shows);
        expect(said, command).not.to.contain('a defect');
        if (keep) kept[keep.name] = keep.of.exec(said)?.[0] ?? '';
      }
    });

  it('say no in words to a key that may not, and to nobody at all', async () => {
    const stranger = await io.run('tenants', 'list', '--key', 'nobody');
    expect(stranger).to.deep.equal({
      code: 3,
      out: '',
      err: 'signalbox: The key or session is not known, or not accepted any more.',
    });
    const away = await io.run('tenants', 'list', '--url', 'http://127.0.0.1:1');
    expect(away.code).to.equal(1);
    expect(away.err).to.contain('Signalbox is not running at http://127.0.0.1:1 (ECONNREFUSED)');
  });

  it('take back what was given: a key is rotated, and revoked', async () => {
    const made = JSON.parse((await io.run('keys', 'create', 'ops', '--json')).out) as { id: string; secret: string };
    expect((await io.run('tenants', 'list', '--key', made.secret)).code).to.equal(0);
    const { out: next } = await io.run('keys', 'rotate', made.id);
    expect(next).to.match(/^sbk_/).and.not.equal(made.secret);
    expect((await io.run('tenants', 'list', '--key', made.secret)).code).to.equal(3);
    expect((await io.run('keys', 'revoke', made.id)).err).to.contain('no longer accepted');
    expect((await io.run('tenants', 'list', '--key', next)).code).to.equal(3);
  });
});
