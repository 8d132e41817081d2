/** The links to the PBXs of the mapping: made, left alone, made anew. */
import { expect } from 'chai';
import type { PbxConfig } from '../src/core/mapping';
import { mapping } from '../src/core/mapping';
import type { Pbx } from '../src/ports/pbx';
import { Lines } from '../src/services/lines';

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
    const follow = (config: Record<string, PbxConfig>) => lines.follow(config, () => undefined);
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
});
