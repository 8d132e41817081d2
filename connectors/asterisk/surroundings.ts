/** What is not a party: values kept for the dialplan, states of phones, and whether the parts of the PBX answer. */
import type { DeviceState, PbxEvent, Probe, Result } from '../../src/ports/pbx';
import { type Ari, parseBody } from './ari';
import type { DeviceState as AriDeviceState } from './ariTypes.generated';
import { failureOf, refused, resultOf, succeeded } from './results';
import type { LinkPorts } from './timers';
import { deviceStateOf } from './translate';

const PARTS: readonly Probe['part'][] = ['channels', 'bridges', 'applications', 'deviceStates'];

/** The name of a variable; with a bracket in it it would be a function of the dialplan. */
const KEY = /^\w{1,64}$/;

/** The surroundings of the parties of one link. */
export class Surroundings {
  private readonly remembered = new Map<string, string>();
  private readonly devices = new Map<string, DeviceState>();

  constructor(
    private readonly ari: Ari,
    private readonly ports: LinkPorts,
    private readonly app: string,
    private readonly emit: (event: PbxEvent) => void,
  ) {}

  async remember(key: string, value: string): Promise<Result> {
    if (!KEY.test(key)) return refused('invalid', 'key');
    this.remembered.set(key, value);
    return resultOf(await this.ari.request('POST', 'asterisk/variable', { variable: `SB_${key}`, value }));
  }

  async device(endpoint: string): Promise<Result<DeviceState>> {
    const eventSource = `deviceState:${endpoint}`;
    const subscribed = await this.ari.request('POST', `applications/${this.app}/subscription`, { eventSource });
    if (!succeeded(subscribed)) return failureOf(subscribed);
    const answer = await this.ari.request('GET', `deviceStates/${encodeURIComponent(endpoint)}`);
    const state = deviceStateOf(parseBody<AriDeviceState>(answer)?.state ?? '');
    if (!succeeded(answer)) return failureOf(answer);
    this.devices.set(endpoint, state);
    return { result: 'ok', value: state };
  }

  /** False for a state that was told already: subscriptions overlap. */
  changed(endpoint: string, state: DeviceState): boolean {
    const known = this.devices.get(endpoint);
    if (known !== undefined) this.devices.set(endpoint, state);
    return known !== state;
  }

  /** After a reconnect: the PBX may have lost the values and the application its subscriptions. One after the other, so that live traffic goes first. */
  async restore(): Promise<void> {
    for (const [key, value] of [...this.remembered]) await this.remember(key, value);
    for (const [endpoint, before] of [...this.devices]) {
      const now = await this.device(endpoint);
      if (now.result === 'ok' && now.value !== before)
        this.emit({ type: 'deviceChanged', at: this.ports.clock.now(), endpoint, state: now.value });
    }
  }

  probe(): Promise<Probe[]> {
    return Promise.all(
      PARTS.map(async (part) => {
        const started = this.ports.clock.monotonic();
        const answer = await this.ari.request('GET', part);
        return { part, ok: succeeded(answer), ms: Math.round(this.ports.clock.monotonic() - started) };
      }),
    );
  }
}
