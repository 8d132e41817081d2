/** The log of a process that ends: nothing said before is missing. */
import { spawnSync } from 'node:child_process';
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
});
