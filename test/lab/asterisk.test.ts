/** The lab itself: what it says about audio, people and leftovers is true, before the gateway is tested with it. */
import { expect } from 'chai';
import { asteriskIsThere } from './support/asterisk';
import { Lab } from './support/lab';

describe('the lab', () => {
  let lab: Lab;

  before(async function () {
    if (!asteriskIsThere()) return this.skip();
    lab = await Lab.start({ retries: 1 });
  });
  afterEach(() => lab?.reset());
  after(() => lab?.stop());

  it('lets a caller be heard by Asterisk and hear it', async () => {
    const anna = await lab.caller('9002'); // answers and sends back what it hears
    await anna.answered();
    await anna.hears(anna);
    expect(anna.rtp.sent).to.be.greaterThan(5);
    expect(anna.rtp.received).to.be.greaterThan(5);
    await anna.hangUp();
    await anna.gone();
  });

  it('carries audio both ways between two people, and none while one holds', async () => {
    const desk = await lab.phone('a6001', { ringMs: 50 });
    const anna = await lab.caller('976001');
    await desk.rings();
    await desk.answered();
    await Promise.all([anna.hears(desk), desk.hears(anna)]);
    await desk.hold();
    await anna.hearsNothingOf(desk);
    await desk.retrieve();
    await anna.hears(desk);
    await anna.hangUp();
    await desk.left();
  });

  it('shows the witness what is there and what is left', async () => {
    const anna = await lab.caller('9000');
    await anna.answered();
    const { channels } = await lab.witness.look();
    expect(channels).to.have.length(1);
    expect(channels[0]).to.match(/^PJSIP\/trunk-\d+ Up$/);
    await anna.hangUp();
    await lab.witness.nothingLeft();
  });

  it('lets a caller give up while it rings', async () => {
    const desk = await lab.phone('a6001');
    const anna = await lab.caller('976001');
    await desk.rings();
    await anna.hearsRinging();
    await anna.cancel();
    await desk.left();
    await anna.gone();
  });

  it('lets a phone refuse, at once or when told', async () => {
    await lab.phone('a6001', { refuse: '486 Busy Here' });
    expect(await (await lab.caller('976001')).refused()).to.equal(486);
    const desk = await lab.phone('a6002');
    const anna = await lab.caller('976002');
    await desk.rings();
    await desk.refuse();
    expect(await anna.refused()).to.equal(403); // how Asterisk passes 603 Decline on
  });

  it('carries keys from one person to the other', async () => {
    const desk = await lab.phone('a6001');
    const anna = await lab.caller('976001');
    await desk.rings();
    await desk.answer();
    await anna.answered();
    await anna.dtmf('15#');
    expect(desk.rtp.digits).to.equal('15#');
    await desk.hangUp();
    await anna.gone();
  });

  it('lets a phone transfer the caller', async () => {
    const desk = await lab.phone('a6001', { ringMs: 0 });
    const anna = await lab.caller('976001');
    await desk.answered();
    await anna.hears(desk);
    await desk.transfer('2000');
    expect(await desk.transferred()).to.equal(200);
    await desk.hangUp();
    await anna.hangUp();
  });

  it('reaches numbers outside, and is told when nobody has the number', async () => {
    const bert = await lab.outside('0612345678', { ringMs: 50 });
    const authorization = `Basic ${Buffer.from(`signalbox:${lab.asterisk.password}`).toString('base64')}`;
    const dial = (number: string) =>
      fetch(`${lab.asterisk.url}/ari/channels?endpoint=PJSIP/${number}@trunk&context=from-trunk&extension=9002`, {
        method: 'POST',
        headers: { authorization },
      });
    await dial('0612345678');
    await bert.answered();
    await bert.hears(bert);
    await bert.hangUp();
    await dial('0699999999');
    await lab.witness.nothingLeft();
  });

  it('registers a phone', async () => {
    await lab.registered();
    expect(lab.asterisk.console('pjsip show contacts')).to.match(/2001\/sip:2001@127\.0\.0\.3/);
  });

  it('serves a caller by the dialplan when no gateway is there', async () => {
    const anna = await lab.caller('1000');
    await anna.hearsRinging();
    await anna.answered(8000); // the prompt of the fallback, after one more try
    await anna.hangUp();
  });

  it('says whose channels are left, and clears them for the next test', async () => {
    const anna = await lab.caller('9000');
    await anna.answered();
    await anna.close(); // as if the cable were pulled: Asterisk is not told
    const problem = await lab.witness.nothingLeft(200).catch((e: Error) => e.message);
    expect(problem).to.match(/PJSIP\/trunk-\d+ Up/);
    lab.asterisk.console('channel request hangup all');
  });

  it('starts again after a kill, with nothing of before', async () => {
    const anna = await lab.caller('9000');
    await anna.answered();
    await lab.asterisk.kill();
    await anna.close();
    await lab.asterisk.launch();
    await lab.witness.nothingLeft();
  });

  it('has every application that its dialplan names', () => {
    expect(lab.asterisk.log()).to.not.match(/No application|not found in context/);
  });
});
