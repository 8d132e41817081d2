/** What customers are written, and in which words. */
import { expect } from 'chai';
import { type MessagePurpose, messageText, type Worded, type Wording } from '../../src/core/messageText';

const CALLBACK = { confirmationId: '1234567890', customerNumber: '+4915123456789', state: 'queued' } as const;
const WORDING: Wording = { name: 'Acme', language: 'en', texts: {}, change: {}, zone: 'UTC' };
const NINE = Date.UTC(2026, 0, 6, 8);

function write(more: object = {}, wording: Partial<Wording> = {}, purpose: MessagePurpose = 'confirmation'): Worded {
  const written = messageText({ ...CALLBACK, ...more }, purpose, { ...WORDING, ...wording });
  if (!written) throw new Error('there are no words for it');
  return written;
}

describe('the text of a message', () => {
  it('says who calls, that it is as soon as possible, and the number in groups', () => {
    expect(write()).to.deep.equal({
      text: 'Acme: We will call you back as soon as possible. Confirmation number: 123 456 7890.',
      language: 'en',
    });
  });

  it('says a time in the zone that all zones of the number agree on, by the habits of the language', () => {
    expect(write({ promisedAt: NINE }).text).to.include('on Tuesday, January 6 at 9:00 AM. ');
    expect(write({ promisedAt: NINE, language: 'en-GB' }).text).to.match(/on Tuesday,? 6 January at 0?9:00\. /);
    expect(write({ promisedAt: NINE, language: 'de' }).text).to.match(/am Dienstag, 6\. Januar um 0?9:00 zurück\. /);
  });

  it('says a time where the customer is, where that is known', () => {
    expect(write({ promisedAt: NINE, zone: 'Asia/Tokyo' }).text).to.include('at 5:00 PM. ');
  });

  it('names the zone of the queue where the country has several', () => {
    const text = write({ promisedAt: NINE, customerNumber: '+12025550123' }, { zone: 'America/Denver' }).text;
    expect(text).to.include('at 1:00 AM MST. ');
  });

  it('takes the words of the tenant before its own, in the language of the customer before that of the tenant', () => {
    const texts = { de: { asap: 'Rückruf {confirmationId} von {name}' }, 'de-CH': { asap: 'Grüezi' } };
    expect(write({ language: 'de' }, { texts }).text).to.equal('Rückruf 123 456 7890 von Acme');
    expect(write({ language: 'de-CH' }, { texts }).text).to.equal('Grüezi');
    expect(write({ language: 'de-AT' }, { texts }).text).to.equal('Rückruf 123 456 7890 von Acme');
    expect(write({ language: 'de', promisedAt: NINE }, { texts }).text).to.match(/^Acme: Wir rufen Sie am /);
    expect(write({ language: 'fi' }, { texts, language: 'de' })).to.include({ language: 'de' });
    expect(write({ language: 'fi' }, { texts, language: 'sv' })).to.include({ language: 'en' });
  });

  it('says last how it can be changed, in the same language or not at all', () => {
    const change = { en: 'To change it call 030 23125100.' };
    expect(write({}, { change }).text).to.match(/7890\. To change it call 030 23125100\.$/);
    expect(write({ language: 'de' }, { change }).text).to.match(/7890\.$/);
    expect(write({}, { change }, 'cancelled').text).to.equal('Acme: Your callback 123 456 7890 is cancelled.');
  });

  it('says what has changed', () => {
    expect(write({}, {}, 'rescheduled').text).to.include('now call you back as soon as possible');
    expect(write({ promisedAt: NINE }, {}, 'rescheduled').text).to.include('now call you back on Tuesday');
  });

  it('says that it rests or goes on only where the tenant has words for that', () => {
    const paused = { state: 'paused', promisedAt: NINE, pausedUntil: NINE + 3_600_000 } as const;
    for (const purpose of ['paused', 'resumed'] as const)
      expect(messageText({ ...CALLBACK, ...paused }, purpose, WORDING)).to.equal(undefined);
    const texts = { en: { paused: 'Until {time}.', resumedAsap: 'Soon.', resumedAt: 'At {time}.' } };
    expect(write({ ...paused, language: 'de' }, { texts }, 'paused')).to.deep.equal({
      ...{ text: 'Until Tuesday, January 6 at 10:00 AM.', language: 'en' },
    });
    expect(write({ state: 'scheduled', promisedAt: NINE }, { texts }, 'resumed').text).to.include('6 at 9:00 AM.');
    expect(write({ state: 'queued', promisedAt: NINE }, { texts }, 'resumed').text, 'its time is over').to.equal(
      'Soon.',
    );
  });

  it('fills in no more than its own places, and nothing of what it filled in', () => {
    const texts = { en: { asap: '{name} {time} {constructor}' } };
    expect(write({}, { texts, name: '{confirmationId}' }).text).to.equal('{confirmationId} {time} {constructor}');
  });

  it('is written for a tag that no calendar knows', () => {
    expect(write({ promisedAt: NINE, language: 'en-a1' }).text).to.include('on Tuesday, January 6 at 9:00 AM');
  });

  it('has no space that would make it twice as long', () => {
    expect(write({ promisedAt: NINE }).text).to.match(/^[\x20-\x7e]+$/);
  });
});
