/** `signalbox offers …` and `queues fairness`, on a gateway with callers who wait and two agents. */
import { expect } from 'chai';
import { DemoGateway, soon } from '../support/demoGateway';

const ANI = { first: '+493023125801', second: '+493023125802' };

describe('offers at the command line', function () {
  this.timeout(30_000);
  let demo: DemoGateway;
  /** The offers of the two callers, by who is asked. */
  const asked: Record<string, string> = {};

  before(async () => {
    demo = await new DemoGateway().start();
    demo.pbx.phone('SIM/111', { answerAfterMs: 600_000 });
    demo.pbx.phone('SIM/112', { answerAfterMs: 50, hangupAfterMs: 600_000 });
    for (const ani of Object.values(ANI)) {
      demo.pbx.call({ routingPoint: 'main', ani, dnis: '493023125101', endpoint: 'SIM/carrier' });
      await soon(async () => (await run('queues', 'entries', 'sales', '--json')).out.includes(ani), 'in line');
    }
    for (const [agent, ani] of [
      ['anna', ANI.first],
      ['bert', ANI.second],
    ] as const) {
      await run('agents', 'sign-in', agent, '--ready');
      asked[agent] = await soon(async () => (await offerOf(ani))?.id, `${agent} asked`);
    }
    await soon(async () => (await run('queues', 'fairness', 'sales', '--json')).out.includes('bert'), 'served');
  });
  after(() => demo.stop());

  const run = (...words: string[]) => demo.io.run(...words, '--tenant', 'acme');

  async function offerOf(customerNumber: string): Promise<{ id: string } | undefined> {
    const { out } = await run('offers', 'list', '--state', 'all', '--json');
    const { items } = JSON.parse(out) as { items: { id: string; customerNumber: string }[] };
    return items.find((one) => one.customerNumber === customerNumber);
  }

  it('lists what rings, to one agent, and what has ended', async () => {
    const { out } = await run('offers', 'list', '--agent', 'anna');
    expect(out.split('\n')).to.have.length(2);
    expect(out).to.match(
      new RegExp(`${asked.anna} +anna +ringing +sales +\\${ANI.first} +ca_\\w+ +\\d{4}-\\d\\d-\\d\\d .* +-$`),
    );
    expect((await run('offers', 'list', '--agent', 'bert')).err).to.equal('there is no offer');
    expect((await run('offers', 'list', '--agent', 'bert', '--state', 'ended')).out).to.match(/bert +accepted/);
    expect((await run('offers', 'list', '--state', 'all', '--limit', '1')).out.split('\n')).to.have.length(2);
    expect((await run('offers', 'list', '--state', 'lost')).code).to.equal(2);
  });

  it('shows one: who is asked to take whom, and what came of it', async () => {
    const { out } = await run('offers', 'show', asked.anna as string);
    expect(out)
      .to.match(/^agent +anna at desk-1$/m)
      .and.to.match(/^state +ringing$/m)
      .and.to.match(/^rings until +/m);
    const ended = await run('offers', 'show', asked.bert as string);
    expect(ended.out)
      .to.match(/^state +accepted$/m)
      .and.to.match(/^ended +/m);
    const json = await run('offers', 'show', asked.bert as string, '--json');
    expect(JSON.parse(json.out)).to.include({ id: asked.bert, state: 'accepted', customerNumber: ANI.second });
    expect((await run('offers', 'show', 'of_00000000000000000000000000000000')).code).to.equal(3);
  });

  it('says of who was served who stood before, and why the agent did not get them', async () => {
    const { out } = await run('queues', 'fairness', 'sales');
    expect(out)
      .to.match(/^SERVED +ENTRY +AGENT +PASSED OVER +WHY +MOVED$/m)
      .and.to.match(/en_\w+ +bert +1 +1 offered +-$/m);
    expect((await run('queues', 'fairness', 'sales', '--to', '2020-01-01T00:00:00Z')).err).to.equal(
      'nobody was served',
    );
    expect((await run('queues', 'fairness', 'nowhere')).code).to.equal(3);
  });

  it('says no for an agent, once', async () => {
    expect(await run('offers', 'decline', asked.anna as string)).to.include({
      code: 0,
      out: `${asked.anna} is declined`,
    });
    await soon(async () => (await run('offers', 'show', asked.anna as string)).out.includes('declined'), 'declined');
    expect((await run('offers', 'decline', asked.anna as string)).code).to.equal(3);
  });
});
