/** Passwords as they are stored: real scrypt, so the few of these are slow. */
import { expect } from 'chai';
import { RefusedError } from '../src/core/errors';
import { systemPasswords } from '../src/passwords';

describe('passwords', function () {
  this.timeout(30_000);
  const passwords = systemPasswords();

  it('are stored with algorithm, parameters and a salt of their own, and fit again', async () => {
    const [one, two] = await Promise.all([passwords.hash('correct horse'), passwords.hash('correct horse')]);
    expect(one).to.match(/^scrypt\$32768\$8\$3\$[\w+/=]{24}\$[\w+/=]{44}$/);
    expect(one).not.to.equal(two);
    expect(await passwords.fits('correct horse', one)).to.equal(true);
    expect(await passwords.fits('Correct horse', one)).to.equal(false);
  });

  it('fit however the signs were put together', async () => {
    const stored = await passwords.hash('caf\u00e9 am Eck');
    expect(await passwords.fits('cafe\u0301 am Eck', stored)).to.equal(true);
  });

  it('fit nobody, and nothing that cannot be read', async () => {
    for (const stored of [undefined, '', 'plain', 'scrypt$32768$8$3$$', 'scrypt$32768$8$3$AAAA$AAAA'])
      expect(await passwords.fits('', stored), String(stored)).to.equal(false);
  });

  it('leave the event loop alone while they are computed', async () => {
    let turns = 0;
    let over = false;
    const hashing = passwords.hash('correct horse').finally(() => {
      over = true;
    });
    while (!over) {
      await new Promise((resolve) => setImmediate(resolve));
      turns += 1;
    }
    await hashing;
    expect(turns).to.be.greaterThan(10);
  });

  it('make no endless queue', async () => {
    const quick = systemPasswords({ N: 1_024, r: 1, p: 1 });
    const asked = Array.from({ length: 60 }, () => quick.fits('x', undefined).catch((error: unknown) => error));
    const refused = await Promise.race(asked.slice(52));
    expect(refused).to.be.instanceOf(RefusedError);
    await Promise.all(asked);
  });
});
