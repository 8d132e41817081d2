/** Whoever asks for a callback is sent its confirmation id by message (design §5.3.1), however it was asked for. */
import { expect } from 'chai';
import type { Person, Script } from '../../connectors/simulator/people';
import type { Envelope } from '../../src/core/envelope';
import type { Facts } from '../../src/ports/log';
import type { Principal } from '../../src/services/api';
import { arrives, CUSTOMER } from '../support/callbackHouse';
import { MessageHouse, type MessageHouseOptions, MOBILE, SECOND } from '../support/messageHouse';
import { told } from '../support/told';
import { wholeJournal } from '../support/wholeJournal';

const grouped = (id: string): string => `${id.slice(0, 3)} ${id.slice(3, 6)} ${id.slice(6)}`;
const WHEN = '2026-01-05T13:00:00Z';

describe('a message with the confirmation id', () => {
  let house: MessageHouse;
  const open = async (options: MessageHouseOptions = {}): Promise<void> => {
    house = await MessageHouse.open(options);
  };
  const asks = (body: object = {}) => house.request({ to: { number: MOBILE }, ...body });

  afterEach(() => house.end());

  it('says what was promised, once that is on disk', async () => {
    await open();
    const { callback, confirmationId } = await asks();
    const sent = await house.message('sent');
    expect(house.notifier.messages).to.have.lengthOf(1);
    const [{ parts, by, secrets } = {} as never] = house.notifier.messages;
    expect(parts).to.deep.equal({
      ...{ id: sent.id, to: MOBILE, from: 'Acme', language: 'en' },
      text: `Acme: We will call you back as soon as possible. Confirmation number: ${grouped(confirmationId)}.`,
    });
    expect([by.url, secrets]).to.deep.equal(['https://sms.example/v1/messages', { key: 'key-of-acme' }]);
    expect(sent).to.include({ callback, purpose: 'confirmation', state: 'sent', customerNumber: MOBILE, attempts: 1 });
    expect(house.told).to.deep.equal(['requested', 'sent']);
  });

  it('says a time in the words of the customer', async () => {
    await open();
    await asks({ when: WHEN, language: 'de' });
    await house.message('sent');
    expect(house.notifier.texts[0]).to.match(/^Acme: Wir rufen Sie am Montag, 5\. Januar um 14:00 zurück\. /);
  });

  it('goes to whoever hangs up before hearing it, and to the number that was keyed in instead', async () => {
    await open({ queue: { keys: { '1': [{ do: 'propose', queue: 'sales' }] } } });
    const calls = (script: Script): Person =>
      house.sim.call({
        ...arrives(MOBILE),
        script: async (person) => {
          await person.hear(/music/);
          await person.wait(2_000);
          await person.press('1');
          await script(person);
        },
      });
    calls(async (person) => {
      await person.hear(/callback-number/);
      person.hangup();
    });
    const first = await house.event('callback.requested');
    await house.message('sent');
    expect(house.notifier.texts[0]).to.include(grouped(first.confirmationId));
    await house.change('cancel', first.id);
    calls(async (person) => {
      await person.hear(/callback-number-keep/);
      await person.press('2');
      await person.hear(/callback-enter-number/);
      await person.press(`0${SECOND.slice(3)}#`);
      await person.hear(/callback-number-right/);
      await person.press('1');
    });
    await house.world.waitFor(() => house.notifier.messages.some(({ parts }) => parts.to === SECOND), 120_000);
  });

  it('is sent for a link that is followed', async () => {
    await open({ queue: { reconnectSeconds: 60 } });
    const caller = await house.caller(MOBILE);
    await house.world.advance(10_000);
    caller.hangup();
    const { id } = await house.event('queue.interrupted');
    const link = await house.world.finish(house.api.callbacks.keepLink(house.principal('acme'), 'acme', id));
    if ('refused' in link) throw new Error(link.refused);
    await house.world.finish(house.api.callbacks.redeem({ token: link.token }));
    expect(await house.message('sent')).to.include({ customerNumber: MOBILE });
  });

  it('is none where the number takes none, the request or the queue wants none, or nobody sends any', async () => {
    await open();
    await house.request({ to: { number: CUSTOMER } });
    await asks({ confirmationMessage: false });
    expect(house.told, 'no mobile number; not wanted').to.deep.equal([]);
    await house.request({ to: { number: MOBILE } }, 'globex');
    await house.end();
    await open({ callback: { confirmationMessage: { send: false } } });
    await asks();
    await house.world.advance(60_000);
    expect(house.told).to.deep.equal([]);
    expect(house.notifier.messages).to.deep.equal([]);
  });

  it('is no second one for a callback that is there already', async () => {
    await open();
    await asks();
    expect(await house.ask({ to: { number: MOBILE } })).to.have.nested.property('data.existing', true);
    await house.world.advance(60_000);
    expect(house.told).to.deep.equal(['requested', 'sent']);
  });

  it('says how it can be changed, in the words that the tenant has', async () => {
    const texts = { en: { asap: '{name} calls back. {confirmationId}' } };
    const change = { en: 'Change it: 030 23125100' };
    await open({ messages: { texts }, callback: { confirmationMessage: { change } } });
    const { confirmationId } = await asks();
    await house.message('sent');
    expect(house.notifier.texts).to.deep.equal([`Acme calls back. ${grouped(confirmationId)} Change it: 030 23125100`]);
  });

  it('tells of another time and of a cancellation, once it is so, unless nobody wants that', async () => {
    await open();
    const { callback } = await asks();
    await house.message('sent');
    await house.change('reschedule', callback, { when: WHEN });
    await house.message('sent', 2);
    await house.change('reschedule', callback, { when: 'asap' });
    await house.message('sent', 3);
    await house.change('reschedule', callback, { when: 'asap' });
    await house.change('reschedule', callback, { when: WHEN, confirmationMessage: false });
    await house.change('cancel', callback);
    expect(await house.message('sent', 4)).to.include({ purpose: 'cancelled', callback });
    const other = await asks({ confirmationMessage: false });
    await house.change('cancel', other.callback, { confirmationMessage: false });
    await house.world.advance(60_000);
    expect(house.notifier.texts.slice(1)).to.satisfy(([at, asap, cancelled, ...rest]: string[]) => {
      expect(at).to.match(/now call you back on Monday, January 5 at 2:00 PM\./);
      expect(asap).to.match(/now call you back as soon as possible\./);
      expect(cancelled).to.match(/is cancelled\.$/);
      return rest.length === 0;
    });
  });

  it('stands in the history of its callback, and what it says nowhere but where it goes', async () => {
    const said: [string, Facts?][] = [];
    await open({ more: { overheard: (...one) => said.push(one) } });
    house.notifier.answer = () => ({ result: { sent: false, reason: 'status', again: false, status: 400 } });
    const { callback, confirmationId } = await asks();
    await house.message('failed');
    const story = await house.world.finish(
      told<{ events: Envelope[] }>((gone) =>
        house.api.callbacks.history(house.principal('acme'), 'acme', callback, gone),
      ),
    );
    if ('refused' in story) throw new Error(story.refused);
    const about = story.events.filter(({ type }) => type.startsWith('message.'));
    expect(about.map(({ type }) => type)).to.deep.equal(['message.requested', 'message.failed']);
    expect(about[1]?.data).to.include({ state: 'failed', reason: 'status', status: 400 });
    expect(JSON.stringify([about, house.feed.of('message.requested')])).to.not.include('We will call you');
    const log = JSON.stringify(said);
    expect(log).to.include('a message was not sent');
    for (const secret of [MOBILE, confirmationId, grouped(confirmationId), 'key-of-acme'])
      expect(log, secret).to.not.include(secret);
  });

  it('is forgotten with its customer', async () => {
    await open();
    const { callback } = await asks();
    await house.message('sent');
    await house.change('cancel', callback);
    const owner: Principal = house.principal('acme', 'owner');
    await house.world.advance(2_000);
    const reply = house.api.records.eraseCustomer(owner, 'acme', { number: MOBILE });
    expect(await house.world.finish(reply)).to.have.nested.property('data.left', 0);
    const records = await wholeJournal(house);
    expect(records.filter(({ type }) => type.startsWith('message.'))).to.not.deep.equal([]);
    expect(JSON.stringify(records)).to.not.include(MOBILE);
  });
});
