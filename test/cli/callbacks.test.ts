/** `signalbox callbacks why` in words. */
import { expect } from 'chai';
import { DemoGateway } from '../support/demoGateway';

describe('callbacks at the command line', function () {
  this.timeout(30_000);
  let demo: DemoGateway;
  const run = (...words: string[]) => demo.io.run(...words, '--tenant', 'acme');

  before(async () => {
    demo = await new DemoGateway().start();
  });
  after(() => demo.stop());

  it('say why one is where it is, and everything else that keeps it, in words', async () => {
    const asked = await run('callbacks', 'request', 'sales', '+493023125701', '--json');
    const { callback } = JSON.parse(asked.out) as { callback: string };
    await run('callbacks', 'switches', '--queue', 'sales', '--dial', 'off');
    const { out } = await run('callbacks', 'why', callback);
    expect(out)
      .to.match(/^reason +switchedOff$/m)
      .and.to.match(/^also +noAgents$/m)
      .and.to.match(/^failures +none$/m);
    expect(out).to.not.match(/[[\]{}]/);
    const { out: json } = await run('callbacks', 'why', callback, '--json');
    expect(JSON.parse(json)).to.deep.include({ reason: 'switchedOff', failures: {} });
  });
});
