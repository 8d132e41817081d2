/** The unit and the container file: what they run is there, what they may is little, and a linter has nothing to say. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { validate } from 'dockerfile-utils';
import { readConfig } from '../../src/config';
import { START_FLAGS } from '../lab/support/startFlags';

const ROOT = path.join(__dirname, '../..');
const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');
const unbuilt = (file: string): string => file.replace(/^.*?dist\//, '').replace(/\.js$/, '.ts');

/** Settings of a unit by section; the last one wins, lists are joined. */
function unit(text: string): Record<string, Record<string, string>> {
  const sections: Record<string, Record<string, string>> = {};
  let section = '';
  for (const line of text.split('\n').map((one) => one.trim())) {
    if (line === '' || line.startsWith('#')) continue;
    const head = /^\[(\w+)\]$/.exec(line)?.[1];
    if (head !== undefined) {
      section = head;
      continue;
    }
    const [, key = '', value = ''] = /^(\w+)=(.*)$/.exec(line) ?? [];
    expect(key, `${section}: ${line}`).not.to.equal('');
    const of = sections[section] ?? {};
    sections[section] = of;
    of[key] = of[key] === undefined ? value : `${of[key]} ${value}`;
  }
  return sections;
}

/** Instructions of a container file, continued lines joined. */
const instructions = (text: string): [name: string, rest: string][] =>
  text
    .replace(/^#.*\n/gm, '')
    .replace(/\\\n\s*/g, '')
    .split('\n')
    .filter(Boolean)
    .map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]);

const settings = (text: string): Record<string, string> =>
  Object.fromEntries([...text.matchAll(/(SIGNALBOX_\w+)=(\S+)/g)].map(([, name, value]) => [name, value]));

describe('whatever starts the gateway', () => {
  it('gives Node the same flags', () => {
    expect(START_FLAGS).to.have.lengthOf(3);
    const launchers = ['Makefile', 'ops/Containerfile', 'ops/signalbox.service'];
    for (const file of launchers) {
      const line = read(file)
        .split('\n')
        .find((one) => one.includes('dist/src/main.js'));
      expect(line?.match(/--[\w-]+(=\d+)?/g), file).to.deep.equal(START_FLAGS);
    }
  });
});

describe('the systemd unit', () => {
  const { Unit = {}, Service = {}, Install } = unit(read('ops/signalbox.service'));

  it('runs the gateway with settings that there are, as nobody special', () => {
    const program = Service.ExecStart?.split(' ').at(-1) ?? '';
    expect(existsSync(path.join(ROOT, unbuilt(program))), program).to.equal(true);
    const config = readConfig(settings(Service.Environment ?? ''), () => {});
    expect(config.data).to.equal('/var/lib/signalbox');
    expect(Service.User).to.equal('signalbox');
    expect(Service.StateDirectory).to.equal('signalbox');
    expect(Install).to.deep.equal({ WantedBy: 'multi-user.target' });
  });

  it('does not try again what a person must mend, and gives draining its time', () => {
    expect(read('src/cli/cliError.ts')).to.contain('config: 78');
    expect(Service.RestartPreventExitStatus).to.equal('78');
    expect(Number.parseInt(Service.TimeoutStopSec ?? '', 10)).to.be.greaterThan(10);
    expect(Unit.StartLimitBurst).to.match(/^\d+$/);
  });

  it('may do little', () => {
    const hardened = { NoNewPrivileges: 'yes', ProtectSystem: 'strict', ProtectHome: 'yes', CapabilityBoundingSet: '' };
    expect(Service).to.include(hardened);
    expect(Service.RestrictAddressFamilies?.split(' ')).to.have.members(['AF_INET', 'AF_INET6', 'AF_UNIX']);
    // Node compiles to memory that it runs.
    expect(Service).not.to.have.property('MemoryDenyWriteExecute');
  });

  it('is understood by systemd, where there is one', function () {
    if (!existsSync('/usr/bin/systemd-analyze')) return; // the tests above have read all of it
    this.timeout(30_000);
    const text = execFileSync('systemd-analyze', ['verify', path.join(ROOT, 'ops/signalbox.service')], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    expect(text).not.to.match(/Unknown|Failed to parse/);
  });
});

describe('the container file', () => {
  const text = read('ops/Containerfile');
  const list = instructions(text);
  const all = (name: string): string[] => list.filter(([one]) => one === name).map(([, rest]) => rest);

  it('has nothing for a linter to find', () => {
    expect(validate(text)).to.deep.equal([]);
  });

  it('builds in one stage and runs in another, as nobody special', () => {
    expect(all('FROM')).to.have.length(2);
    for (const from of all('FROM')) expect(from).to.match(/^node:\d+\.\d+\.\d+-/);
    const lastFrom = list.findLastIndex(([name]) => name === 'FROM');
    const user = list.findIndex(([name, rest]) => name === 'USER' && rest === 'node');
    expect(user).to.be.greaterThan(lastFrom);
    expect(list.slice(user).map(([name]) => name)).not.to.include('RUN');
    expect(all('ADD'), 'nothing is fetched from elsewhere').to.deep.equal([]);
  });

  it('copies what is there and gets through .dockerignore, and runs what is built', () => {
    const allowed = read('.dockerignore')
      .split('\n')
      .flatMap((line) => (line.startsWith('!') ? [line.slice(1)] : []));
    const copied = all('COPY')
      .filter((copy) => !copy.startsWith('--from'))
      .flatMap((copy) => copy.split(' ').slice(0, -1));
    expect(copied.length).to.be.greaterThan(5);
    for (const file of copied) {
      expect(existsSync(path.join(ROOT, file)), file).to.equal(true);
      expect(allowed, file).to.include(file);
    }
    const [entry = '[]'] = all('ENTRYPOINT');
    expect(existsSync(path.join(ROOT, unbuilt(JSON.parse(entry).at(-1))))).to.equal(true);
    expect(readConfig(settings(all('ENV').join(' ')), () => {}).host).to.equal('0.0.0.0');
  });

  it('asks whether it lives, not whether it is ready', () => {
    expect(all('HEALTHCHECK').join()).to.contain('/healthz');
  });
});
