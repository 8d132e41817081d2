/** The links to the PBXs of the mapping: made, left alone, made anew. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import type { PbxConfig } from '../../src/core/mapping';
import { mapping } from '../../src/core/mapping';
import { LinkFiles } from '../../src/linkFiles';
import type { Pbx } from '../../src/ports/pbx';
import { Lines } from '../../src/services/lines';

const silent = { debug() {}, info() {}, warn() {}, error() {}, with: () => silent };
const uncounted = { count() {}, gauge() {}, observe() {} };

describe('the lines to PBXs', () => {
  const pbxs = (more: object = {}): Record<string, PbxConfig> =>
    mapping.parse({ pbxs: { lab: { kind: 'simulator', routingPoints: { main: {} } }, ...more }, tenants: {} }).pbxs;
  const other = { lab2: { kind: 'simulator', routingPoints: { main: {} } } };

  it('that ended because another took their place try again when PBXs change, and only then', async () => {
    const started: string[] = [];
    const says: Record<string, Parameters<Pbx['start']>[0]> = {};
    const connect = (name: string): Pbx =>
      ({
        name,
        start(tell: Parameters<Pbx['start']>[0]) {
          started.push(name);
          says[name] = tell;
        },
        async stop() {},
      }) as unknown as Pbx;
    const lines = new Lines({ log: silent, metrics: uncounted }, connect, () => {});
    const follow = (config: Record<string, PbxConfig>) => lines.follow(config, () => ({}));
    await follow(pbxs(other));
    says.lab?.({ type: 'link', state: 'stopped', epoch: 1, at: 0, reason: 'replaced' });
    expect(lines.state('lab')).to.equal('stopped');
    await follow(pbxs(other));
    expect(started).to.deep.equal(['lab', 'lab2']);
    await follow(pbxs());
    expect(started).to.deep.equal(['lab', 'lab2', 'lab']);
    says.lab?.({ type: 'link', state: 'live', epoch: 1, at: 0 });
    await follow(pbxs(other));
    expect(started).to.deep.equal(['lab', 'lab2', 'lab', 'lab2']);
  });

  it('are made anew with another password or authority, and stay while one cannot be read', async () => {
    const made: object[] = [];
    const connect = (name: string, _: PbxConfig, secrets: object): Pbx => {
      made.push(secrets);
      return { name, start() {}, async stop() {} } as unknown as Pbx;
    };
    const lines = new Lines({ log: silent, metrics: uncounted }, connect, () => {});
    const asterisk = { kind: 'asterisk', url: 'https://pbx', user: 'u', password: { file: 'p' }, ca: 'c' };
    const config = pbxs({ lab: { ...asterisk, routingPoints: { main: {} } } });
    const steps = [
      { password: '1', ca: 'A' },
      { password: '1', ca: 'A' },
      { password: '1' },
      { password: '1', ca: 'B' },
    ];
    for (const secrets of [...steps, { ca: 'B' }, { password: '2', ca: 'B' }])
      await lines.follow(config, () => secrets);
    await lines.again();
    expect(made).to.deep.equal([
      { password: '1', ca: 'A' },
      { password: '1', ca: 'B' },
      { password: '2', ca: 'B' },
    ]);
  });
});

describe('the files of a link', () => {
  it('are watched while it is made of them, and no others', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'signalbox-link-'));
    const at = (name: string) => path.join(folder, name);
    for (const name of ['password', 'ca', 'old']) writeFileSync(at(name), 'first');
    let heard = (): void => {};
    let changes = 0;
    const next = () => new Promise<void>((resolve) => (heard = resolve));
    const files = new LinkFiles(silent, async () => {
      changes++;
      heard();
    });
    const pbx = (password: string, ca?: string): PbxConfig =>
      ({ kind: 'asterisk', password: { file: at(password) }, ...(ca && { ca: at(ca) }) }) as PbxConfig;
    files.watch('lab', pbx('old'));
    files.watch('lab', pbx('password', 'ca'));
    for (const name of ['ca', 'password']) {
      const told = next();
      writeFileSync(at('old'), 'nobody');
      writeFileSync(at(name), 'second');
      await told;
    }
    expect(changes).to.equal(2);
    files.stop();
    rmSync(folder, { recursive: true });
  });
});
