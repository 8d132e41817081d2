/** The request to a service that sends messages, as a tenant writes it down. */
import { expect } from 'chai';
import { messageRequest, placesOfBody } from '../../src/core/messageRequest';

const PARTS = { id: 'me_1', to: '+4915123456789', from: 'Acme', text: 'Grüße & "mehr"\n{from}', language: 'de' };

describe('the request for a message', () => {
  it('is JSON with every place filled in, however deep, and nothing of it read again', () => {
    const body = { json: { to: ['{to}'], n: 1, on: true, none: null, at: { text: '{text}', ref: 'x-{id}' } } };
    const { contentType, body: sent } = messageRequest({ headers: {}, body }, PARTS, {});
    expect(contentType).to.equal('application/json');
    expect(JSON.parse(sent)).to.deep.equal({
      ...{ to: [PARTS.to], n: 1, on: true, none: null },
      at: { text: PARTS.text, ref: 'x-me_1' },
    });
  });

  it('is a form whose fields are escaped', () => {
    const body = { form: { To: '{toDigits}', 'Message[text]': '{text}', lang: '{language}', key: '{secrets.key}' } };
    const { contentType, body: sent } = messageRequest({ headers: {}, body }, PARTS, { key: 'a&b=c' });
    expect(contentType).to.equal('application/x-www-form-urlencoded');
    expect(Object.fromEntries(new URLSearchParams(sent))).to.deep.equal({
      ...{ To: '4915123456789', 'Message[text]': PARTS.text, lang: 'de', key: 'a&b=c' },
    });
  });

  it('has secrets and the id in its headers', () => {
    const headers = { Authorization: 'Bearer {secrets.key}', 'Idempotency-Key': '{id}', Plain: '{nobody}' };
    const { headers: sent } = messageRequest({ headers, body: { form: {} } }, PARTS, { key: 's3cret' });
    expect(sent).to.deep.equal({ Authorization: 'Bearer s3cret', 'Idempotency-Key': 'me_1', Plain: '{nobody}' });
  });

  it('says which places it has', () => {
    expect(placesOfBody({ json: [{ a: '{to} {text}' }, '{id}'] })).to.deep.equal(['to', 'text', 'id']);
  });
});
