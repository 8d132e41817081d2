/** The log of a process that ends: nothing said before is missing. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { expect } from 'chai';

/** Runs a script that has a `log`, and gives what it wrote to standard error, line by line. */
function linesOf(script: string, level = 'info'): { msg: string; level: string }[] {
  const program = `const log = require('./src/log').systemLog('${level}'); ${script}`;
  const { stderr } = spawnSync(process.execPath, ['-r', 'ts-node/register', '-e', program], {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  return stderr
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));
}
/** A script that has a `log` which nobody reads yet; its standard output says when it has got somewhere. */
function unread(script: string) {
  const program = `const log = require('./src/log').systemLog('info'); ${script}`;
  const child = spawn(process.execPath, ['-r', 'ts-node/register', '-e', program], { stdio: ['pipe', 'pipe', 'pipe'] });
  const said = async () => String((await once(child.stdout, 'data'))[0]).trim();
  return { child, said };
}

const said = (script: string) => linesOf(script).map(({ msg }) => msg);

describe('the log', () => {
  it('has every line in order, whatever its length', () => {
    const lines = linesOf(`for (let n = 0; n < 5000; n++) log.info('line ' + n, { filler: 'ä'.repeat(n % 300) });`);
    expect(lines.map(({ msg }) => msg)).to.deep.equal(Array.from({ length: 5_000 }, (_, n) => `line ${n}`));
  });

  for (const [how, script] of [
    ['by exit in the same turn', `log.error('last'); process.exit(1);`],
    ['by an exception', `log.error('last'); throw new Error('defect');`],
    ['by a rejection', `log.error('last'); Promise.reject(new Error('defect'));`],
    ['by itself', `log.error('last');`],
    [
      'by a signal that it takes',
      `process.on('SIGTERM', () => { log.error('last'); process.exit(); }); process.kill(process.pid, 'SIGTERM'); setTimeout(() => {}, 5000);`,
    ],
  ] as const)
    it(`has what was said last when the process ends ${how}`, () => {
      expect(said(`log.with({ part: 'x' }).info('first'); ${script}`)).to.deep.equal(['first', 'last']);
    });

  it('says of nothing below its level', () => {
    expect(said(`log.debug('no'); log.warn('yes');`)).to.deep.equal(['yes']);
  });

  it('keeps nobody waiting whose log is not read, and says how many lines are lost', async () => {
    const { child, said } = unread(`
      for (let n = 0; n < 10000; n++) log.info('line ' + n, { filler: 'x'.repeat(1000) });
      process.stdout.write('on');
      process.stdin.once('data', () => {
        log.warn('last');
        process.exit();
      });`);
    expect(await said()).to.equal('on');
    let text = '';
    let told = false;
    child.stderr.setEncoding('utf8').on('data', (part) => {
      text += part;
      if (told || !text.includes('are lost')) return;
      told = true;
      child.stdin.write('go');
    });
    await once(child, 'close');
    const lines = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { msg: string; lines?: number });
    const kept = lines.findIndex((line) => line.lines !== undefined);
    expect(lines.slice(0, kept).map(({ msg }) => msg)).to.deep.equal(
      Array.from({ length: kept }, (_, n) => `line ${n}`),
    );
    expect(lines[kept]?.lines).to.equal(10_000 - kept);
    expect(kept).to.be.greaterThan(3_000);
    expect(lines.slice(kept + 1).map(({ msg }) => msg)).to.deep.equal(['last']);
  });

  it('does not keep a process from its end whose log is not read', async () => {
    const { child, said } = unread(`
      for (let n = 0; n < 10000; n++) log.info('line ' + n, { filler: 'x'.repeat(1000) });
      process.on('SIGTERM', () => process.exit(7));
      process.stdout.write('on');
      setInterval(() => {}, 1000);`);
    await said();
    child.kill('SIGTERM');
    expect((await once(child, 'exit'))[0]).to.equal(7);
  });

  it('goes on when the reader of its log is gone', async () => {
    const { child, said } = unread(`
      process.stdout.write('on');
      process.stdin.once('data', () => {
        for (let n = 0; n < 100; n++) log.warn('line ' + n);
        setImmediate(() => setImmediate(() => process.exit(7)));
      });`);
    await said();
    child.stderr.destroy();
    child.stdin.write('go');
    expect((await once(child, 'exit'))[0]).to.equal(7);
  });
});
