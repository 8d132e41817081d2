/**
 * Phones of workstations as their PBX sees them: in use by whatever call, or not reachable. Asked for when somebody signs
 * in there and when a link is live, told by the PBX from then on. Kept in memory alone: the PBX knows it better.
 */
import type { Agent } from '../core/agent';
import { SYSTEM } from '../core/ids';
import type { DeviceState } from '../core/line';
import { ownsEndpoint } from '../core/ownership';
import type { JournalRecord } from '../core/record';
import type { Pbx } from '../ports/pbx';
import type { Lines } from './lines';
import type { Mappings } from './mappings';
import type { PartitionListener, Partitions, Ports } from './partitions';

interface Device {
  readonly tenant: string;
  state: DeviceState;
  since: number;
  /** How often its state was said. */
  told: number;
}

/** A phone of a PBX. */
export interface PhoneAt {
  readonly pbx: string;
  readonly endpoint: string;
}

/** What is asked of a PBX may be lost, and so may what it tells: a phone that is in use for so long is asked about again. */
const DOUBT_MS = 60_000;

export class Devices implements PartitionListener {
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
    for (const [key, device] of this.devices) if (device.tenant === tenant) this.devices.delete(key);
  }

  /** A PBX takes commands again: whoever is signed in is looked at. */
  live(pbx: string): void {
    for (const tenant of this.partitions.tenants()) if (tenant !== SYSTEM) this.watchAll(tenant, pbx);
  }

  /** Phones may stand elsewhere now. */
  mapped(): void {
    for (const pbx of Object.keys(this.mappings.current.pbxs)) this.live(pbx);
  }

  private watchAll(tenant: string, pbx: string): void {
    const partition = this.partitions.get(tenant);
    if (!this.mappings.current.tenants[tenant]?.owns[pbx]) return;
    for (const id of partition?.ids('agent') ?? []) this.watch(tenant, partition?.get<Agent>('agent', id) as Agent);
  }

  private watch(tenant: string, { workstation }: Agent): void {
    const endpoint = this.endpointOf(tenant, workstation);
    if (endpoint === undefined) return;
    for (const [name, owns] of Object.entries(this.mappings.current.tenants[tenant]?.owns ?? {})) {
      const pbx = this.lines.state(name) === 'live' ? this.lines.get(name) : undefined;
      const config = this.mappings.current.pbxs[name];
      if (!pbx || !config || this.devices.has(key(name, endpoint)) || !ownsEndpoint(endpoint, { pbx: config, owns }))
        continue;
      this.devices.set(key(name, endpoint), { tenant, state: 'unknown', since: this.ports.clock.now(), told: 0 });
      void this.ask(pbx, endpoint);
    }
  }

  private endpointOf(tenant: string, workstation: string | undefined): string | undefined {
    const phone = this.mappings.current.tenants[tenant]?.workstations[workstation ?? '']?.phone;
    return phone && 'endpoint' in phone ? phone.endpoint : undefined;
  }

  private async ask(pbx: Pbx, endpoint: string): Promise<void> {
    const asked = this.devices.get(key(pbx.name, endpoint));
    const told = asked?.told;
    const answer = await pbx.device(endpoint);
    const device = this.devices.get(key(pbx.name, endpoint));
    // What the PBX told meanwhile is newer than its answer.
    if (device !== asked || device?.told !== told) return;
    if (answer.result === 'ok') this.changed(pbx.name, endpoint, answer.value);
    // Nobody will tell of it: it is asked about at the next occasion.
    else if (device?.state === 'unknown') this.devices.delete(key(pbx.name, endpoint));
  }

  /** The PBX says how a phone is. */
  changed(pbx: string, endpoint: string, state: DeviceState): void {
    const device = this.devices.get(key(pbx, endpoint));
    if (!device) return;
    device.since = this.ports.clock.now();
    device.told += 1;
    if (device.state === state) return;
    const was = device.state;
    device.state = state;
    if (isFree(was) !== isFree(state)) this.onChange(device.tenant, { pbx, endpoint });
  }

  /** How a phone is, where that is known. */
  state(pbx: string, endpoint: string): DeviceState {
    return this.devices.get(key(pbx, endpoint))?.state ?? 'unknown';
  }

  /** Whether a phone may be rung, although no call of ours is on it. */
  free(pbx: string, endpoint: string): boolean {
    const device = this.devices.get(key(pbx, endpoint));
    if (!device || isFree(device.state)) return true;
    const now = this.ports.clock.now();
    const line = this.lines.get(pbx);
    if (now - device.since > DOUBT_MS && line) {
      device.since = now;
      void this.ask(line, endpoint);
    }
    return false;
  }
}

const key = (pbx: string, endpoint: string): string => `${pbx} ${endpoint}`;
const isFree = (state: DeviceState): boolean => state === 'idle' || state === 'unknown';
