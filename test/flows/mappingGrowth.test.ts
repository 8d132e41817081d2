/** An installation grows and shrinks while people call: a second PBX and a third tenant come and go. */
import { expect } from 'chai';
import type { Call } from '../../src/core/call';
import { isRefusal } from '../../src/core/errors';
import type { Principal } from '../../src/services/api';
import type { MappingReply } from '../../src/services/mappingApi';
import { House } from '../support/house';
import { twoTenants } from '../support/twoTenants';

const ADMIN: Principal = { key: 'admin', actor: 'key:admin', role: 'admin' };
const ANY = { ifMatch: '*' } as const;

// biome-ignore lint/suspicious/noExplicitAny: a JSON document
type Json = any;

const MUNICH = {
  kind: 'simulator',
  trunks: { isdn: { country: 'DE', inbound: 'national', dial: 'PJSIP/{national}@isdn', endpoint: 'PJSIP/isdn' } },
  routingPoints: { main: {} },
};
const INITECH = {
  name: 'Initech',
  owns: { munich: { endpoints: ['PJSIP/c*'], trunks: ['isdn'], numbers: ['+498912345670', '+498912345671'] } },
  applications: {
    reception: { kind: 'treatment', treatments: [{ do: 'connect', to: { endpoint: 'PJSIP/c1' }, ringSeconds: 20 }] },
    hotline: { kind: 'feed', replySeconds: 5 },
  },
  venues: {
    reception: { routingPoint: 'munich/main', match: { dnis: '08912345670' }, application: 'reception' },
    hotline: { routingPoint: 'munich/main', match: { dnis: '08912345671', trunk: 'isdn' }, application: 'hotline' },
  },
};

const offeredTo = (data: unknown, venue: string): boolean => (data as Call).venue === venue;

describe('an installation that grows', () => {
  let house: House;

  beforeEach(async () => {
    house = await new House({ mapping: twoTenants }).up();
  });
  afterEach(() => house.stop());

  const done = async (reply: MappingReply | Promise<MappingReply>): Promise<Json> => {
    const made = await house.world.finish(Promise.resolve(reply));
    if (isRefusal(made)) throw new Error(JSON.stringify(made));
    return made.data;
  };
  const api = () => house.api.mappings;
  const grown = (): Json => {
    const value: Json = structuredClone(twoTenants);
    return { pbxs: { ...value.pbxs, munich: MUNICH }, tenants: { ...value.tenants, initech: INITECH } };
  };
  const grow = async (): Promise<void> => {
    await done(api().apply(ADMIN, { value: grown() }, ANY));
    await house.world.waitFor(() => house.signalbox.lines.state('munich') === 'live');
  };
  const munich = (dnis: string) =>
    house.pbx('munich').call({ routingPoint: 'main', ani: '08999999', dnis, endpoint: 'PJSIP/isdn' });
  const link = (): Json => house.signalbox.partitions.get('system')?.get('link', 'munich');

  it('tries a second PBX and a third tenant, has them on the next call, and takes them back', async () => {
    const call = { routingPoint: 'munich/main', dnis: '08912345671', ani: '0301234567', trunk: 'isdn' };
    const before = await house.world.finish(Promise.resolve(api().tryCall(ADMIN, { call })));
    expect(before).to.deep.include({ refused: 'resource.not_found', detail: 'there is no routing point munich/main' });
    expect(await done(api().tryCall(ADMIN, { call, mapping: grown() }))).to.deep.include({
      outcome: 'venue',
      venue: {
        tenant: 'initech',
        venue: 'hotline',
        application: { name: 'hotline', kind: 'feed', shared: false },
        by: ['dnis', 'trunk'],
      },
      customerNumber: '+49301234567',
      trunk: 'isdn',
    });
    expect(house.mapping.pbxs, 'nothing has changed').not.to.have.property('munich');
    await grow();
    house.pbx('munich').phone('PJSIP/c1', { answerAfterMs: 1_000, hangupAfterMs: 5_000 });
    const feed = house.listen('initech');
    const person = munich('08912345670');
    await house.world.waitFor(() => feed.of('call.connected')[0]);
    await house.world.waitFor(() => person.end);
    await house.world.waitFor(() => feed.of('call.cleared')[0]);
    const words = (await done(api().rollback(ADMIN, 1, { ...ANY, preview: true }))).consequences.map(
      (one: Json) => one.words,
    );
    expect(words).to.include.members([
      'PBX munich takes no new calls; its link is closed at once',
      'tenant initech gets no more calls and owns nothing; what it has done stays readable',
      'number +498912345670 on PBX munich: of initech before, of nobody now',
    ]);
    await done(api().rollback(ADMIN, 1, ANY));
    expect(house.signalbox.lines.names()).to.deep.equal(['pbx']);
    expect(link()).to.include({ state: 'stopped', reason: 'taken out of the mapping' });
    expect(house.signalbox.partitions.get('system')?.get('tenant', 'initech'), 'the tenant stays').not.to.equal(
      undefined,
    );
    const calls = await house.world.finish(house.api.queries.calls(ADMIN, 'initech', { state: 'all', limit: 5 }));
    expect(calls).to.have.property('items').with.length(1);
  });

  it('lets calls go on on a PBX that is taken out, takes no new ones there, and closes the link after the last', async () => {
    await grow();
    house.pbx('munich').phone('PJSIP/c1', { answerAfterMs: 1_000, hangupAfterMs: 60_000 });
    const feed = house.listen('initech');
    const talking = munich('08912345670');
    await house.world.waitFor(() => feed.of('call.connected')[0]);
    const waiting = munich('08912345671');
    const offer = await house.world.waitFor(() =>
      feed.of('call.offered').find((one) => offeredTo(one.data, 'hotline')),
    );
    const { consequences } = await done(api().rollback(ADMIN, 1, ANY));
    expect(consequences.map((one: Json) => one.words)).to.include(
      'PBX munich takes no new calls; its link is closed when 2 live calls are over',
    );
    expect((await done(api().get(ADMIN))).retiringPbxs).to.deep.equal(['munich']);
    const late = munich('08912345670');
    await house.world.waitFor(() => late.end ?? late.point);
    expect(feed.of('call.offered')).to.have.length(2);
    // Who waits is still served as the venue was when the call came.
    const treatments = [{ do: 'connect', to: { endpoint: 'PJSIP/c2' } }];
    house.pbx('munich').phone('PJSIP/c2', { answerAfterMs: 1_000, hangupAfterMs: 5_000 });
    const routed = await house.command('initech', 'call.route', (offer.data as Call).id, { treatments, offer: 1 });
    expect(routed).to.include({ status: 200 });
    await house.world.waitFor(() => feed.of('call.connected')[1]);
    await house.world.waitFor(() => waiting.end);
    expect(house.signalbox.lines.names()).to.include('munich');
    await house.world.waitFor(() => talking.end, 120_000);
    await house.world.waitFor(() => link().state === 'stopped');
    expect(house.signalbox.lines.names()).to.deep.equal(['pbx']);
  });

  it('takes the link of a PBX that retires up again after a crash, and not when its calls are over', async () => {
    await grow();
    house.pbx('munich').phone('PJSIP/c1', { answerAfterMs: 1_000, hangupAfterMs: 60_000 });
    const feed = house.listen('initech');
    const talking = munich('08912345670');
    await house.world.waitFor(() => feed.of('call.connected')[0]);
    await done(api().rollback(ADMIN, 1, ANY));
    house.crash();
    await house.start();
    await house.world.waitFor(() => house.signalbox.lines.state('munich') === 'live');
    await house.world.waitFor(() => talking.end, 120_000);
    await house.world.waitFor(() => !house.signalbox.lines.names().includes('munich'));
    house.crash();
    await house.start();
    expect(house.signalbox.lines.names()).to.deep.equal(['pbx']);
  });

  it('keeps the same link when a PBX that retires is named again', async () => {
    await grow();
    house.pbx('munich').phone('PJSIP/c1', { answerAfterMs: 1_000, hangupAfterMs: 10_000 });
    const feed = house.listen('initech');
    const talking = munich('08912345670');
    await house.world.waitFor(() => feed.of('call.connected')[0]);
    await done(api().rollback(ADMIN, 1, ANY));
    const port = house.signalbox.lines.get('munich');
    await grow();
    expect(house.signalbox.lines.get('munich')).to.equal(port);
    await house.world.waitFor(() => talking.end);
    await house.world.advance(5_000);
    expect(house.signalbox.lines.state('munich')).to.equal('live');
    munich('08912345671');
    await house.world.waitFor(() => feed.of('call.offered')[1]);
  });
});
