/** Why a call went where it went, told from its events: the sentence for each way a call can take (src/core/story). */
import { expect } from 'chai';
import type { Call } from '../../src/core/call';
import { type Story, stories } from '../../src/core/story/story';
import { House, type Listener } from '../support/house';
import { twoTenants } from '../support/twoTenants';

const CALLER = {
  routingPoint: 'main',
  ani: '+493023125777',
  dnis: '1000',
  endpoint: 'PJSIP/carrier',
  context: 'from-trunk',
};
const DEFAULTS = 'the default treatments of venue hotline ran.';
const REJECTED = 'It was never connected; the gateway ended it with congestion.';

describe('why a call went where it went', () => {
  let house: House;
  beforeEach(async () => {
    house = await new House({ mapping: twoTenants }).up();
  });
  afterEach(() => house.end());

  const call = (more: object = {}) => house.sim.call({ ...CALLER, ...more });
  const offered = async (program: Listener, count = 1) =>
    (await house.world.waitFor(() => program.of('call.offered')[count - 1])).data as Call;
  const route = (program: Listener, id: string, ...treatments: object[]) =>
    house.command('acme', 'call.route', id, { treatments }, program);
  const connectTo = (endpoint: string) => ({ do: 'connect', to: { endpoint }, ringSeconds: 5 });

  /** The story of the one call of the tenant, once it is over. */
  async function story(tenant = 'acme', over = true): Promise<Story> {
    const feed = house.listen(tenant, { after: 0 });
    if (over) await house.world.waitFor(() => feed.of('call.cleared')[0]);
    else await house.world.waitFor(() => feed.of('call.offered')[0]);
    const [first] = stories(feed.events);
    if (!first) throw new Error('there was no call');
    return first;
  }
  const texts = ({ lines }: Story) => lines.map(({ text }) => text);

  it('a program decided', async () => {
    house.sim.phone('PJSIP/a1', { answerAfterMs: 1_000, hangupAfterMs: 5_000 });
    const program = await house.attach('acme', 'hotline');
    call();
    await route(program, (await offered(program)).id, connectTo('PJSIP/a1'));
    const told = await story();
    expect(told.verdict).to.match(
      /^Application hotline of venue hotline decided: connect PJSIP\/a1\. The caller was connected to PJSIP\/a1 after 1(\.\d)? s; PJSIP\/a1 hung up\.$/,
    );
    expect(texts(told).slice(0, 4)).to.deep.equal([
      '+493023125777 called 1000 on pbx/main by PJSIP/carrier, context from-trunk: venue hotline took it (matched by dialled number)',
      'application hotline was asked, until 09:00:05',
      'application hotline decided: connect PJSIP/a1',
      'dialled PJSIP/a1',
    ]);
    expect(told.lines[2]?.by).to.equal('application:hotline');
  });

  it('nobody was attached', async () => {
    call();
    const told = await story();
    expect(told.verdict).to.equal(
      `No program was attached to application hotline within 5 s, so ${DEFAULTS} ${REJECTED}`,
    );
    expect(texts(told)).to.include('application hotline was asked, until 09:00:05; no program was attached');
  });

  it('the program lost its connection before it decided', async () => {
    const program = await house.attach('acme', 'hotline');
    call();
    await offered(program);
    program.subscription.end();
    expect((await story()).verdict).to.match(
      /^The program of application hotline lost its connection before it decided/,
    );
  });

  it('the program answered too late', async () => {
    const program = await house.attach('acme', 'hotline');
    call();
    const { id } = await offered(program);
    await house.world.waitFor(() => program.of('call.routed')[0]);
    await house.world.advance(300);
    expect(await route(program, id, connectTo('PJSIP/a1'))).to.include({ refused: 'call.reply_late' });
    const told = await story();
    expect(told.verdict).to.match(
      /^Application hotline did not decide within 5 s \(its answer came 3\d\d ms too late\), so the default treatments of venue hotline ran\./,
    );
    expect(texts(told).join('\n')).to.match(
      /application hotline answered 3\d\d ms too late; the default treatments went on/,
    );
  });

  it('the program answered what cannot be understood', async () => {
    const program = await house.attach('acme', 'hotline');
    call();
    await route(program, (await offered(program)).id, { do: 'dance' });
    expect((await story()).verdict).to.match(
      /^The answer of application hotline could not be understood \(\/treatments\/0\/do .*\), so the default treatments of venue hotline ran\./,
    );
  });

  it('the program chose what is not its own', async () => {
    const program = await house.attach('acme', 'hotline');
    call();
    await route(program, (await offered(program)).id, connectTo('PJSIP/b1'));
    expect((await story()).verdict).to.match(
      /^Application hotline chose PJSIP\/b1, which is not one of this tenant, so the default treatments of venue hotline ran\./,
    );
  });

  it('the circuit was open', async () => {
    for (let i = 0; i < 3; i++) {
      call();
      await house.world.advance(60_000);
    }
    const feed = house.listen('acme', { after: 0 });
    call();
    await house.world.waitFor(() => feed.of('call.cleared')[3]);
    // The breaker opened at the third failure and was closed a minute later: open it once more, then look at the next call.
    const fifth = call();
    await house.world.waitFor(() => feed.of('call.cleared')[4]);
    expect(fifth.state).to.equal('gone');
    const told = stories(feed.events).map(({ verdict }) => verdict);
    expect(told.at(-1)).to.match(
      /^Application hotline failed \d+ times in a row and is spared until \d\d:\d\d:\d\d, so the default treatments of venue hotline ran\./,
    );
  });

  for (const [behaves, words] of [
    [{ refuses: 'busy' }, 'was busy'],
    [{ refuses: 'declined' }, 'declined the call'],
    [{}, 'did not answer'],
    [{ unreachable: true }, 'could not be reached (not registered, or no way there)'],
  ] as const)
    it(`the destination ${words}, after all tries`, async () => {
      house.sim.phone(/^PJSIP\/a/, behaves);
      const program = await house.attach('acme', 'hotline');
      call();
      for (let i = 1; i <= 3; i++) await route(program, (await offered(program, i)).id, connectTo(`PJSIP/a${i}`));
      const told = await story();
      expect(told.verdict).to.equal(
        `PJSIP/a3, chosen by application hotline, ${words} and it had no more tries, so ${DEFAULTS} ${REJECTED}`,
      );
      expect(texts(told).join('\n')).to.contain(`application hotline was asked again, because PJSIP/a1 ${words}`);
    });

  it('no venue takes the call', async () => {
    call({ dnis: '4711' });
    const told = await story('system');
    expect(told.verdict).to.equal(
      'No venue takes 4711 on routing point pbx/main (it came by context from-trunk, PJSIP/carrier), ' +
        `so the default treatments of routing point pbx/main ran. ${REJECTED}`,
    );
  });

  it('the treatments of an application ran out', async () => {
    call({ dnis: '1001' });
    expect((await story()).verdict).to.match(
      /^The treatments of application menu ran out without an end, so the default treatments of routing point pbx\/main ran\./,
    );
  });

  it('treatments of an application ended it', async () => {
    call({ dnis: '1002' });
    expect((await story()).verdict).to.equal(
      'Venue echo has application echo, whose treatments are: answer, reject (normal). It was never connected; the gateway hung up.',
    );
  });

  it('the caller left while the program was asked', async () => {
    const program = await house.attach('acme', 'hotline');
    const person = call();
    await offered(program);
    person.hangup();
    expect((await story()).verdict).to.equal(
      'The caller hung up before an answer, while application hotline was asked.',
    );
  });

  it('the store was away when the program was to be asked', async () => {
    const program = await house.attach('acme', 'hotline');
    house.store.away = true;
    call();
    await house.world.advance(8_000);
    house.store.away = false;
    await house.world.waitFor(() => program.of('call.cleared')[0]);
    expect((await story()).verdict).to.match(
      /^The store did not answer, and nothing is told before it is stored: application hotline could not be asked, so/,
    );
  });

  it('the link to the PBX was lost, and the call went on', async () => {
    const program = await house.attach('acme', 'hotline');
    const person = call();
    await route(program, (await offered(program)).id, { do: 'hold', maxSeconds: 600 });
    await house.world.waitFor(() => program.of('call.treated')[0]);
    house.sim.cutLink();
    await house.world.advance(1_000);
    house.sim.restoreLink();
    await house.world.waitFor(() => program.of('call.adopted')[0]);
    person.hangup();
    const told = await story();
    expect(texts(told)).to.include('found alive and taken up again after the link to the PBX was lost');
    expect(told.verdict).to.contain('the caller hung up.');
  });

  it('the gateway was started again meanwhile', async () => {
    const program = await house.attach('acme', 'hotline');
    const person = call();
    await route(program, (await offered(program)).id, { do: 'hold', maxSeconds: 600 });
    await house.world.waitFor(() => program.of('call.treated')[0]);
    house.crash();
    await house.up();
    await house.world.advance(1_000);
    person.hangup();
    expect(texts(await story())).to.include('found alive and taken up again after a restart of the gateway');
  });

  it('a desk phone handed the caller to another', async () => {
    const first = house.sim.phone('PJSIP/a1', { answerAfterMs: 500 });
    house.sim.phone('PJSIP/a2', { answerAfterMs: 500, hangupAfterMs: 5_000 });
    const program = await house.attach('acme', 'hotline');
    call();
    await route(program, (await offered(program)).id, connectTo('PJSIP/a1'));
    await house.world.waitFor(() => program.of('call.connected')[0]);
    first.last?.transfer('a2');
    await house.world.waitFor(() => program.of('call.transferred')[0]);
    const told = await story();
    expect(texts(told)).to.include('transferred: PJSIP/a2 took over');
    expect(told.verdict).to.match(/The caller was connected to PJSIP\/a2 after .*; PJSIP\/a2 hung up\.$/);
  });
});
