/** The dialplan that `signalbox dialplan` prints, loaded by a real Asterisk: calls reach the gateway, wait for one, and are served without. */
import { expect } from 'chai';
import { extensionsOf } from '../../../src/cli/dialplan/extensions';
import { byName, mapping } from '../../../src/core/mapping';
import { twoTenantsOn } from '../support/labMapping';
import { story } from '../support/story';

const AWAY_MS = 5_000;
/** 15 questions, one a second, and some patience. */
const FALLBACK_MS = 25_000;

describe('the printed dialplan on a real Asterisk', function () {
  this.timeout(90_000);
  const on = story();

  before(() => {
    const { asterisk } = on.lab;
    const parsed = byName(mapping.parse(twoTenantsOn(asterisk.url, asterisk.user)));
    const contexts = { main: 'from-trunk', desk: 'from-phone' };
    const options = { pbx: 'lab', node: asterisk.node, contexts, onlyMapped: false, noFallback: false };
    const logged = asterisk.log().length;
    asterisk.configure('extensions.conf', extensionsOf(parsed, options));
    asterisk.console('dialplan reload');
    expect(asterisk.log().slice(logged)).not.to.match(/WARNING|ERROR/);
    expect(asterisk.console('dialplan show 1000@from-trunk'))
      .to.contain('main: acme/hotline')
      .and.to.contain('Stasis(sb-main,main)');
  });

  it('brings calls to their venue, and those of no venue to the gateway as well', async () => {
    const anna = await on.lab.caller('1000', { from: '493023125777' });
    const offer = await on.acme.offer();
    expect(offer).to.include({ dnis: '1000', venue: 'hotline', routingPoint: 'main' });
    await on.acme.route(offer, [{ do: 'reject', cause: 'busy' }]);
    expect(await anna.refused()).to.equal(486);
    const stranger = await on.lab.caller('4711');
    expect(await stranger.refused()).to.equal(503);
  });

  it('keeps a caller who comes while the gateway is away for 5 s', async () => {
    await on.gateway.kill();
    const anna = await on.lab.caller('1000', { from: '493023125777' });
    await anna.hearsRinging();
    await new Promise((resolve) => setTimeout(resolve, AWAY_MS));
    await on.gateway.launch();
    const acme = await on.gateway.attached('acme', 'hotline');
    const offer = await acme.offer();
    expect(offer).to.include({ dnis: '1000', venue: 'hotline' });
    await acme.route(offer, [{ do: 'reject', cause: 'busy' }]);
    expect(await anna.refused()).to.equal(486);
  });

  it('serves the caller by the default treatments of the venue when none comes back', async () => {
    await on.gateway.kill();
    const desk = await on.lab.phone('a6009', { ringMs: 0 });
    const anna = await on.lab.caller('1000', { from: '493023125777' });
    await anna.answered(FALLBACK_MS);
    await Promise.all([anna.hears(desk), desk.hears(anna)]);
    await anna.hangUp();
    await on.gateway.launch();
  });
});
