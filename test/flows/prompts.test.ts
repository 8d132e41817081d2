/** Prompts of a tenant from upload to ear: made, changed, spoken, warmed, chosen by language, deleted. */
import { expect } from 'chai';
import type { Call } from '../../src/core/call';
import { refuse } from '../../src/core/errors';
import type { Prompt } from '../../src/core/prompt';
import type { Speech } from '../../src/ports/speech';
import type { Principal } from '../../src/services/api';
import { House, type Listener } from '../support/house';
import { twoTenants } from '../support/twoTenants';

async function* bytes(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

/** Says the words it was given, in the language it was given. */
const speech: Speech = {
  name: 'test',
  speak: async (text, language) =>
    text === 'unspeakable'
      ? refuse('speech.failed', 'no voice')
      : { body: bytes(`${language}: ${text}`), type: 'audio/wav' },
};

const mapping = structuredClone(twoTenants) as typeof twoTenants & {
  tenants: { acme: { language?: string; applications: Record<string, unknown> } };
};
mapping.tenants.acme.language = 'fr';
mapping.tenants.acme.applications.greeting = {
  kind: 'treatment',
  treatments: [{ do: 'announce', media: [{ play: 'prompt', name: 'named' }] }],
};

describe('prompts', () => {
  let house: House;
  const open = async (options: { speech?: Speech } = { speech }): Promise<void> => {
    house = await new House({ mapping, ...options }).up();
  };
  afterEach(() => house.stop());

  const owner = (): Principal => house.principal('acme', 'owner');
  const prompts = () => house.api.prompts;
  const done = <T>(work: Promise<T>): Promise<T> => house.world.finish(work);
  const create = (body: object, requestId?: string) => done(prompts().create(owner(), 'acme', body, requestId));
  const upload = (name: string, language: string, text: string, ifMatch?: number) =>
    done(prompts().upload(owner(), 'acme', name, language, { type: 'audio/wav', body: bytes(text) }, ifMatch));
  const get = async (name: string) => {
    const found = await done(prompts().get(owner(), 'acme', name));
    return 'refused' in found ? found : { ...(found.data as Prompt), seq: found.seq };
  };
  const text = async (name: string, language: string): Promise<string> => {
    const file = await done(prompts().audio(owner(), 'acme', name, language));
    if ('refused' in file) return file.refused;
    let said = '';
    for await (const chunk of file.read(0, file.bytes - 1)) said += chunk;
    return said;
  };

  /** What a caller of Acme's hotline hears when the program plays that prompt. */
  async function heard(item: object, attributes: object = {}): Promise<string[]> {
    const program: Listener = await house.attach('acme', 'hotline');
    const anna = house.sim.call({
      routingPoint: 'main',
      ani: '+493023125777',
      dnis: '1000',
      endpoint: 'PJSIP/carrier',
    });
    const offer = (await house.world.waitFor(() => program.of('call.offered')[0]))?.data as Call;
    await house.command('acme', 'call.set_attributes', offer.id, { attributes }, program);
    const treatments = [{ do: 'announce', media: [item] }, { do: 'reject' }];
    await house.command('acme', 'call.route', offer.id, { treatments, offer: 1 }, program);
    await house.world.waitFor(() => program.of('call.cleared')[0]);
    program.subscription.end();
    const file = (name: string): string => {
      for (const [key, content] of house.media.files) {
        const [tenant = '', hash = ''] = key.split('/');
        if (`audio ${house.media.address(tenant, hash)}` === name) return `${tenant}: ${content}`;
      }
      return name;
    };
    return anna.heard.flatMap(({ what }) => (/^(audio|prompt) /.test(what) ? [file(what)] : []));
  }

  it('are made from texts and from audio, changed at once or not at all, and kept over a crash', async () => {
    await open();
    const made = await create({ name: 'welcome', description: 'first words', texts: { en: 'Hello', de: 'Hallo' } });
    expect(made).to.deep.include({ status: 201 });
    expect(await text('welcome', 'de')).to.equal('de: Hallo');
    const before = await get('welcome');
    expect(await upload('welcome', 'fr', 'RIFF bonjour')).to.deep.include({ status: 200 });
    const patch = { texts: { en: 'Good day', de: null }, description: 'changed' };
    const changed = await done(prompts().change(owner(), 'acme', 'welcome', patch));
    expect(changed).to.deep.include({ status: 200 });
    house.crash();
    await house.start();
    const after = await get('welcome');
    expect(after).to.deep.include({ version: 3, description: 'changed' });
    expect('languages' in after && after.languages.map(({ language, kind }) => `${language} ${kind}`)).to.deep.equal([
      'en text',
      'fr audio',
    ]);
    expect([await text('welcome', 'en'), await text('welcome', 'fr')]).to.deep.equal(['en: Good day', 'RIFF bonjour']);
    expect(await text('welcome', 'de')).to.equal('resource.not_found');
    expect(house.media.released, 'what was replaced may be swept one day').to.have.length(2);
    expect(before).to.include({ version: 1 });
  });

  it('are the same for the same request again, and another body is a mistake', async () => {
    await open();
    const body = { name: 'welcome', texts: { en: 'Hello' } };
    const first = await create(body, 'r1');
    expect(await create(body, 'r1')).to.deep.equal(first);
    expect(await create({ name: 'other' }, 'r1')).to.include({ refused: 'request.key_reused' });
    expect(await create(body)).to.include({ refused: 'resource.conflict' });
    await done(prompts().remove(owner(), 'acme', 'welcome'));
    expect(await create(body, 'r1'), 'what it made is deleted').to.include({ refused: 'resource.not_found' });
  });

  it('refuse a change of what somebody else changed meanwhile', async () => {
    await open();
    await create({ name: 'welcome' });
    const { seq } = (await get('welcome')) as { seq: number };
    await upload('welcome', 'en', 'first', seq);
    expect(await upload('welcome', 'en', 'second', seq)).to.include({ refused: 'resource.changed' });
    expect(await done(prompts().change(owner(), 'acme', 'welcome', { description: 'x' }, seq))).to.include({
      refused: 'resource.changed',
    });
    expect(await done(prompts().remove(owner(), 'acme', 'welcome', seq))).to.include({ refused: 'resource.changed' });
    expect(await text('welcome', 'en')).to.equal('first');
  });

  it('refuse what makes no sense, and nothing has changed', async () => {
    await open();
    await create({ name: 'welcome', texts: { en: 'Hello' } });
    const before = await get('welcome');
    const bad = [
      { texts: { en: '' } },
      { texts: { 'no language!': 'x' } },
      { texts: { en: 'x'.repeat(2_001) } },
      { name: 'y' },
    ];
    for (const body of bad)
      expect(await done(prompts().change(owner(), 'acme', 'welcome', body)), JSON.stringify(body)).to.include({
        refused: 'request.invalid',
      });
    const both = { texts: { fr: 'oui', de: 'unspeakable' } };
    expect(await done(prompts().change(owner(), 'acme', 'welcome', both))).to.include({ refused: 'speech.failed' });
    expect(await upload('welcome', '../de', 'x')).to.include({ refused: 'request.invalid' });
    expect(await upload('welcome', 'de', '')).to.include({ refused: 'audio.invalid' });
    expect(await upload('nothing', 'de', 'x')).to.include({ refused: 'resource.not_found' });
    for (const name of ['', '../x', 'A', '-a', 'a b', 'constructor()'])
      expect(await create({ name }), name).to.include({ refused: 'request.invalid' });
    expect(await get('constructor')).to.include({ refused: 'resource.not_found' });
    expect(await get('welcome')).to.deep.equal(before);
  });

  it('are changed by owners alone and seen by their own tenant alone', async () => {
    await open();
    await create({ name: 'welcome', texts: { en: 'Hello' } });
    for (const role of ['application', 'supervisor'] as const) {
      const who = house.principal('acme', role);
      expect(await done(prompts().create(who, 'acme', { name: 'x' }))).to.include({ refused: 'auth.forbidden' });
      expect(await done(prompts().remove(who, 'acme', 'welcome'))).to.include({ refused: 'auth.forbidden' });
      expect(await done(prompts().list(who, 'acme')))
        .to.have.property('items')
        .with.length(1);
    }
    const globex = house.principal('globex', 'owner');
    expect(await done(prompts().get(globex, 'acme', 'welcome'))).to.include({ refused: 'auth.forbidden' });
    expect(await done(prompts().audio(globex, 'globex', 'welcome', 'en'))).to.include({
      refused: 'resource.not_found',
    });
  });

  it('are heard in the language of the caller, else of the tenant, else in English', async () => {
    await open();
    await create({ name: 'welcome', texts: { en: 'Hello', fr: 'Bonjour', de: 'Hallo' } });
    const item = { play: 'prompt', name: 'welcome' };
    expect(await heard(item)).to.deep.equal(['acme: fr: Bonjour']);
    expect(await heard(item, { language: 'de-CH' })).to.deep.equal(['acme: de: Hallo']);
    expect(await heard({ ...item, language: 'en' }, { language: 'de' })).to.deep.equal(['acme: en: Hello']);
    expect(await heard(item, { language: 'nonsense!' })).to.deep.equal(['acme: fr: Bonjour']);
  });

  it('of another tenant are nobody else’s; an unknown name is a sound of the PBX', async () => {
    await open();
    const other = house.principal('globex', 'owner');
    await done(prompts().create(other, 'globex', { name: 'welcome', texts: { en: 'Globex' } }));
    expect(await heard({ play: 'prompt', name: 'welcome' })).to.deep.equal(['prompt welcome']);
  });

  it('that cannot be spoken are replaced by the sound they name, and say why', async () => {
    await open({});
    await create({ name: 'welcome', instead: 'please-hold', texts: { en: 'Hello' } });
    await create({ name: 'empty' });
    const { languages } = (await get('welcome')) as Prompt;
    expect(languages[0]).to.include({ kind: 'text', text: 'Hello' });
    expect(languages[0]?.problem).to.match(/nothing speaks/);
    expect(await heard({ play: 'prompt', name: 'welcome' })).to.deep.equal(['prompt please-hold']);
    expect(await heard({ play: 'prompt', name: 'empty' })).to.deep.equal(['prompt beep']);
  });

  it('that waited for a voice are spoken at the first start that has one', async () => {
    const options: { mapping: typeof mapping; speech?: Speech } = { mapping };
    house = await new House(options).up();
    await create({ name: 'welcome', texts: { en: 'Hello' } });
    house.crash();
    options.speech = speech;
    await house.start();
    const { languages, version } = await house.world.waitFor(() => {
      const prompt = house.signalbox.partitions.get('acme')?.get<Prompt>('prompt', 'welcome');
      return prompt?.languages[0]?.content === undefined ? undefined : prompt;
    });
    expect(languages[0]).to.not.have.property('problem');
    expect(version).to.equal(2);
    expect(await text('welcome', 'en')).to.equal('en: Hello');
  });

  it('are deleted when the mapping does not name them, and a new one may have the name', async () => {
    await open();
    await create({ name: 'named' });
    const refusal = await done(prompts().remove(owner(), 'acme', 'named'));
    expect(refusal).to.deep.include({
      refused: 'prompt.in_use',
      facts: { places: ['/tenants/acme/applications/greeting/treatments/0/media/0'] },
    });
    await create({ name: 'welcome', texts: { en: 'Hello' } });
    expect(await done(prompts().remove(owner(), 'acme', 'welcome'))).to.deep.equal({
      status: 200,
      data: { name: 'welcome' },
    });
    expect(await get('welcome')).to.include({ refused: 'resource.not_found' });
    expect(await done(prompts().list(owner(), 'acme')))
      .to.have.property('items')
      .with.length(1);
    await create({ name: 'welcome', texts: { en: 'Again' } });
    house.crash();
    await house.start();
    expect(await text('welcome', 'en')).to.equal('en: Again');
  });
});
