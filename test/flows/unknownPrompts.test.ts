/** Prompts that nobody has are named: by validate with their place, by doctor with what to do. */
import { expect } from 'chai';
import { isRefusal } from '../../src/core/errors';
import type { Principal } from '../../src/services/api';
import { House } from '../support/house';
import { twoTenants } from '../support/twoTenants';

const ADMIN: Principal = { key: 'admin', actor: 'key:admin', role: 'admin' };
const PLACE = '/tenants/acme/applications/menu/treatments/0/media/0';

describe('a prompt that the mapping names', () => {
  let house: House;
  beforeEach(async () => {
    house = await (await new House({ mapping: twoTenants }).start()).live();
  });
  afterEach(() => house.stop());

  const done = <T>(work: Promise<T>): Promise<T> => house.world.finish(work);
  const validate = async (value: object = twoTenants) =>
    (
      (await done(house.api.mappings.validate(ADMIN, { value }))) as {
        data: { valid: boolean; warnings?: { path: string; message: string }[] };
      }
    ).data;
  const sounds = async () => {
    const examined = await done(house.api.doctor.examine(ADMIN));
    if (isRefusal(examined)) throw new Error(JSON.stringify(examined));
    const { findings } = examined;
    return findings.filter(({ check }) => check === 'sounds');
  };

  it('and that neither tenant, built-ins nor PBX have is named by validate and doctor', async () => {
    const { valid, warnings = [] } = await validate();
    expect(valid).to.equal(true);
    expect(warnings.map(({ path }) => path)).to.deep.equal([PLACE]);
    expect(warnings[0]?.message).to.contain('acme has no prompt menu');
    const [found, ...more] = await sounds();
    expect(more).to.deep.equal([]);
    expect(found?.words).to.contain(`acme names the prompt menu (${PLACE})`);
    expect(found?.todo).to.equal('signalbox prompts upload menu en <file.wav> --tenant acme');
  });

  it('and instead of a waiting time, too', async () => {
    const waitingTime = { otherwise: [{ play: 'prompt', name: 'a-while' }] };
    const value = JSON.parse(JSON.stringify(twoTenants));
    value.tenants.acme.queues = { ...value.tenants.acme.queues, extra: { announcements: { waitingTime } } };
    expect((await validate(value)).warnings?.map(({ path }) => path)).to.include(
      '/tenants/acme/queues/extra/announcements/waitingTime/otherwise/0',
    );
  });

  it('is fine once the tenant has it, and again missing when it is deleted', async () => {
    const owner = house.principal('acme', 'owner');
    await done(house.api.prompts.create(owner, 'acme', { name: 'menu' }));
    expect(await validate()).to.deep.equal({ valid: true, flaws: [] });
    expect(await sounds()).to.deep.equal([]);
  });
});
