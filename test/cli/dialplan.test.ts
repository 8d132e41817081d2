/** What `signalbox dialplan` prints; test/lab/gateway/dialplan.test.ts has it loaded and called through. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { stringify } from 'yaml';
import { MemoryIo } from '../support/memoryIo';
import { twoTenants } from '../support/twoTenants';

describe('signalbox dialplan', () => {
  const io = new MemoryIo();
  let folder: string;
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'signalbox-dialplan-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  // biome-ignore lint/suspicious/noExplicitAny: a mapping to be changed
  const mapping = (change: (input: any) => void = () => {}): string => {
    const input = structuredClone(twoTenants);
    change(input);
    const file = path.join(folder, 'mapping.yaml');
    writeFileSync(file, stringify(input));
    return file;
  };

  it('has a line for each number, and every other number, with the loop once', async () => {
    const { code, out } = await io.run('dialplan', mapping(), '--node', 'b1', '--context', 'main=from-trunk');
    expect(code).to.equal(0);
    const lines = out.split('\n');
    expect(lines).to.include.members([
      '[from-trunk]',
      'exten => 1000,1,NoOp(main: acme/hotline)',
      ' same => n(ask),Stasis(sb-b1,main)',
    ]);
    expect(lines.filter((line) => line.includes('Stasis('))).to.deep.equal([
      ' same => n(ask),Stasis(sb-b1,main)',
      ' same => n(ask),Stasis(sb-b1,taken)',
    ]);
    expect(out).to.contain(`[sb-b1-taken]\nexten => fetch,1,ChannelRedirect(\${SB_TAKEN},sb-b1-taken,s,1)`);
    expect(out).to.contain('exten => _[+0-9*#]!,1,NoOp(main: no venue of its own)');
  });

  it('leaves other numbers to the PBX with --only-mapped, and the fallback with --no-fallback', async () => {
    const { out } = await io.run('dialplan', mapping(), '--only-mapped', '--no-fallback');
    expect(out).not.to.contain('no venue of its own');
    expect(out).not.to.contain('[fallback]');
    expect(out).to.contain('exten => _[+0-9*#]!,2,Set(SB_ASKED=0)');
  });

  it('listens for answering machines where a queue wants that of its callbacks', async () => {
    expect((await io.run('dialplan', mapping())).out).not.to.contain('machine');
    const file = mapping(({ tenants }) => {
      tenants.acme.queues.sales = { callback: { venue: 'hotline', machine: { detect: true } } };
    });
    const { out } = await io.run('dialplan', file, '--node', 'b1');
    expect(out).to.contain(`[sb-b1-machine]\nexten => s,1,AMD(\${SB_MACHINE})\nexten => s,2,Set(SB_ASKED=0)`);
    expect(out).to.contain(` same => n(ask),Stasis(sb-b1,machine,\${AMDSTATUS})`);
    expect((await io.run('dialplan', file, '--for', 'modules.conf')).out).to.contain('load = app_amd.so');
    expect((await io.run('dialplan', file, '--for', 'amd.conf')).out).to.contain('[general]');
  });

  it('puts a venue with a context of its own there, and falls back where the mapping says', async () => {
    const file = mapping(({ tenants, pbxs }) => {
      tenants.acme.venues.menu.match = { dnis: '_1[1-3]XX', context: 'from-branch' };
      tenants.acme.venues.echo.match = { dnis: 'echo' };
      pbxs.pbx.routingPoints.main.fallback = 'desk,reception';
    });
    const { out } = await io.run('dialplan', file);
    expect(out).to.match(/\[from-branch\]\nexten => _1\[1-3\]XX,1,NoOp\(main: acme\/menu\)/);
    expect(out).to.contain('?desk,reception,1)');
    // A number with letters is in no pattern: it has the loop for itself.
    expect(out).to.contain('exten => echo,2,Set(SB_ASKED=0)');
  });

  it('falls back to what the venue does by default, among what is the tenant’s own', async () => {
    const file = mapping(({ tenants, pbxs }) => {
      pbxs.pbx.trunks.carrier.dial = 'PJSIP/{e164}@carrier;transport';
      tenants.acme.venues.hotline.default = [
        { do: 'announce', media: [{ play: 'prompt', name: 'sorry' }] },
        { do: 'connect', to: { endpoint: 'PJSIP/b1' } },
        { do: 'connect', to: { number: '+493023125100' }, ringSeconds: 15 },
        { do: 'reject', cause: 'busy' },
      ];
    });
    const { out } = await io.run('dialplan', file);
    const own = /; acme\/hotline\n([\s\S]*?)\n;/.exec(out)?.[1];
    expect(own?.split('\n')).to.deep.equal([
      'exten => 1000,1,Playback(sorry)',
      ' same => n,Dial(PJSIP/+493023125100@carrier\\;transport,15)',
      ' same => n,Busy(5)',
      ' same => n,Hangup()',
    ]);
  });

  it('prints the other files', async () => {
    for (const file of ['ari.conf', 'http.conf', 'res_http_media_cache.conf', 'modules.conf'])
      expect((await io.run('dialplan', mapping(), '--for', file)).out).to.match(/^(\[general\]|; beside)/);
    const { out } = await io.run('dialplan', mapping(), '--for', 'pjsip.conf', '--context', 'main=from-trunk');
    expect(out).to.match(/^\[carrier\]\(\+\) .*\ncontext = from-trunk/);
  });

  it('says where a file is wrong, and which PBX it needs to know', async () => {
    const broken = mapping(({ tenants }) => {
      tenants.acme.venues.hotline.match = {};
    });
    const { code, err } = await io.run('dialplan', broken);
    expect(code).to.equal(3);
    expect(err).to.match(/mapping\.yaml:\d+ \/tenants\/acme\/venues\/hotline\/match: at least one of/);
    const two = mapping(({ pbxs }) => {
      pbxs.other = structuredClone(pbxs.pbx);
    });
    expect(await io.run('dialplan', two)).to.deep.equal({
      code: 2,
      out: '',
      err: 'signalbox: the mapping has several PBXs, say which: --pbx pbx | other',
    });
    expect((await io.run('dialplan', two, '--pbx', 'other', '--context', 'x=y')).err).to.contain('no routing point x');
  });
});
