/**
 * Phones of workstations as their PBX sees them: in use by whatever call, or not reachable. Asked for when somebody signs
 * in there and when a link is live, told by the PBX from then on. Kept in memory alone: the PBX knows it better.
 */
import type { Agent } from '../core/agent';
import { SYSTEM } from '../core/ids';
import type { DeviceState } from '../core/line';
import { ownsEndpoint } from '../core/ownership';
import type { JournalRecord } from '../core/record';
import type { Cancel } from '../ports/clock';
import type { Pbx } from '../ports/pbx';
import type { Lines } from './lines';
import type { Mappings } from './mappings';
import type { PartitionListener, Partitions, Ports } from './partitions';

interface Device {
  readonly pbx: string;
  readonly endpoint: string;
  readonly tenant: string;
  state: DeviceState;
  since: number;
  /** How often its state was said. */
  told: number;
  /** The PBX is being asked: until it answers, or had its time to, nobody is rung there. */
  asked?: { readonly giveUp: Cancel } | undefined;
}

/** A phone of a PBX. */
export interface PhoneAt {
  readonly pbx: string;
  readonly endpoint: string;
}

/** What is asked of a PBX may be lost, and so may what it tells: a phone that is in use for so long is asked about again. */
const DOUBT_MS = 60_000;
/**
 * So long a phone is not rung because the PBX has not said how it is. Afterwards it counts as free: the gateway's own calls
 * are known, a phone in use says so itself, and a PBX that does not answer this must not stop a queue.
 */
const UNTOLD_MS = 5_000;
const AGAIN_MS = 500;

export class Devices implements PartitionListener {
  readonly kinds = ['agent'] as const;
  /** By PBX and endpoint. */
  private readonly devices = new Map<string, Device>();

  constructor(
    private readonly ports: Pick<Ports, 'clock'>,
    private readonly partitions: Partitions,
    private readonly mappings: Mappings,
    private readonly lines: Pick<Lines, 'get' | 'state'>,
    /** A phone of that tenant may be rung now, or may not any more. */
    private readonly onChange: (tenant: string, phone: PhoneAt) => void,
  ) {}

  applied(tenant: string, { type, data }: JournalRecord): void {
    if (type === 'agent.logged_on') this.watch(tenant, data as Agent);
  }

  dropped(tenant: string): void {
    for (const device of this.devices.values()) if (device.tenant === tenant) this.forget(device);
  }

  /** A PBX takes commands again: what it said of phones may be long ago. Whoever is signed in is looked at. */
  live(pbx: string): void {
    const line = this.lines.get(pbx);
    for (const device of this.devices.values()) if (line && device.pbx === pbx) this.ask(line, device);
    this.watchAll(pbx);
  }

  /** Phones may stand elsewhere now. */
  mapped(): void {
    for (const pbx of Object.keys(this.mappings.current.pbxs)) this.watchAll(pbx);
  }

  private watchAll(pbx: string): void {
    for (const tenant of this.partitions.tenants()) {
      if (tenant === SYSTEM || !this.mappings.current.tenants[tenant]?.owns[pbx]) continue;
      const partition = this.partitions.get(tenant);
      for (const id of partition?.ids('agent') ?? []) this.watch(tenant, partition?.get<Agent>('agent', id) as Agent);
    }
  }

  private watch(tenant: string, { workstation }: Agent): void {
    const endpoint = this.endpointOf(tenant, workstation);
    if (endpoint === undefined) return;
    for (const [name, owns] of Object.entries(this.mappings.current.tenants[tenant]?.owns ?? {})) {
      const pbx = this.lines.state(name) === 'live' ? this.lines.get(name) : undefined;
      const config = this.mappings.current.pbxs[name];
      if (!pbx || !config || this.devices.has(key(name, endpoint)) || !ownsEndpoint(endpoint, { pbx: config, owns }))
        continue;
      const since = this.ports.clock.now();
      const device: Device = { pbx: name, endpoint, tenant, state: 'unknown', since, told: 0 };
      this.devices.set(key(name, endpoint), device);
      this.ask(pbx, device);
    }
  }

  private endpointOf(tenant: string, workstation: string | undefined): string | undefined {
    const phone = this.mappings.current.tenants[tenant]?.workstations[workstation ?? '']?.phone;
    return phone && 'endpoint' in phone ? phone.endpoint : undefined;
  }

  /** Nobody is rung there until the PBX has said how the phone is, or had its time to. */
  private ask(pbx: Pbx, device: Device): void {
    device.asked?.giveUp();
    const asked = { giveUp: this.ports.clock.after(UNTOLD_MS, () => this.untold(device)) };
    device.asked = asked;
    void this.answered(pbx, device, () => device.asked === asked);
  }

  private async answered(pbx: Pbx, device: Device, wanted: () => boolean): Promise<void> {
    const { told } = device;
    const answer = await pbx.device(device.endpoint);
    // What the PBX told meanwhile is newer than its answer.
    if (device.told !== told || !wanted()) return;
    if (answer.result === 'ok') return this.say(device, answer.value);
    if (answer.result === 'timeout' && device.asked)
      return void this.ports.clock.after(AGAIN_MS, () => wanted() && this.answered(pbx, device, wanted));
    // It is asked again when the link is there.
    if (answer.result !== 'linkDown' && device.asked) this.untold(device);
  }

  /** It does not say how the phone is. What was never said is asked about at the next occasion. */
  private untold(device: Device): void {
    if (device.told === 0) this.forget(device);
    device.asked?.giveUp();
    device.asked = undefined;
    this.onChange(device.tenant, device);
  }

  private forget(device: Device): void {
    device.asked?.giveUp();
    device.asked = undefined;
    this.devices.delete(key(device.pbx, device.endpoint));
  }

  /** The PBX says how a phone is. */
  changed(pbx: string, endpoint: string, state: DeviceState): void {
    const device = this.devices.get(key(pbx, endpoint));
    if (device) this.say(device, state);
  }

  private say(device: Device, state: DeviceState): void {
    const was = isFree(device);
    device.asked?.giveUp();
    device.asked = undefined;
    device.since = this.ports.clock.now();
    device.told += 1;
    device.state = state;
    if (was !== isFree(device)) this.onChange(device.tenant, device);
  }

  /** How a phone is, where that is known. */
  state(pbx: string, endpoint: string): DeviceState {
    return this.devices.get(key(pbx, endpoint))?.state ?? 'unknown';
  }

  /** Whether a phone may be rung, although no call of ours is on it. */
  free(pbx: string, endpoint: string): boolean {
    const device = this.devices.get(key(pbx, endpoint));
    if (!device || isFree(device)) return true;
    const now = this.ports.clock.now();
    const line = this.lines.get(pbx);
    if (!device.asked && now - device.since > DOUBT_MS && line) {
      device.since = now;
      void this.answered(line, device, () => this.devices.get(key(pbx, endpoint)) === device);
    }
    return false;
  }
}

const key = (pbx: string, endpoint: string): string => `${pbx} ${endpoint}`;
/** `unknown` is what a PBX says of a phone that it cannot watch. */
const isFree = ({ state, asked }: Device): boolean => !asked && (state === 'idle' || state === 'unknown');
