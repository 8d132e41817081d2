/** The link to the PBX breaks, or the PBX itself: it comes back by itself, ghosts are cleared, and those on the line are known (design §11). */
import { expect } from 'chai';
import { Relay } from '../support/relay';
import { story } from '../support/story';

const hold = [{ do: 'hold', maxSeconds: 60 }];
const connect = (phone: string) => [{ do: 'connect', to: { endpoint: `PJSIP/${phone}` }, ringSeconds: 20 }];
/** The part of a talk that may get lost on a busy machine. */
const LOST = 0.1;

describe('a link that breaks, on a real Asterisk', () => {
  let relay: Relay;
  const on = story({
    gateway: async (lab) => {
      relay = new Relay(lab.asterisk.httpPort);
      await relay.open();
      return { ari: relay.url };
    },
  });
  after(() => relay?.cut());

  /** Cuts the network to Asterisk, lets things happen, and mends it. */
  async function cut(meanwhile: () => Promise<unknown> = async () => undefined): Promise<void> {
    await relay.cut();
    await on.gateway.lost();
    await meanwhile();
    await relay.open();
    await on.gateway.live();
  }

  /** A call that works from beginning to end. */
  async function works(phone: string): Promise<void> {
    const desk = await on.lab.phone(phone, { ringMs: 0 });
    const anna = await on.lab.caller('1000');
    const offer = await on.acme.offer();
    await on.acme.route(offer, connect(phone));
    await Promise.all([anna.hears(desk), desk.hears(anna)]);
    await anna.hangUp();
    await on.acme.sees('call.cleared', offer.id);
  }

  it('leaves those who talk alone, and takes up those who wait where they were', async () => {
    const desk = await on.lab.phone('a6001', { ringMs: 0 });
    const anna = await on.lab.caller('1000');
    const talk = await on.acme.offer();
    await on.acme.route(talk, connect('a6001'));
    await Promise.all([anna.hears(desk), desk.hears(anna)]);
    const berta = await on.lab.caller('1000');
    const wait = await on.acme.offer();
    await on.acme.route(wait, hold);
    await berta.hearsMusic();
    const missing = [anna.follows(desk), desk.follows(anna)];
    await cut(() => berta.hearsMusic());
    expect(await on.acme.sees('call.adopted', talk.id)).to.include({ state: 'connected' });
    expect(await on.acme.sees('call.adopted', wait.id)).to.include({ state: 'treated' });
    await Promise.all([anna.hears(desk), desk.hears(anna), berta.hearsMusic()]);
    for (const part of missing) expect(part()).to.be.lessThan(LOST);
    await anna.hangUp();
    await on.acme.sees('call.cleared', talk.id);
    const second = await on.lab.phone('a6002', { ringMs: 0 });
    await on.acme.route(wait, connect('a6002'));
    await Promise.all([berta.hears(second), second.hears(berta)]);
    await berta.hangUp();
    await on.acme.sees('call.cleared', wait.id);
  });

  it('tells what happened meanwhile: who left, who answered, who came', async () => {
    const desk = await on.lab.phone('a6001');
    const anna = await on.lab.caller('1000');
    const rung = await on.acme.offer();
    await on.acme.route(rung, connect('a6001'));
    await desk.rings();
    const berta = await on.lab.caller('1000');
    const left = await on.acme.offer();
    await on.acme.route(left, hold);
    await berta.hearsMusic();
    let came = on.lab.caller('1000');
    await cut(async () => {
      await Promise.all([desk.answer(), berta.hangUp()]);
      came = on.lab.caller('1000', { from: '493023125888' });
      await (await came).hearsRinging();
    });
    expect(await on.acme.sees('call.cleared', left.id)).to.include({ cause: 'lost', by: 'pbx' });
    await Promise.all([anna.hears(desk), desk.hears(anna)]);
    await on.acme.sees('call.connected', rung.id);
    const third = await on.acme.sees('call.offered', (call) => call.ani === '493023125888');
    expect(third.venue).to.equal('hotline');
    const clara = await came;
    await on.acme.route(third, [{ do: 'reject', cause: 'busy' }]);
    expect(await clara.refused()).to.equal(486);
    await anna.hangUp();
    await on.acme.sees('call.cleared', rung.id);
  });

  it('carries out what was decided meanwhile, and refuses at once what cannot wait', async () => {
    const desk = await on.lab.phone('a6001', { ringMs: 0 });
    const anna = await on.lab.caller('1000');
    const offer = await on.acme.offer();
    await anna.hearsRinging();
    await cut(async () => {
      expect(await on.acme.route(offer, connect('a6001'))).to.include({ status: 200 });
      const command = { to: { endpoint: 'PJSIP/a6002' }, venue: 'hotline', treatments: hold };
      const originate = await on.acme.command('call.originate', command);
      expect(originate).to.include({ status: 503, code: 'pbx.link_down' });
    });
    await Promise.all([anna.hears(desk), desk.hears(anna)]);
    expect(on.acme.calls('call.route_failed')).to.deep.equal([]);
    await anna.hangUp();
    await on.acme.sees('call.cleared', offer.id);
  });

  it('comes back after Asterisk was killed: ghosts are cleared as lost, and the next call works', async () => {
    const desk = await on.lab.phone('a6001', { ringMs: 0 });
    const anna = await on.lab.caller('1000');
    const talk = await on.acme.offer();
    await on.acme.route(talk, connect('a6001'));
    await Promise.all([anna.hears(desk), desk.hears(anna)]);
    const berta = await on.lab.caller('1000');
    const wait = await on.acme.offer();
    await on.acme.route(wait, hold);
    await berta.hearsMusic();
    await on.lab.asterisk.kill();
    await on.gateway.lost();
    await Promise.all([anna.close(), berta.close(), desk.close()]);
    await on.lab.asterisk.launch();
    for (const { id } of [talk, wait]) {
      const end = await on.acme.sees('call.cleared', id);
      expect(end).to.include({ cause: 'lost', by: 'pbx' });
      expect(end.parties.every((party) => party.state === 'gone')).to.equal(true);
    }
    await on.gateway.live();
    await works('a6001');
    expect(on.acme.calls('call.adopted')).to.deep.equal([]);
  });
});
