import { expect } from 'chai';
import type { DeviceState } from '../src/core/line';
import { Devices } from '../src/services/devices';

const PHONE = { pbx: 'lab', endpoint: 'PJSIP/a1' };

/** A phone at which somebody signs in while the PBX is asked about it. */
function asked(): { devices: Devices; answers: (state: DeviceState) => Promise<void> } {
  const waiting: ((answer: object) => void)[] = [];
  const pbx = { name: 'lab', device: () => new Promise((resolve) => waiting.push(resolve)) };
  const tenant = { owns: { lab: { endpoints: ['PJSIP/a*'] } }, workstations: { desk: { phone: PHONE } } };
  const devices = new Devices(
    { clock: { now: () => 0 } } as never,
    { get: () => undefined, tenants: () => [] } as never,
    { current: { tenants: { acme: tenant }, pbxs: { lab: { trunks: {} } } } } as never,
    { state: () => 'live', get: () => pbx } as never,
    () => {},
  );
  devices.applied('acme', { type: 'agent.logged_on', data: { workstation: 'desk' } } as never);
  const answers = async (value: DeviceState) => {
    waiting.shift()?.({ result: 'ok', value });
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { devices, answers };
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
});
