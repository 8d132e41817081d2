/**
 * Holds the promises of package.json: exact versions, and a lock file that installs from any registry on any platform.
 * npm writes a lock without the platform packages that a lagging mirror does not have yet; `npm ci` then fails elsewhere.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';

interface LockEntry {
  readonly resolved?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const read = (file: string) => JSON.parse(readFileSync(path.join(__dirname, '..', file), 'utf8'));
const packages: Readonly<Record<string, LockEntry>> = read('package-lock.json').packages;

/** As Node resolves: the nearest node_modules upwards. */
function locked(from: string, name: string): boolean {
  if (`${from && `${from}/`}node_modules/${name}` in packages) return true;
  if (!from) return false;
  return locked(from.slice(0, Math.max(0, from.lastIndexOf('/node_modules/'))), name);
}

describe('package.json', () => {
  it('pins exact versions', () => {
    const { dependencies, devDependencies } = read('package.json');
    const loose = Object.entries({ ...dependencies, ...devDependencies }).filter(
      ([, v]) => !/^\d+\.\d+\.\d+$/.test(`${v}`),
    );
    expect(loose).to.deep.equal([]);
  });
});

describe('README.md', () => {
  it('names every package that a gateway stands on', () => {
    const text = readFileSync(path.join(__dirname, '../README.md'), 'utf8');
    const unnamed = Object.keys(read('package.json').dependencies).filter((name) => !text.includes(`\`${name}\``));
    expect(unnamed).to.deep.equal([]);
  });
});

describe('package-lock.json', () => {
  it('names no registry', () => {
    const named = Object.entries(packages).filter(([, entry]) => entry.resolved);
    expect(named.map(([name]) => name)).to.deep.equal([]);
  });

  it('has an entry for every optional dependency', () => {
    const missing = Object.entries(packages).flatMap(([at, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter((name) => !locked(at, name)),
    );
    expect(missing).to.deep.equal([]);
  });
});
