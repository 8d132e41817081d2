/** The command table: usage errors, help, completion, and how a gateway is reached. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { reach } from '../../src/cli/access';
import { CliError } from '../../src/cli/cliError';
import { places } from '../../src/cli/completion';
import { program } from '../../src/cli/program';
import { MemoryIo } from '../support/memoryIo';

const KEY = { SIGNALBOX_KEY: 'k' };

describe('the command table', () => {
  const io = new MemoryIo(KEY);

  it('helps without a command, with help, and about each command', async () => {
    for (const args of [[], ['help'], ['--help']]) expect((await io.run(...args)).code).to.equal(0);
    for (const { words } of places(program(io))) {
      const { code, out } = await io.run('help', ...words.split(' ').slice(1));
      expect(code, words).to.equal(0);
      expect(out).to.match(new RegExp(`^Usage: ${words} `));
    }
  });

  it('has a description for every command and option', () => {
    for (const { words, next } of places(program(io)))
      for (const { name, doc } of next) expect(doc, `${words} ${name}`).not.to.equal('');
  });

  for (const [args, words] of [
    [['frobnicate'], "unknown command 'frobnicate'; see: signalbox help"],
    [['tail'], "missing required argument 'tenant'; see: signalbox help tail"],
    [['tail', 'acme', 'globex'], 'too many arguments'],
    [['tail', 'acme', '--after', 'x'], 'it takes a sequence'],
    [['tail', 'acme', '--after', '-1'], '--after'],
    [['tail', 'acme', '--colour'], "unknown option '--colour'"],
    [['tail', 'acme', '--url', 'box'], '--url takes an address'],
    [['tail', 'acme', '--url', 'http://box/path'], '--url takes an address'],
    [['help', 'frobnicate'], 'unknown command'],
    [['completion', 'fish'], 'Allowed choices are bash, zsh'],
  ] as const)
    it(`refuses ${args.join(' ')} in one line, as wrong usage`, async () => {
      const { code, out, err } = await io.run(...args);
      expect({ code, out }).to.deep.equal({ code: 2, out: '' });
      expect(err)
        .to.match(/^signalbox: /)
        .and.to.contain(words);
      expect(err.split('\n')).to.have.length(1);
    });
});

describe('how a gateway is reached', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'signalbox-cli-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  const url = (env: Record<string, string>, option?: string) =>
    reach(option === undefined ? {} : { url: option }, { ...KEY, ...env }).url;

  it('is by its own variables on this machine', () => {
    expect(url({})).to.equal('http://127.0.0.1:8080');
    expect(url({ SIGNALBOX_PORT: '9000' })).to.equal('http://127.0.0.1:9000');
    expect(url({ SIGNALBOX_HOST: '0.0.0.0' })).to.equal('http://127.0.0.1:8080');
    expect(url({ SIGNALBOX_HOST: '::1', SIGNALBOX_PORT: '9000' })).to.equal('http://[::1]:9000');
    expect(url({ SIGNALBOX_URL: 'http://box:1', SIGNALBOX_PORT: '9000' })).to.equal('http://box:1');
    expect(url({ SIGNALBOX_URL: 'http://box:1' }, 'https://b.example:8443/')).to.equal('https://b.example:8443');
  });

  it('is by its configuration file', () => {
    const file = path.join(folder, 'signalbox.yaml');
    writeFileSync(file, `port: 9001\ndata: ${folder}\n`);
    writeFileSync(path.join(folder, 'admin.key'), 'sba_1\n');
    expect(reach({}, { SIGNALBOX_CONFIG: file })).to.deep.equal({ url: 'http://127.0.0.1:9001', key: 'sba_1' });
  });

  it('takes the nearest key: option, variables, the data folder', () => {
    writeFileSync(path.join(folder, 'admin.key'), 'sba_1\n');
    const env = { SIGNALBOX_DATA: folder };
    expect(reach({}, env).key).to.equal('sba_1');
    expect(reach({}, { ...env, SIGNALBOX_ADMIN_KEY: 'sba_of-16-letters' }).key).to.equal('sba_of-16-letters');
    expect(reach({}, { ...env, SIGNALBOX_KEY: 'k' }).key).to.equal('k');
    expect(reach({ key: 'o' }, { ...env, SIGNALBOX_KEY: 'k' }).key).to.equal('o');
  });

  it('says where it looked when there is no key, and what is wrong with the settings', () => {
    const nowhere = () => reach({}, { SIGNALBOX_DATA: path.join(folder, 'no') });
    expect(nowhere).to.throw(CliError, path.join(folder, 'no', 'admin.key'));
    expect(() => reach({}, { SIGNALBOX_PROT: '1' })).to.throw(CliError, 'SIGNALBOX_PROT is not a setting');
  });
});

describe('completion in bash', () => {
  let script: string;
  before(async () => {
    script = (await new MemoryIo().run('completion', 'bash')).out;
  });

  const complete = (...words: string[]): string[] => {
    const quoted = words.map((word) => `'${word}'`).join(' ');
    const run = `${script}\nCOMP_WORDS=(${quoted}); COMP_CWORD=${words.length - 1}; _signalbox; echo "\${COMPREPLY[@]}"`;
    return execFileSync('bash', ['-c', run], { encoding: 'utf8' }).trim().split(' ');
  };

  it('knows commands and options, wherever options stand', () => {
    expect(complete('signalbox', 'ta')).to.deep.equal(['tail']);
    expect(complete('signalbox', 'tail', '--a')).to.deep.equal(['--after']);
    expect(complete('signalbox', '--json', 'tail', 'acme', '--ty')).to.deep.equal(['--types']);
    expect(complete('signalbox', 'tail', '--j')).to.deep.equal(['--json']);
  });
});

describe('the zsh completion', () => {
  it('describes each command without breaking the quotes of the shell', async () => {
    const { out } = await new MemoryIo().run('completion', 'zsh');
    expect(out).to.contain("'tail:print the feed of a tenant");
    execFileSync('bash', ['-n'], { input: out.replace(/^ {2}local -a/gm, '  local -a') });
  });
});
