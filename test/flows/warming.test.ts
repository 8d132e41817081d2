/** Prompts are at the PBX before anybody waits for them: fetched when a link goes live, again when that failed, and when they change. */
import { expect } from 'chai';
import type { Audible } from '../../src/core/media';
import type { Pbx, Result } from '../../src/ports/pbx';
import { House } from '../support/house';
import { twoTenants } from '../support/twoTenants';

async function* bytes(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

describe('warming', () => {
  let house: House;
  let warmed: string[];
  let flying: number;
  let most: number;
  let answer: () => Result;
  beforeEach(async () => {
    [warmed, flying, most] = [[], 0, 0];
    answer = () => ({ result: 'ok', value: undefined });
    house = await new House({ mapping: twoTenants, line }).up();
  });
  afterEach(() => house.stop());

  /** The PBX, but for its fetching, which takes a second. */
  function line(pbx: Pbx): Pbx {
    const warm = async (media: readonly Audible[]): Promise<Result> => {
      most = Math.max(most, ++flying);
      await new Promise<void>((resolve) => {
        house.world.clock.after(1_000, resolve);
      });
      flying -= 1;
      for (const item of media) warmed.push(item.play === 'audio' ? item.file : item.play);
      return answer();
    };
    return new Proxy(pbx, {
      get: (target, name) => {
        if (name === 'warm') return warm;
        const found = Reflect.get(target, name) as unknown;
        return typeof found === 'function' ? found.bind(target) : found;
      },
    });
  }

  const relink = async (): Promise<void> => {
    house.sim.cutLink();
    await house.world.waitFor(() => house.signalbox.lines.state('pbx') !== 'live');
    house.sim.restoreLink();
    await house.live();
  };
  const upload = async (name: string, language: string, text: string, tenant = 'acme'): Promise<void> => {
    const owner = house.principal(tenant, 'owner');
    const { prompts } = house.api;
    await house.world.finish(prompts.create(owner, tenant, { name }));
    const audio = { type: 'audio/wav', body: bytes(text) };
    expect(await house.world.finish(prompts.upload(owner, tenant, name, language, audio))).to.include({ status: 200 });
  };
  const here = (tenant: string): string[] =>
    [...house.media.files.keys()].flatMap((key) => {
      const [owner = '', content = ''] = key.split('/');
      return owner === tenant ? [house.media.address(owner, content)] : [];
    });

  it('fetches what was uploaded, at once', async () => {
    await upload('welcome', 'en', 'hello');
    await house.world.waitFor(() => warmed.length === 1);
    expect(warmed).to.deep.equal(here('acme'));
  });

  it('fetches everything when the link is live again, a few at a time', async () => {
    for (let i = 0; i < 10; i++) await upload(`p${i}`, 'en', `text ${i}`);
    await upload('other', 'en', 'text', 'globex');
    await house.world.waitFor(() => warmed.length === 11);
    warmed.length = 0;
    most = 0;
    await relink();
    await house.world.waitFor(() => warmed.length === 11);
    expect(warmed).to.have.members([...here('acme'), ...here('globex')]);
    expect(most).to.equal(4);
  });

  it('tries again what could not be fetched, and in the end leaves it to the play', async () => {
    answer = () => ({ result: 'timeout' });
    await upload('welcome', 'en', 'hello');
    await house.world.waitFor(() => warmed.length === 4, 120_000);
    await house.world.advance(600_000);
    expect(warmed).to.have.length(4);
  });

  it('has nothing left to do when the link is lost meanwhile', async () => {
    answer = () => ({ result: 'linkDown' });
    await upload('welcome', 'en', 'hello');
    await house.world.waitFor(() => warmed.length === 1);
    answer = () => ({ result: 'ok', value: undefined });
    await relink();
    await house.world.advance(600_000);
    expect(warmed).to.have.length(2);
  });
});
