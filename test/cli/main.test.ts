import { spawn } from 'node:child_process';
import path from 'node:path';
import { expect } from 'chai';

const MAIN = path.join(__dirname, '../../src/cli/main.ts');

/** Runs the command as a process of its own. */
function signalbox(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  return new Promise((resolve) => {
    const env = { ...process.env, SIGNALBOX_KEY: 'k' };
    const child = spawn(process.execPath, ['-r', 'ts-node/register/transpile-only', MAIN, ...args], { env });
    let [out, err] = ['', ''];
    child.stdout.on('data', (chunk) => {
      out += chunk;
    });
    child.stderr.on('data', (chunk) => {
      err += chunk;
    });
    child.on('close', (code) => resolve({ code, out, err }));
  });
}

describe('the signalbox command', function () {
  this.timeout(60_000);

  it('knows its version, which is the one of package.json', async () => {
    const { version } = require('../../package.json');
    expect(await signalbox('version')).to.deep.equal({ code: 0, out: `${version}\n`, err: '' });
  });

  it('helps', async () => {
    const { code, out } = await signalbox('help');
    expect(code).to.equal(0);
    for (const word of ['tail [options] <tenant>', 'version', 'SIGNALBOX_DATA']) expect(out).to.contain(word);
  });

  it('says in one line what is wrong, without a stack', async () => {
    const unknown = await signalbox('frobnicate');
    expect(unknown).to.deep.equal({
      code: 2,
      out: '',
      err: "signalbox: unknown command 'frobnicate'; see: signalbox help\n",
    });
    const away = await signalbox('tail', 'acme', '--url', 'http://127.0.0.1:1');
    expect(away.code).to.equal(1);
    expect(away.err).to.equal(
      'signalbox: Signalbox is not running at http://127.0.0.1:1 (ECONNREFUSED); start it with: signalbox start\n',
    );
  });
});
