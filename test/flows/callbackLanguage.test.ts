/** A callback has the language in which it was asked for, and whoever is called back hears it. */
import { expect } from 'chai';
import type { Person } from '../../connectors/simulator/people';
import { arrives, CallbackHouse, CUSTOMER, OTHER } from '../support/callbackHouse';
import { told } from '../support/queueHouse';

async function* bytes(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

const media = [{ play: 'prompt', name: 'acme-calls-you-back' }];
const callback = { connect: { endpoint: 'PJSIP/a1' }, minDelaySeconds: 0, confirm: { media } };
const venues = {
  sales: { routingPoint: 'pbx/main', match: { dnis: '1000' }, application: 'sales', language: 'fr' },
};

describe('the language of a callback', () => {
  let house: CallbackHouse;
  const upload = (language: string, body: string) =>
    house.world.finish(
      house.api.prompts.upload(house.principal('acme', 'owner'), 'acme', 'acme-calls-you-back', language, {
        ...{ type: 'audio/wav', body: bytes(body) },
      }),
    );
  const open = async () => {
    const queue = { keys: { '1': [{ do: 'propose', queue: 'sales' }] } };
    house = await CallbackHouse.open({ callback, queue, rest: { venues } });
    const made = house.api.prompts.create(house.principal('acme', 'owner'), 'acme', { name: 'acme-calls-you-back' });
    expect(await house.world.finish(made)).to.include({ status: 201 });
    for (const [language, body] of [
      ['en', 'RIFF Acme calls you back'],
      ['fr', 'RIFF Acme vous rappelle'],
      ['de', 'RIFF Acme ruft zurück'],
    ] as const)
      expect(await upload(language, body)).to.not.have.property('refused');
  };
  /** What somebody hears, prompts of the tenant in words. */
  const heard = (person: Person): string[] =>
    told(person).map((what) => {
      for (const [key, content] of house.media.files)
        if (what === `audio ${house.media.address(...(key.split('/') as [string, string]))}`) return String(content);
      return what;
    });

  afterEach(() => house.end());

  it('is heard in the words of the tenant, too', async () => {
    await open();
    const customer = house.phone(CUSTOMER, { answerAfterMs: 500 });
    await house.request({ language: 'de' });
    await house.world.waitFor(() => customer.last && heard(customer.last).length > 1);
    expect(heard(customer.last as Person)).to.include('RIFF Acme ruft zurück');
  });

  it('is that of the venue at which it was asked for by keypad', async () => {
    await open();
    const customer = house.phone(OTHER, { answerAfterMs: 500 });
    house.sim.call({
      ...arrives(OTHER),
      script: async (person) => {
        await person.hear(/music/);
        await person.press('1');
        await person.hear(/callback-number-keep/);
        person.hangup();
      },
    });
    expect(await house.event('callback.requested')).to.include({ language: 'fr' });
    await house.world.waitFor(() => customer.last && heard(customer.last).length > 1);
    expect(heard(customer.last as Person)).to.include('RIFF Acme vous rappelle');
  });
});
