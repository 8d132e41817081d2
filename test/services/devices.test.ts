import { expect } from 'chai';
import type { DeviceState } from '../../src/core/line';
import { Devices } from '../../src/services/devices';
import { ManualClock } from '../support/manualClock';

const PHONE = { pbx: 'lab', endpoint: 'PJSIP/a1' };

/** A phone at which somebody signs in while the PBX is asked about it. */
function asked() {
  const clock = new ManualClock();
  const waiting: ((answer: object) => void)[] = [];
  const changes: boolean[] = [];
  const pbx = { name: 'lab', device: () => new Promise((resolve) => waiting.push(resolve)) };
  const tenant = { owns: { lab: { endpoints: ['PJSIP/a*'] } }, workstations: { desk: { phone: PHONE } } };
  const devices: Devices = new Devices(
    { clock },
    { get: () => undefined, tenants: () => [] } as never,
    { current: { tenants: { acme: tenant }, pbxs: { lab: { trunks: {} } } } } as never,
    { state: () => 'live', get: () => pbx } as never,
    () => void changes.push(devices.free(PHONE.pbx, PHONE.endpoint)),
  );
  devices.applied('acme', { type: 'agent.logged_on', data: { workstation: 'desk' } } as never);
  const answer = async (result: object) => {
    waiting.shift()?.(result);
    await new Promise((resolve) => setImmediate(resolve));
  };
  const answers = (value: DeviceState) => answer({ result: 'ok', value });
  return { devices, answer, answers, changes, clock, waiting, free: () => devices.free(PHONE.pbx, PHONE.endpoint) };
}

describe('how a phone is', () => {
  it('is what the PBX answers when it is asked', async () => {
    const { devices, answers } = asked();
    await answers('busy');
    expect(devices.free(PHONE.pbx, PHONE.endpoint)).to.equal(false);
  });

  it('is what the PBX told meanwhile, which is newer than the answer', async () => {
    const { devices, answers } = asked();
    devices.changed(PHONE.pbx, PHONE.endpoint, 'idle');
    await answers('busy');
    expect(devices.state(PHONE.pbx, PHONE.endpoint)).to.equal('idle');
    devices.changed(PHONE.pbx, PHONE.endpoint, 'busy');
    expect(devices.free(PHONE.pbx, PHONE.endpoint)).to.equal(false);
  });

  it('is not known before the PBX has answered: nobody rings there', async () => {
    for (const state of ['idle', 'unknown'] as const) {
      const { answers, free, changes, clock } = asked();
      clock.advance(4_900);
      expect([free(), changes]).to.deep.equal([false, []]);
      await answers(state);
      expect([free(), changes, clock.timers]).to.deep.equal([true, [true], 0]);
    }
  });

  it('is asked again when no answer came; when none comes in time the phone counts as free', async () => {
    const { answer, free, changes, clock, waiting } = asked();
    await answer({ result: 'timeout' });
    clock.advance(500);
    expect([waiting.length, free()]).to.deep.equal([1, false]);
    clock.advance(4_500);
    expect([free(), changes, clock.timers]).to.deep.equal([true, [true], 0]);
  });

  it('cannot be said by every PBX: the phone counts as free', async () => {
    for (const result of [{ result: 'unsupported' }, { result: 'refused', code: 'failed' }]) {
      const { answer, free, changes } = asked();
      await answer(result);
      expect([free(), changes]).to.deep.equal([true, [true]]);
    }
  });

  it('is asked about anew when the link is there again', async () => {
    const { devices, answers, free } = asked();
    await answers('idle');
    devices.live('lab');
    expect(free()).to.equal(false);
    await answers('busy');
    expect(free()).to.equal(false);
    devices.changed(PHONE.pbx, PHONE.endpoint, 'idle');
    expect(free()).to.equal(true);
  });
});
