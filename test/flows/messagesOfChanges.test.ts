/** Who is called back is written what has become of that, whoever changed it: by key, by one request for many, or for a while. */
import { expect } from 'chai';
import type { Message } from '../../src/core/message';
import { MessageHouse, type MessageHouseOptions, MOBILE, SECOND } from '../support/messageHouse';

const WHEN = '2026-01-05T13:00:00Z';
const DIALS = { minDelaySeconds: 0, connect: { endpoint: 'PJSIP/a9' } };

describe('a message about a change', () => {
  let house: MessageHouse;
  const open = async (options: MessageHouseOptions = {}): Promise<void> => {
    house = await MessageHouse.open(options);
  };
  const asks = (number = MOBILE, body: object = {}) => house.request({ to: { number }, ...body });
  const cancelMany = (body: object) =>
    house.world.finish(house.api.callbacks.cancelMany(house.principal('acme', 'supervisor'), 'acme', body));
  const texts = (): string[] => house.notifier.texts.slice(1);
  const hasPressed = async (key: string): Promise<void> => {
    house.phone(MOBILE, {
      answerAfterMs: 1_000,
      script: async (person) => {
        await person.hear(/callback-greeting/);
        await person.press(key);
      },
    });
    await asks();
    await house.message('sent', 2);
    await house.world.advance(60_000);
  };

  afterEach(() => house.end());

  it('tells who pressed 2 of the time at which it is called', async () => {
    await open({ callback: { ...DIALS, confirm: { laterMinutes: 45 } } });
    await hasPressed('2');
    expect(texts()).to.have.lengthOf(1);
    expect(texts()[0]).to.match(/now call you back on Monday, January 5 at \d+:\d\d [AP]M\. /);
    const { promisedAt } = await house.event('callback.rescheduled');
    expect(await house.message('sent', 2)).to.include({ purpose: 'rescheduled', promisedAt });
  });

  it('tells who pressed 3 that it is called no more', async () => {
    await open({ callback: DIALS });
    await hasPressed('3');
    expect(texts()).to.have.lengthOf(1);
    expect(texts()[0]).to.match(/is cancelled\.$/);
  });

  it('tells all who are cancelled by one request, unless that wants none', async () => {
    await open();
    const first = await asks();
    await asks(SECOND, { when: WHEN });
    await house.message('sent', 2);
    expect(await cancelMany({ all: true, dryRun: true })).to.include({ matched: 2 });
    expect(await cancelMany({ all: true })).to.include({ cancelled: 2 });
    await house.message('sent', 4);
    const last = house.notifier.messages.slice(2).map(({ parts }) => [parts.to, /is cancelled\.$/.test(parts.text)]);
    expect(last).to.have.deep.members([
      [MOBILE, true],
      [SECOND, true],
    ]);
    await asks();
    await house.message('sent', 5);
    expect(await cancelMany({ queue: 'sales', confirmationMessage: false })).to.include({ cancelled: 1 });
    expect(await cancelMany({ all: true, confirmationMessage: 'no' })).to.have.property('refused', 'request.invalid');
    await house.world.advance(60_000);
    expect(house.notifier.messages).to.have.lengthOf(5);
    const about = house.feed.of('message.requested').map(({ data }) => data as Message);
    expect(about.filter(({ callback }) => callback === first.callback).map(({ purpose }) => purpose)).to.deep.equal([
      'confirmation',
      'cancelled',
    ]);
  });

  it('tells of a pause, and that it goes on, only where the tenant has words for it', async () => {
    await open();
    const quiet = await asks();
    await house.change('pause', quiet.callback);
    await house.change('resume', quiet.callback);
    await house.world.advance(60_000);
    expect(texts()).to.deep.equal([]);
    await house.end();
    const en = { paused: 'It rests until {time}.', resumedAsap: 'It goes on.', resumedAt: 'It goes on, for {time}.' };
    await open({ messages: { texts: { en }, perNumberPerDay: 20 } });
    const { callback } = await asks();
    await house.change('pause', callback, { seconds: 3_600 });
    await house.message('sent', 2);
    await house.change('resume', callback);
    await house.message('sent', 3);
    await house.change('pause', callback, { confirmationMessage: false });
    await house.change('resume', callback, { confirmationMessage: false });
    await house.change('reschedule', callback, { when: WHEN });
    await house.message('sent', 4);
    await house.change('pause', callback);
    await house.message('sent', 5);
    await house.change('resume', callback);
    await house.message('sent', 6);
    expect(texts()).to.satisfy(([rests, goesOn, _, again, later, ...rest]: string[]) => {
      expect(rests).to.match(/^It rests until Monday, January 5 at /);
      expect([goesOn, again?.slice(0, 15)]).to.deep.equal(['It goes on.', 'It rests until ']);
      expect(later).to.match(/^It goes on, for Monday, January 5 at 2:00 PM\.$/);
      return rest.length === 0;
    });
  });

  it('is none for who asked for none, whatever becomes of it later, unless the change itself says so', async () => {
    await open({ callback: DIALS });
    house.phone(MOBILE, {
      answerAfterMs: 1_000,
      script: async (person) => {
        await person.hear(/callback-greeting/);
        await person.press('3');
      },
    });
    const silent = await asks(MOBILE, { confirmationMessage: false });
    await house.event('callback.cancelled');
    expect(await house.callback(silent.callback)).to.include({ confirmationMessage: false });
    const { callback } = await asks(SECOND, { when: WHEN, confirmationMessage: false });
    await house.change('reschedule', callback, { when: '2026-01-05T14:00:00Z' });
    await house.world.advance(5_000);
    await house.again();
    await house.change('cancel', callback);
    const other = await asks(SECOND, { when: WHEN, confirmationMessage: false });
    await house.change('reschedule', other.callback, { when: '2026-01-05T14:00:00Z', confirmationMessage: true });
    await house.message('sent');
    expect(await cancelMany({ all: true })).to.include({ cancelled: 1 });
    await house.world.advance(60_000);
    expect(house.notifier.texts).to.have.lengthOf(1);
    expect(house.notifier.texts[0]).to.include('We will now call you back');
  });

  it('is not sent any more when the pause that it tells of is over', async () => {
    await open({ messages: { texts: { en: { paused: 'It rests.', resumedAsap: 'It goes on.' } } } });
    const { callback } = await asks();
    await house.message('sent');
    house.notifier.answer = () => ({ result: { sent: false, reason: 'status', again: true, status: 503 } });
    await house.change('pause', callback);
    await house.message('retry_scheduled');
    house.notifier.answer = () => ({ result: { sent: true, status: 200 } });
    await house.change('resume', callback);
    expect(await house.message('failed')).to.include({ purpose: 'paused', reason: 'outdated' });
    await house.message('sent', 2);
    expect(texts().at(-1)).to.equal('It goes on.');
  });
});
