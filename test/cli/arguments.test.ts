import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { parseTail } from '../../src/cli/arguments';
import { CliError } from '../../src/cli/cliError';

const KEY = { SIGNALBOX_KEY: 'k' };

/** The message and exit code of the error that `act` throws. */
function errorOf(act: () => unknown): CliError {
  try {
    act();
  } catch (error) {
    if (error instanceof CliError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('the arguments of tail', () => {
  it('are a tenant and options', () => {
    const args = [
      'acme',
      '--url',
      'https://box.example:8443/',
      '--key',
      'k2',
      '--after',
      '0',
      '--types',
      'call.offered,call.cleared',
      '--json',
    ];
    expect(parseTail(args, KEY)).to.deep.equal({
      tenant: 'acme',
      url: 'https://box.example:8443',
      key: 'k2',
      after: 0,
      types: ['call.offered', 'call.cleared'],
      json: true,
    });
  });

  it('need nothing but the tenant', () => {
    expect(parseTail(['acme'], KEY)).to.deep.equal({
      tenant: 'acme',
      url: 'http://127.0.0.1:8080',
      key: 'k',
      json: false,
    });
  });

  it('find the gateway of this machine by its own variables', () => {
    const url = (env: Record<string, string>) => parseTail(['acme'], { ...KEY, ...env }).url;
    expect(url({ SIGNALBOX_PORT: '9000' })).to.equal('http://127.0.0.1:9000');
    expect(url({ SIGNALBOX_HOST: '0.0.0.0' })).to.equal('http://127.0.0.1:8080');
    expect(url({ SIGNALBOX_HOST: '::1', SIGNALBOX_PORT: '9000' })).to.equal('http://[::1]:9000');
    expect(url({ SIGNALBOX_URL: 'http://box:1', SIGNALBOX_PORT: '9000' })).to.equal('http://box:1');
  });

  describe('in a data folder', () => {
    let folder: string;
    before(() => {
      folder = mkdtempSync(path.join(tmpdir(), 'signalbox-cli-'));
    });
    after(() => rmSync(folder, { recursive: true }));

    it('take the key of the admin that is there', () => {
      writeFileSync(path.join(folder, 'admin.key'), 'sba_1\n');
      expect(parseTail(['acme'], { SIGNALBOX_DATA: folder }).key).to.equal('sba_1');
      expect(parseTail(['acme'], { SIGNALBOX_DATA: folder, SIGNALBOX_ADMIN_KEY: 'sba_2' }).key).to.equal('sba_2');
    });

    it('say where they looked when there is none', () => {
      const { message, exitCode } = errorOf(() => parseTail(['acme'], { SIGNALBOX_DATA: path.join(folder, 'no') }));
      expect(message)
        .to.contain(path.join(folder, 'no', 'admin.key'))
        .and.to.contain('--key');
      expect(exitCode).to.equal(1);
    });
  });

  for (const [args, words] of [
    [[], 'one tenant is needed'],
    [['acme', 'globex'], 'one tenant is needed'],
    [['acme', '--after', 'x'], '--after takes a sequence'],
    [['acme', '--after', '-1'], '--after'],
    [['acme', '--colour'], '--colour'],
    [['acme', '--url', 'box'], '--url takes an address'],
    [['acme', '--url', 'http://box/path'], '--url takes an address'],
  ] as const)
    it(`are refused with a word about ${JSON.stringify(args)}`, () => {
      const { message, exitCode } = errorOf(() => parseTail(args, KEY));
      expect(message).to.contain(words);
      expect(exitCode).to.equal(2);
    });
});
