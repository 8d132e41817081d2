/** What a mapping says of messages is looked at when it is applied, so that no message fails of it later. */
import { expect } from 'chai';
import { House } from '../support/house';
import { messageMapping, messages } from '../support/messageHouse';

describe('messages in a mapping', () => {
  const AT = '/tenants/acme/messages';
  let house: House;
  const open = async (secrets?: Record<string, string | undefined>): Promise<void> => {
    house = await new House({ ...(secrets && { secrets }) }).start();
  };
  const apply = async (more: object, written = true) => {
    const mapping = messageMapping({ messages: more });
    const applied = house.signalbox.applyMapping(mapping, 'test', 'system', written);
    const reply = await house.world.finish(applied);
    return 'refused' in reply
      ? (reply.errors ?? []).map(({ path, message }) => `${path.replace(AT, '')} ${message}`)
      : [];
  };
  const json = (body: unknown) => ({ body: { json: body } });

  afterEach(() => house.stop());

  it('has every place filled in, says to whom and what, and has no header of ours', async () => {
    await open();
    expect(await apply({})).to.deep.equal([]);
    expect(await apply(json({ text: '{text}' }))).to.deep.equal([
      '/body says not to whom: {to} or {toDigits} is needed',
    ]);
    expect(await apply(json(['{toDigits}']))).to.deep.equal(['/body does not say what: {text} is needed']);
    expect(await apply(json(['{to}', '{text}', '{txt}', '{secrets.other}']))).to.deep.equal([
      '/body nothing is filled in for {txt} here',
      '/body nothing is filled in for {secrets.other} here',
    ]);
    expect(await apply({ headers: { Host: 'other', 'X-Text': '{text}', Authorization: 'Bearer abc' } })).to.deep.equal([
      '/headers/Host is made by the gateway',
      '/headers/X-Text nothing is filled in for {text} here',
      '/headers/Authorization a secret is not written out here: name it in secrets, and {secrets.<name>} here',
    ]);
    expect(await apply({ texts: { en: { asap: 'at {time}', at: 'at {time} {name}' } } })).to.deep.equal([
      '/texts/en/asap nothing is filled in for {time} here',
    ]);
    expect(await apply({ body: { json: ['{to}{text}', 'x'.repeat(4_000)] } })).to.have.length(1);
    expect(await apply({ headers: { Bad: 'a\r\nb: c' } })).to.have.length(1);
    expect(await apply({ body: { json: {}, form: {} } })).to.have.length(1);
  });

  it('refers to secrets that are there, fit for a header, and never shows them', async () => {
    const at = (name: string) => ({ secrets: { key: { env: name } } });
    await open({ RIGHT: 'the-key', LINES: 'a\nb' });
    const missing = ['/secrets/key the secret it refers to is not there'];
    expect(await apply(at('MISSING'))).to.deep.equal(missing);
    expect(await apply(at('LINES'))).to.deep.equal(['/secrets/key is no printable text of one line']);
    expect(await apply(at('RIGHT'), false)).to.deep.equal([]);
    expect(house.signalbox.mappings.messageSecrets('acme')).to.deep.equal({ key: 'the-key' });
    expect(house.signalbox.mappings.messageSecrets('globex')).to.deep.equal({});
    const written = ['/secrets/key a secret is not written out here: use { env: NAME } or { file: PATH }'];
    expect(await apply({ secrets: { key: { literal: 'abc' } } }, false)).to.deep.equal(written);
    expect(await apply(messages)).to.deep.equal([]);
    expect(JSON.stringify(house.signalbox.mappings.written)).to.not.include('key-of-acme');
    expect(house.signalbox.mappings.messageSecrets('acme')).to.deep.equal({ key: 'key-of-acme' });
  });
});
