/** Who guesses passwords is slowed down, by user and by address, and learns nothing on the way. */
import { expect } from 'chai';
import { isRefusal, type Refusal } from '../../src/core/errors';
import type { Principal } from '../../src/services/api';
import { Lockout } from '../../src/services/lockout';
import { House } from '../support/house';
import { ManualClock } from '../support/manualClock';
import { twoTenants } from '../support/twoTenants';

const ADMIN: Principal = { key: 'admin', actor: 'key:admin', role: 'admin' };
const PASSWORD = 'correct horse battery';

describe('guessing', () => {
  let house: House;
  beforeEach(async () => {
    house = await new House({ mapping: twoTenants }).start();
    const body = { login: 'anna', name: 'Anna Berger', role: 'owner' };
    const made = await house.world.finish(house.api.users.create(ADMIN, 'acme', body));
    if (isRefusal(made)) throw new Error(JSON.stringify(made));
    const token = (made.data as { invitation: string }).invitation;
    await house.world.finish(house.api.signIns.accept({ token, password: PASSWORD }));
  });
  afterEach(() => house.stop());

  const signIn = (login: string, password: string, address = '192.0.2.1') =>
    house.world.finish(house.api.signIns.signIn({ tenant: 'acme', login, password }, address));

  it('slows down who guesses, whether there is such a user or not, and not for ever', async () => {
    const guess = async (login: string): Promise<string[]> => {
      const answers: string[] = [];
      for (let i = 0; i < 7; i += 1) answers.push(((await signIn(login, 'wrong')) as Refusal).refused);
      return answers;
    };
    const known = await guess('anna');
    expect(known).to.deep.equal([...Array<string>(5).fill('auth.sign_in_failed'), 'auth.locked', 'auth.locked']);
    expect(await guess('nobody')).to.deep.equal(known);
    expect(await signIn('anna', PASSWORD), 'also with the right password').to.include({ refused: 'auth.locked' });
    await house.world.advance(5_000);
    expect(await signIn('anna', PASSWORD)).to.have.property('cookie');
  });

  it('slows down who tries many names from one address', async () => {
    for (let i = 0; i < 50; i += 1) await signIn(`name${i}`, 'wrong', '192.0.2.66');
    const locked = (await signIn('name99', 'wrong', '192.0.2.66')) as Refusal;
    expect(locked.refused).to.equal('auth.locked');
    expect(locked.facts?.retryAfter).to.be.greaterThan(0);
    expect(await signIn('name99', 'wrong', '192.0.2.67')).to.include({ refused: 'auth.sign_in_failed' });
  });

  it('takes the addresses of one network of IPv6 for one', async () => {
    for (let i = 0; i < 50; i += 1) await signIn(`name${i}`, 'wrong', `2001:db8:1:2::${i.toString(16)}`);
    expect(await signIn('name99', 'wrong', '2001:db8:1:2:3:4:5:6')).to.include({ refused: 'auth.locked' });
    expect(await signIn('name99', 'wrong', '2001:db8:1:3::1')).to.include({ refused: 'auth.sign_in_failed' });
  });

  it('counts those who guess at once, too', async () => {
    const asked = Array.from({ length: 20 }, () => signIn('anna', 'wrong'));
    const answers = (await Promise.all(asked)) as Refusal[];
    expect(answers.filter(({ refused }) => refused === 'auth.sign_in_failed')).to.have.length(5);
    expect(house.passwords.checked).to.equal(5);
  });

  it('waits twice as long each time, at most five minutes, and forgets after a quiet hour', () => {
    const clock = new ManualClock();
    const lockout = new Lockout(clock, 1);
    const waits: unknown[] = [];
    for (let i = 0; i < 12; i += 1) {
      expect(lockout.attempt('anna')).to.equal(undefined);
      const refusal = lockout.attempt('anna');
      const wait = Number(refusal?.facts?.retryAfter);
      waits.push(wait);
      clock.advance(wait * 1_000);
    }
    expect(waits).to.deep.equal([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]);
    clock.advance(3_600_000);
    lockout.attempt('anna');
    expect(lockout.attempt('anna')?.facts).to.deep.equal({ retryAfter: 1 });
  });

  it('remembers a bounded number of names', () => {
    const lockout = new Lockout(new ManualClock(), 1);
    for (let i = 0; i < 12_000; i += 1) lockout.attempt(`name${i}`);
    expect(lockout.size).to.equal(10_000);
  });
});
