/** How messages are tried: again where that may help, never too late, never too many, over a crash with the same id. */
import { expect } from 'chai';
import type { Message } from '../../src/core/message';
import type { TextMessage } from '../../src/ports/notifier';
import type { Principal } from '../../src/services/api';
import { away, mute, refused, taken } from '../support/fakeNotifier';
import { MessageHouse, type MessageHouseOptions, MOBILE, messageMapping, SECOND } from '../support/messageHouse';

const ADMIN: Principal = { key: 'admin', actor: 'key:admin', role: 'admin' };
const numbered = (n: number): string => `+49151234567${String(n).padStart(2, '0')}`;

describe('sending messages', () => {
  let house: MessageHouse;
  const open = async (options: MessageHouseOptions = {}): Promise<void> => {
    house = await MessageHouse.open(options);
  };
  const asks = (number = MOBILE, body: object = {}) => house.request({ to: { number }, ...body });
  const ids = (): string[] => house.notifier.messages.map(({ parts }) => parts.id);
  /** The seconds between attempts. */
  const waits = (): number[] =>
    house.notifier.messages
      .slice(1)
      .map(({ at }, i) => Math.round((at - (house.notifier.messages[i]?.at ?? 0)) / 1_000));

  afterEach(() => house.end());

  it('tries again, later each time, with the same id, and gives up when nobody would want it any more', async () => {
    await open();
    house.notifier.answer = () => away();
    await asks();
    const failed = await house.message('failed');
    expect(failed).to.include({ reason: 'status', status: 503, attempts: ids().length });
    expect(new Set(ids()).size).to.equal(1);
    expect(waits().slice(0, 3)).to.satisfy(([a, b, c]: number[]) => a === 2 && Number(b) >= 10 && Number(c) >= 30);
    expect(Date.parse(String(failed.endedAt)) - Date.parse(String(failed.requestedAt))).to.be.below(900_000);
    const retry = await house.message('retry_scheduled');
    expect(retry).to.include({ state: 'waiting', reason: 'status', status: 503, attempts: 1 });
  });

  it('is sent after all when the service is there again, and then has failed of nothing', async () => {
    await open();
    house.notifier.answer = () => (ids().length < 2 ? away() : taken);
    await asks();
    const sent = await house.message('sent');
    expect(sent).to.include({ attempts: 3 });
    expect(sent).to.not.have.any.keys('reason', 'status', 'retryAt');
    expect(house.told).to.deep.equal([
      'requested',
      ...['retry_scheduled', 'retried', 'retry_scheduled', 'retried', 'sent'],
    ]);
  });

  it('waits as long as it is asked to, unless that is too long', async () => {
    await open();
    house.notifier.answer = () => (ids().length === 0 ? away(60_000) : taken);
    await asks();
    await house.message('sent');
    expect(waits()).to.deep.equal([60]);
    house.notifier.answer = () => away(3_600_000);
    await asks(SECOND);
    expect(await house.message('failed')).to.include({ attempts: 1, reason: 'status' });
  });

  it('does not try again what will not be taken', async () => {
    await open();
    house.notifier.answer = () => refused;
    await asks();
    expect(await house.message('failed')).to.include({ reason: 'status', status: 400, attempts: 1 });
    await house.world.advance(900_000);
    expect(ids()).to.have.lengthOf(1);
  });

  it('loses none to a crash: what was under way, what waited for its next attempt, and what nobody had begun', async () => {
    await open();
    house.notifier.answer = ({ parts }) => (parts.to === MOBILE ? mute : away(30_000));
    await asks();
    await asks(SECOND);
    await house.message('retry_scheduled');
    const before = ids();
    house.notifier.answer = () => taken;
    await house.again();
    await house.message('sent', 2);
    expect(ids().slice(before.length).sort()).to.deep.equal([...before].sort());
    house.notifier.answer = () => mute;
    const made = house.ask({ to: { number: numbered(50) } });
    await house.world.finish(made);
    house.notifier.answer = () => taken;
    await house.again();
    await house.message('sent', 3);
    expect(house.feed.of('message.sent').map(({ data }) => (data as Message).customerNumber)).to.have.members([
      ...[MOBILE, SECOND, numbered(50)],
    ]);
  });

  it('sends nothing twice when it is ended in order, with an answer on its way', async () => {
    await open();
    house.notifier.answer = () => ({ ...taken, afterMs: 1_000 });
    await asks();
    await house.stop();
    await house.again();
    await house.message('sent');
    await house.world.advance(60_000);
    expect(ids()).to.have.lengthOf(1);
  });

  it('gives up what is too late when it comes up again', async () => {
    await open();
    house.notifier.answer = () => mute;
    await asks();
    house.crash();
    await house.world.advance(1_000_000);
    await house.up();
    house.feed = house.listen('acme', { after: 0 });
    expect(await house.message('failed')).to.include({ reason: 'too_late', attempts: 0 });
    expect(ids()).to.have.lengthOf(1);
  });

  it('floods nobody: so many a day to a number, in all queues, over a crash; the rest says why', async () => {
    await open({ messages: { perNumberPerDay: 2 } });
    for (let n = 0; n < 2; n++) {
      const { callback } = await asks();
      await house.message('sent', n + 1);
      await house.change('cancel', callback);
    }
    await house.world.advance(5_000);
    await house.again();
    const { callback } = await asks();
    expect(await house.message('failed')).to.include({ reason: 'too_many', attempts: 0 });
    await house.change('cancel', callback);
    await asks(SECOND);
    await house.message('sent', 3);
    await house.world.advance(86_400_000);
    await asks();
    await house.message('sent', 4);
    expect(house.notifier.messages.map(({ parts }) => parts.to)).to.deep.equal([MOBILE, MOBILE, SECOND, MOBILE]);
  });

  it('is as fast as the quota of the tenant, a few at once, and nobody’s of another tenant waits', async () => {
    await open();
    const changed = house.api.tenants.change(ADMIN, 'acme', { quotas: { messagesPerMinute: 6 } }, '*');
    expect(await house.world.finish(changed)).to.include({ status: 200 });
    house.notifier.answer = () => ({ ...taken, afterMs: 100 });
    for (let n = 0; n < 12; n++) await asks(numbered(n));
    await house.message('sent', 6);
    await house.world.advance(5_000);
    expect(house.feed.of('message.sent')).to.have.lengthOf(6);
    await house.message('sent', 12);
    expect(house.notifier.most).to.be.within(2, 4);
    const [first] = house.notifier.messages;
    expect((house.notifier.messages.at(-1)?.at ?? 0) - (first?.at ?? 0)).to.be.within(55_000, 75_000);
  });

  it('asks once more, just before: lists, whether it is true still, whether the tenant is served and has who sends', async () => {
    await open();
    const reasons: string[] = [];
    /** Asked for while nobody answers; then something changes, and it is tried again. */
    const whenAway = async (change: (callback: string) => Promise<unknown>, number: string): Promise<void> => {
      house.notifier.answer = () => away(30_000);
      const { callback } = await asks(number);
      await house.message('retry_scheduled', reasons.length + 1);
      house.notifier.answer = () => taken;
      await change(callback);
      reasons.push((await house.message('failed', reasons.length + 1)).reason ?? '');
    };
    const apply = (options: MessageHouseOptions, without = false) => {
      const { tenants, ...mapping } = messageMapping(options);
      const { messages: _, ...acme } = { messages: {}, ...tenants.acme };
      const all = without ? { ...tenants, acme } : tenants;
      return house.world.finish(house.signalbox.applyMapping({ ...mapping, tenants: all }, 'test', 'system', true));
    };
    await whenAway((id) => house.change('cancel', id), numbered(1));
    await whenAway((id) => house.change('reschedule', id, { when: '2026-01-05T13:00:00Z' }), numbered(2));
    await whenAway(() => apply({ callback: { blocked: [numbered(3)] } }), numbered(3));
    await whenAway(() => apply({}, true), numbered(4));
    expect(reasons).to.deep.equal(['outdated', 'outdated', 'blocked', 'not_configured']);
    await apply({});
    house.notifier.answer = () => away(30_000);
    await asks(numbered(5));
    await house.message('retry_scheduled', 5);
    await house.world.finish(house.api.tenants.suspend(ADMIN, 'acme'));
    const before = ids().length;
    await house.world.advance(60_000);
    expect(ids()).to.have.lengthOf(before);
    house.notifier.answer = () => taken;
    await house.world.finish(house.api.tenants.resume(ADMIN, 'acme'));
    await house.world.waitFor(() => ids().length > before, 600_000);
  });

  it('is the tenant’s alone: its service, its secrets, its count', async () => {
    const theirs = { name: 'Globex', messages: { url: 'https://other.example/', from: 'Globex' } };
    const { tenants, ...mapping } = messageMapping({ messages: { perNumberPerDay: 1 } });
    const { messages: of } = { messages: {}, ...tenants.acme };
    const globex = {
      ...tenants.globex,
      messages: { ...of, ...theirs.messages, secrets: { key: { literal: 'key-of-globex' } } },
    };
    await open({ more: { mapping: { ...mapping, tenants: { ...tenants, globex } } } });
    const watched = house.listen('globex');
    await asks();
    await house.request({ to: { number: MOBILE } }, 'globex');
    await house.world.waitFor(() => house.notifier.messages.length === 2);
    const seen = ({ by, secrets, parts }: TextMessage) => [by.url, secrets.key, parts.from];
    expect(house.notifier.messages.map(seen)).to.have.deep.members([
      ['https://sms.example/v1/messages', 'key-of-acme', 'Acme'],
      ['https://other.example/', 'key-of-globex', 'Globex'],
    ]);
    await house.message('sent');
    expect(watched.of('message.requested')).to.have.lengthOf(1);
    expect(house.feed.of('message.requested')).to.have.lengthOf(1);
  });
});
