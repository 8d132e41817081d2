/** What is not a party: values kept for the dialplan, states of phones, and whether the parts of the PBX answer. */
import type { DeviceState, PbxEvent, Probe, Result } from '../../../src/ports/pbx';
import { type Ari, parseBody } from '../ari';
import type { LinkPorts } from '../timers';
import { deviceStateOf } from '../translate';
import type { DeviceState as AriDeviceState } from '../words/ariTypes.generated';
import { failureOf, refused, resultOf, succeeded } from '../words/results';

const PARTS: readonly Probe['part'][] = ['channels', 'bridges', 'applications', 'deviceStates'];

/** The name of a variable; with a bracket in it it would be a function of the dialplan. */
const KEY = /^\w{1,64}$/;

/** The surroundings of the parties of one link. */
export class Surroundings {
  private readonly remembered = new Map<string, string>();
  private readonly devices = new Map<string, DeviceState>();
  /** Phones that nobody has asked about since the link was lost, and how they were then. */
  private readonly stale = new Map<string, DeviceState>();

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
    const before = this.stale.get(endpoint);
    this.stale.delete(endpoint);
    const answer = await this.ask(endpoint);
    if (answer.result === 'ok') this.devices.set(endpoint, answer.value);
    else if (before !== undefined) this.stale.set(endpoint, before);
    return answer;
  }

  private async ask(endpoint: string): Promise<Result<DeviceState>> {
    const eventSource = `deviceState:${endpoint}`;
    const subscribed = await this.ari.request('POST', `applications/${this.app}/subscription`, { eventSource });
    if (!succeeded(subscribed)) return failureOf(subscribed);
    const answer = await this.ari.request('GET', `deviceStates/${encodeURIComponent(endpoint)}`);
    if (!succeeded(answer)) return failureOf(answer);
    return { result: 'ok', value: deviceStateOf(parseBody<AriDeviceState>(answer)?.state ?? '') };
  }

  /** False for a state that was told already: subscriptions overlap. */
  changed(endpoint: string, state: DeviceState): boolean {
    const known = this.devices.get(endpoint);
    if (known !== undefined) this.devices.set(endpoint, state);
    return known !== state;
  }

  /** The link is lost: phones change unseen. */
  lost(): void {
    for (const [endpoint, state] of this.devices) this.stale.set(endpoint, state);
  }

  /**
   * After a reconnect: the PBX may have lost the values and the application its subscriptions. One after the other, so that
   * live traffic goes first; a phone that somebody has asked about since then is subscribed to already.
   */
  async restore(): Promise<void> {
    for (const [key, value] of [...this.remembered]) await this.remember(key, value);
    for (const [endpoint, before] of [...this.stale]) {
      if (!this.stale.has(endpoint)) continue;
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
