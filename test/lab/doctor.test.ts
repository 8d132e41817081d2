/** What `doctor` says of a real Asterisk that is set up well, and of ones that are not. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { asterisk as connector } from '../../connectors/asterisk/asterisk';
import { systemClock } from '../../src/clock';
import type { Finding } from '../../src/core/finding';
import { systemIds } from '../../src/ids';
import type { Examined, Pbx, PbxEvent } from '../../src/ports/pbx';
import { Asterisk, asteriskIsThere } from './support/asterisk';
import { Children } from './support/children';

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {}, with: () => silent };
const metrics = { count: () => {}, gauge: () => {}, observe: () => {} };
const ports = { clock: systemClock, ids: systemIds(systemClock), log: silent, metrics, random: Math.random };
const POINTS: Examined = {
  routingPoints: [
    { name: 'main', arrivals: [{ dnis: '1000' }, { dnis: '_2XXX' }, { endpoint: 'PJSIP/trunk' }] },
    { name: 'desk', arrivals: [{ context: 'from-phone' }] },
  ],
};

describe('doctor on a real Asterisk', function () {
  this.timeout(120_000);
  const children = new Children();
  let pbx: Asterisk;

  before(async function () {
    if (!asteriskIsThere()) return this.skip();
    pbx = await Asterisk.start(children);
  });
  after(() => children.close());

  /** Changes a file of the Asterisk and starts it again. */
  async function withFile(file: string, change: (text: string) => string, act: () => Promise<void>): Promise<void> {
    const where = path.join(children.folder, 'etc', file);
    const before = readFileSync(where, 'utf8');
    writeFileSync(where, change(before));
    await pbx.restart();
    try {
      await act();
    } finally {
      writeFileSync(where, before);
      await pbx.restart();
    }
  }

  async function withLink<T>(act: (link: Pbx) => Promise<T>, more: object = {}, live = true): Promise<T> {
    const options = { name: 'lab', url: pbx.url, user: pbx.user, password: pbx.password, node: 'main', ...more };
    const link = connector(options, ports);
    const isLive = (event: PbxEvent) => event.type === 'link' && event.state === 'live';
    if (live) await new Promise<void>((resolve) => link.start((event) => void (isLive(event) && resolve())));
    return act(link).finally(() => link.stop());
  }

  /** What is found, by check. */
  const examined = async (more: object = {}, about = POINTS, live = true): Promise<Record<string, Finding>> =>
    Object.fromEntries((await withLink((link) => link.examine(about), more, live)).map((one) => [one.check, one]));

  it('finds no fault with the settings of docs/asterisk.md, and leaves nothing behind', async () => {
    const found = await withDialplanFunctions(() => examined());
    const faults = Object.values(found).filter(({ level }) => level !== 'ok');
    expect(faults).to.deep.equal([]);
    expect(Object.keys(found)).to.include.members([
      'address',
      'rights',
      'application',
      'clock',
      'transfers',
      'modules',
      'write timeout',
      'media timeout',
      'dialplan',
    ]);
    expect(found.address?.words).to.match(/^Asterisk 22\./);
    expect(pbx.console('core show channels count')).to.contain('0 active channels');
    expect(pbx.console('core show globals')).not.to.contain('SB_DOCTOR');
  });

  /** The lab does without them. */
  async function withDialplanFunctions<T>(act: () => Promise<T>): Promise<T> {
    for (const name of ['func_config', 'func_dialplan']) pbx.console(`module load ${name}.so`);
    return act();
  }

  it('says that nobody answers, and that the password is wrong', async () => {
    const nobody = await examined({ url: 'http://127.0.0.1:1' }, POINTS, false);
    expect(nobody.address).to.include({ level: 'fail', words: 'nobody answers at http://127.0.0.1:1' });
    const stranger = await examined({ password: 'guessed' }, POINTS, false);
    expect(stranger.credentials?.words).to.contain('does not accept user signalbox');
    expect(stranger.credentials?.todo).to.contain('ari.conf');
    expect(Object.keys(stranger)).to.deep.equal(['credentials']);
  });

  it('says that the user may only look', async () => {
    const found = await examined({ user: 'witness' }, POINTS, false);
    expect(found.rights).to.include({ level: 'fail', todo: 'read_only = no under [witness] of ari.conf' });
  });

  it('says that no gateway has the application', async () => {
    expect((await examined({}, POINTS, false)).application).to.include({ level: 'warn' });
  });

  it('names modules that are missing, and what is missing with them', async () => {
    const without = (text: string) =>
      text.replace(/^load = (res_http_media_cache|func_global|func_timeout)\.so$/gm, '');
    await withFile('modules.conf', without, async () => {
      const found = await withLink((link) => link.examine(POINTS), {}, false);
      const [needed, wanted] = found.filter(({ check }) => check === 'modules');
      expect(needed).to.include({ level: 'fail', words: 'modules that Signalbox needs are not loaded: func_timeout' });
      expect(wanted?.words).to.contain('func_global, res_http_media_cache; missing with them: plain destinations');
      expect(wanted?.todo).to.contain('load = func_global.so');
    });
  });

  it('reads the timeouts that lose sockets and freeze callers', async () => {
    await withFile(
      'ari.conf',
      (text) => text.replace(/^websocket_write_timeout.*$/m, ''),
      async () => {
        const { 'write timeout': found } = await examined();
        expect(found).to.include({ level: 'warn' });
        expect(found?.words).to.contain('100 ms');
      },
    );
    await withFile(
      'res_http_media_cache.conf',
      () => '[general]\n',
      async () => {
        const found = await withDialplanFunctions(() => examined());
        expect(found['media timeout']).to.include({
          level: 'warn',
          todo: 'timeout_secs = 3 under [general] of res_http_media_cache.conf',
        });
      },
    );
  });

  it('says which routing point no call reaches, and which number has no extension', async () => {
    await withDialplanFunctions(async () => {
      const nowhere = await examined(
        {},
        { routingPoints: [{ name: 'sales', arrivals: [{ endpoint: 'PJSIP/trunk' }] }] },
      );
      expect(nowhere.dialplan).to.include({ level: 'fail' });
      expect(nowhere.dialplan?.words).to.contain('Stasis(sb-main,sales) is not in context from-trunk');
      const other = await examined({}, { routingPoints: [{ name: 'main', arrivals: [{ context: 'no-such' }] }] });
      expect(other.dialplan?.level).to.equal('fail');
      const number = await examined(
        {},
        { routingPoints: [{ name: 'main', arrivals: [{ dnis: 'abc', endpoint: 'PJSIP/trunk' }] }] },
      );
      expect(number.numbers?.words).to.equal('context from-trunk has no extension for abc: calls to it do not arrive');
      const unknown = await examined({}, { routingPoints: [{ name: 'main', arrivals: [] }] });
      expect(unknown.dialplan?.level).to.equal('unknown');
    });
  });

  it('asks for the sounds that the mapping names, and names those that Asterisk has not got', async () => {
    const sounds = ['beep', 'no-such-sound'].map((name) => ({ name, tenant: 'acme', place: `/tenants/acme/${name}` }));
    const found = await withLink((link) => link.examine({ ...POINTS, sounds }));
    const missing = found.filter(({ check }) => check === 'sounds');
    expect(missing.map(({ level, words }) => [level, words])).to.deep.equal([
      [
        'warn',
        'acme names the prompt no-such-sound (/tenants/acme/no-such-sound), which it has not got, and which is no sound of this PBX: callers hear a beep',
      ],
    ]);
    expect(missing[0]?.todo).to.equal('signalbox prompts upload no-such-sound en <file.wav> --tenant acme');
  });

  it('says what it cannot see without the functions for it', async () => {
    await pbx.restart();
    const found = await examined();
    expect(found.settings).to.include({ level: 'unknown', todo: 'load = func_config.so in modules.conf' });
  });
});
