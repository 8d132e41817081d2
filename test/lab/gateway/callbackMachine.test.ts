/**
 * Who answers a callback on a real Asterisk, with the dialplan that `signalbox dialplan` prints: one who says a word and waits,
 * a machine that speaks on and on, a gateway that is killed meanwhile, and an Asterisk that lacks what listens.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { extensionsOf } from '../../../src/cli/dialplan/extensions';
import type { Callback } from '../../../src/core/callback';
import { byName, mapping } from '../../../src/core/mapping';
import { callbacksOn } from '../support/callbackMapping';
import type { Phone } from '../support/people';
import { story } from '../support/story';

const HELLO_MS = 400;
const PATIENCE_MS = 15_000;

/** Acme dials customers first, listens who answers, and brings them to a phone. */
const listening = (url: string, user: string): object => {
  const made = callbacksOn(url, user) as { tenants: { acme: { queues: { sales: { callback: object } } } } };
  Object.assign(made.tenants.acme.queues.sales.callback, {
    ...{ connect: { endpoint: 'PJSIP/a6001' }, machine: { detect: true } },
    ...{ ringSeconds: 10, simultaneous: 20, retry: { delaysSeconds: [600] } },
  });
  return made;
};

describe('answering machines on a real Asterisk', function () {
  this.timeout(60_000);
  const on = story({ gateway: async () => ({ mapping: listening }) });
  let customer: Phone;
  let calls = 0;

  before(() => {
    const { asterisk } = on.lab;
    const parsed = byName(mapping.parse(listening(asterisk.url, asterisk.user)));
    const contexts = { main: 'from-trunk', desk: 'from-phone' };
    const options = { pbx: 'lab', node: asterisk.node, contexts, onlyMapped: false, noFallback: false };
    asterisk.configure('extensions.conf', extensionsOf(parsed, options));
    asterisk.console('dialplan reload');
    expect(asterisk.console('dialplan show sb-main-machine')).to.contain('AMD(');
  });

  /** A callback is asked for, and the customer's phone answers. */
  const answers = async (greets: (phone: Phone) => Promise<void> | void): Promise<string> => {
    const number = `4930231256${String(++calls).padStart(2, '0')}`;
    customer = await on.lab.outside(number);
    customer.rtp.silent = true;
    const reply = await on.gateway.ask('POST', 'acme/callbacks', { queue: 'sales', to: { number: `+${number}` } });
    expect(reply.status).to.equal(201);
    await customer.rings(PATIENCE_MS);
    await customer.answer();
    await greets(customer);
    return ((await reply.json()) as { callback: string }).callback;
  };
  const hello = async ({ rtp }: Phone) => {
    rtp.silent = false;
    await sleep(HELLO_MS);
    rtp.silent = true;
  };
  const speaksOn = ({ rtp }: Phone) => {
    rtp.silent = false;
  };
  const found = async (id: string): Promise<Callback> =>
    (await (await on.gateway.get('acme', `callbacks/${id}`, 'acme')).json()) as Callback;
  const becomes = async (id: string, state: string): Promise<Callback> => {
    let one = await found(id);
    for (const end = Date.now() + PATIENCE_MS; one.state !== state && Date.now() < end; one = await found(id))
      await sleep(50);
    expect(one.state).to.equal(state);
    return one;
  };
  const cancelled = async (id: string) => {
    expect((await on.gateway.ask('POST', `acme/callbacks/${id}/cancel`, {})).status).to.equal(200);
  };
  const endsAsMachine = async (id: string) => {
    const { failures, attempts } = await becomes(id, 'retryWait');
    expect(failures).to.deep.equal({ machine: 1 });
    expect(attempts).to.have.lengthOf(1);
    expect(attempts[0]).to.include({ answeredBy: 'machine', cause: 'machine' });
    await customer.left(PATIENCE_MS);
    await cancelled(id);
  };

  it('one who says a word and waits is a person: it is asked, presses 1 and talks', async () => {
    const desk = await on.lab.phone('a6001', { ringMs: 100 });
    const id = await answers(hello);
    await customer.hearsMusic(PATIENCE_MS);
    expect((await found(id)).attempts[0]?.answeredBy).to.equal('human');
    customer.rtp.silent = false;
    await customer.dtmf('1');
    await Promise.all([customer.hears(desk), desk.hears(customer)]);
    await sleep(1_100);
    await customer.hangUp();
    expect((await becomes(id, 'completed')).outcome).to.equal('talked');
  });

  it('one who speaks on and on is a machine: it is hung up, and the attempt has failed of it', async () => {
    await endsAsMachine(await answers(speaksOn));
  });

  it('who hangs up while it is listened has pressed no key', async () => {
    const id = await answers(() => sleep(300));
    await customer.hangUp();
    expect((await becomes(id, 'retryWait')).failures).to.deep.equal({ unconfirmed: 1 });
    await cancelled(id);
  });

  it('a gateway that is killed while it is listened learns of the verdict afterwards', async () => {
    const id = await answers(speaksOn);
    await sleep(300);
    await on.gateway.kill();
    await sleep(3_000); // the verdict comes while nobody is there
    await on.gateway.launch();
    on.acme = await on.gateway.program('acme');
    on.globex = await on.gateway.program('globex');
    await endsAsMachine(id);
  });

  it('without context or module everybody is a person, at once, and the call and the doctor say why', async () => {
    const { asterisk } = on.lab;
    for (const [less, more, detail] of [
      ['dialplan remove context sb-main-machine', 'dialplan reload', /^the dialplan has no context sb-main-machine/],
      ['module unload app_amd.so', 'module load app_amd.so', /^app_amd is not loaded/],
    ] as const) {
      asterisk.console(less);
      try {
        const id = await answers(speaksOn);
        await customer.hearsMusic(PATIENCE_MS);
        const { attempts } = await found(id);
        expect(attempts[0]?.answeredBy).to.equal('unsure');
        const call = await (await on.gateway.get('acme', `calls/${attempts[0]?.call}`, 'acme')).json();
        expect((call as { failure?: { detail?: string } }).failure?.detail).to.match(detail);
        const { findings } = (await (await on.gateway.ask('GET', '../system/doctor')).json()) as {
          findings: { level: string; words: string }[];
        };
        const faults = findings.filter(({ level }) => level === 'fail' || level === 'warn').map(({ words }) => words);
        expect(faults.join('\n')).to.match(/sb-main-machine|app_amd/);
        await customer.hangUp();
        await becomes(id, 'retryWait');
        await cancelled(id);
      } finally {
        asterisk.console(more);
      }
    }
  });
});
