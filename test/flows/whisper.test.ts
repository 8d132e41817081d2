/** What happens between an offer and the talk: an agent says no at the desk, or hears something before the caller (issue 5). */
import { expect } from 'chai';
import type { Call } from '../../src/core/call';
import type { Entry } from '../../src/core/queue';
import type { Principal } from '../../src/services/api';
import { Floor } from '../support/desks';
import type { House, Listener } from '../support/house';
import { openFloor } from '../support/openFloor';

describe('before the talk', () => {
  let house: House;
  let floor: Floor;
  let feed: Listener;
  let complaints: readonly string[];

  async function open(sales?: object): Promise<void> {
    ({ house, floor, feed, complaints } = await openFloor(sales));
  }
  afterEach(async () => {
    await house.end();
    expect(complaints).to.deep.equal([]);
  });

  const caller = (n = 1) =>
    house.sim.call({ routingPoint: 'main', ani: `+49302312570${n}`, dnis: '1003', endpoint: 'PJSIP/carrier' });
  const offer = (n = 0) => house.world.waitFor(() => floor.offers()[n]);
  const whisper = [{ play: 'prompt', name: 'vip' }];

  describe('an agent who declines by command', () => {
    it('is left alone, the phone shows no missed call, and the next agent is asked at once', async () => {
      await open();
      const phone = house.sim.phone('PJSIP/a1', {});
      house.sim.phone('PJSIP/a2', { answerAfterMs: 500 });
      await floor.ready('anna');
      const waits = caller();
      const { id } = await offer();
      await house.world.waitFor(() => phone.last?.state === 'ringing');
      await floor.ready('bert');
      expect(await house.command('acme', 'offer.decline', id, {})).to.include({ status: 200 });
      await house.world.waitFor(() => waits.hearsWhom.join() === 'PJSIP/a2');
      expect(phone.last?.end?.cause).to.equal('answeredElsewhere');
      expect(floor.offers().map(({ agent, state, reason }) => [agent, state, reason])).to.deep.equal([
        ['anna', 'declined', 'declined'],
        ['bert', 'accepted', undefined],
      ]);
      expect([floor.is('anna'), floor.agent('anna').unanswered]).to.deep.equal(['ready idle', 1]);
      expect(await house.command('acme', 'offer.decline', id, {})).to.include({ refused: 'offer.ended' });
      expect(feed.of('call.party_left')).to.have.lengthOf(1);
      waits.hangup();
      await house.world.advance(20_000);
      expect(floor.offers(), 'has left memory').to.deep.equal([]);
      expect(await house.command('acme', 'offer.decline', id, {})).to.include({ refused: 'offer.ended' });
      const [call, entry] = [feed.of('call.cleared')[0]?.data as Call, feed.of('queue.left')[0]?.data as Entry];
      expect(await house.command('acme', 'call.clear', call.id, {})).to.include({ refused: 'call.ended' });
      expect(await house.command('acme', 'entry.remove', entry.id, {})).to.include({ refused: 'queue.entry_taken' });
      for (const [verb, target] of [
        ['offer.decline', id],
        ['call.clear', call.id],
      ] as const) {
        expect(await house.command('globex', verb, target, {})).to.include({ refused: 'resource.not_found' });
        const other = { principal: house.principal('acme', 'user'), tenant: 'acme', command: verb, target, body: {} };
        expect(await house.world.finish(house.api.commands.execute(other))).to.include({
          refused: 'resource.not_found',
        });
      }
    });

    it('is the own one for a user, and one of the tenant for a program', async () => {
      await open();
      house.sim.phone('PJSIP/a1', {});
      await floor.ready('anna');
      const waits = caller();
      const { id } = await offer();
      const as = async (login: string) => {
        const created = house.api.users.create(house.principal('acme', 'owner'), 'acme', {
          ...{ login, name: login, role: 'user' },
        });
        const { data } = (await house.world.finish(created)) as { data: { id: string } };
        const principal: Principal = { ...house.principal('acme', 'user'), actor: `user:${data.id}`, user: data.id };
        const request = { principal, tenant: 'acme', command: 'offer.decline', target: id, body: {} };
        return house.world.finish(house.api.commands.execute(request));
      };
      expect(await as('other')).to.include({ refused: 'resource.not_found' });
      expect(await house.command('globex', 'offer.decline', id, {})).to.include({ refused: 'resource.not_found' });
      expect(await as('anna')).to.include({ status: 200 });
      waits.hangup();
    });
  });

  describe('a queue that whispers', () => {
    it('tells the agent first, while the caller hears music, and then both talk', async () => {
      await open({ whisper });
      const phone = house.sim.phone('PJSIP/a1', { answerAfterMs: 500 });
      await floor.ready('anna');
      const waits = caller();
      await house.world.waitFor(() => phone.last?.hears === 'prompt vip');
      expect(waits.hears).to.match(/music/);
      expect(floor.is('anna')).to.equal('ready busy');
      expect(floor.entries()[0]).to.include({ state: 'offering' });
      await house.world.waitFor(() => waits.hearsWhom.join() === 'PJSIP/a1');
      await house.world.waitFor(() => floor.entries()[0]?.state === 'served');
      expect(floor.entries()[0]).to.include({ reason: 'connected' });
      expect(phone.last?.heard.map(({ what }) => what).filter((what) => what.startsWith('prompt'))).to.deep.equal([
        'prompt vip',
      ]);
      waits.hangup();
      await house.world.waitFor(() => floor.is('anna') === 'ready wrapUp');
      expect(floor.agent('anna').voice.queue).to.equal('sales');
    });

    it('takes the caller back to the place when the agent hangs up meanwhile; lets the agent go when the caller does', async () => {
      await open({ whisper, wrapUpSeconds: 0, reconnectSeconds: 0 });
      const phone = house.sim.phone('PJSIP/a1', { answerAfterMs: 500 });
      await floor.ready('anna');
      const waits = caller();
      await house.world.waitFor(() => phone.last?.hears === 'prompt vip');
      phone.last?.hangup();
      await house.world.waitFor(() => feed.of('queue.returned')[0]);
      expect(waits.hears).to.match(/music/);
      await house.world.waitFor(() => phone.calls.length === 2 && phone.last?.hears === 'prompt vip', 20_000);
      waits.hangup();
      await house.world.waitFor(() => phone.last?.state === 'gone');
      await house.world.waitFor(() => floor.is('anna') === 'ready idle');
      expect(floor.entries()[0]).to.include({ state: 'left', reason: 'abandoned' });
    });

    it('lets those ring no more who were slower, and tells again after a crash', async () => {
      await open({ whisper, ringAtOnce: 2 });
      const phone = house.sim.phone('PJSIP/a1', { answerAfterMs: 500 });
      const slow = house.sim.phone('PJSIP/a2', {});
      await floor.ready('anna');
      await floor.ready('bert');
      const waits = caller();
      await house.world.waitFor(() => phone.last?.hears === 'prompt vip' && slow.last?.state === 'gone');
      expect(slow.last?.end?.cause).to.equal('answeredElsewhere');
      await house.world.advance(500);
      house.crash();
      await house.up();
      floor = new Floor(house);
      await house.world.waitFor(() => waits.hearsWhom.join() === 'PJSIP/a1', 10_000);
      const told = phone.last?.heard.filter(({ what }) => what === 'prompt vip');
      expect(told?.length).to.be.within(1, 2);
      const partition = house.signalbox.partitions.get('acme');
      const { call = '' } = floor.entries()[0] ?? {};
      await house.world.waitFor(() => partition?.get<Call>('call', call)?.state === 'connected');
      waits.hangup();
      await house.world.advance(12_000);
    });

    it('is no reason to wait where the prompt cannot be played', async () => {
      await open({ whisper });
      house.sim.library.missing.add('vip');
      house.sim.phone('PJSIP/a1', { answerAfterMs: 500 });
      await floor.ready('anna');
      const waits = caller();
      await house.world.waitFor(() => waits.hearsWhom.join() === 'PJSIP/a1', 5_000);
      waits.hangup();
      await house.world.advance(12_000);
    });

    it('gives nobody away from the phone meanwhile: the caller is not there yet, and loses nothing', async () => {
      await open({ whisper, wrapUpSeconds: 0 });
      const phone = house.sim.phone('PJSIP/a1', { answerAfterMs: 500 });
      const other = house.sim.phone('PJSIP/a2', {});
      await floor.ready('anna');
      const waits = caller();
      await house.world.waitFor(() => phone.last?.hears === 'prompt vip');
      phone.last?.transfer('a2');
      await house.world.waitFor(() => feed.of('call.transfer_failed')[0]);
      expect(phone.last?.transfers, 'the phone is told').to.include('failed');
      phone.last?.hangup();
      await house.world.waitFor(() => floor.entries()[0]?.state === 'waiting');
      expect(other.last, 'rung').to.equal(undefined);
      waits.hangup();
      await house.world.advance(12_000);
    });
  });
});
