/**
 * Calls of a tenant's phones that come by no venue: each PBX is asked to tell of them when it is live and when the mapping
 * changes, and what it has then is the truth about those that are known.
 */
import type { Call } from '../core/call';
import { decideOutside, decideOutsideEnded } from '../core/callOutside';
import { nothing } from '../core/decision';
import { idOf, SYSTEM } from '../core/ids';
import type { Cause, PbxEvent, PhoneCall } from '../core/line';
import { ownsEndpoint } from '../core/ownership';
import type { Lines } from './lines';
import type { Mappings } from './mappings';
import type { Partitions, Ports } from './partitions';

/** So often a PBX is asked that does not answer. */
const TRIES = 4;

export type PhoneEvent = Extract<PbxEvent, { type: 'phoneCall' | 'phoneCallEnded' }>;

export class OutsideCalls {
  /** What ended while a PBX was being asked: its answer may be older. */
  private readonly ended = new Map<string, Set<string>>();

  constructor(
    private readonly ports: Pick<Ports, 'log'>,
    private readonly partitions: Partitions,
    private readonly mappings: Mappings,
    private readonly lines: Pick<Lines, 'get' | 'state'>,
  ) {}

  /** The mapping changed: other phones, or phones of others. */
  mapped(): void {
    for (const pbx of Object.keys(this.mappings.current.pbxs)) this.live(pbx);
  }

  /** A PBX takes commands. */
  live(pbx: string): void {
    void this.observe(pbx).catch((error: unknown) => {
      this.ports.log.error('phones could not be observed', { pbx, error: String(error) });
    });
  }

  take(pbx: string, event: PhoneEvent): void {
    if (event.type === 'phoneCall') return this.told(pbx, event.call);
    this.ended.get(pbx)?.add(event.party);
    const party = idOf('party', event.party);
    for (const tenant of this.partitions.tenants()) {
      const call = this.partitions.get(tenant)?.callOfParty(party);
      if (call) this.over(tenant, call, event.cause);
    }
  }

  private async observe(name: string): Promise<void> {
    const pbx = this.lines.state(name) === 'live' ? this.lines.get(name) : undefined;
    if (!pbx?.abilities().has('observe')) return;
    const ended = new Set<string>();
    this.ended.set(name, ended);
    let answer = await pbx.observe(this.phones(name));
    for (let tries = 1; answer.result === 'timeout' && tries < TRIES; tries++)
      answer = await pbx.observe(this.phones(name));
    if (this.ended.get(name) === ended) this.ended.delete(name);
    if (answer.result !== 'ok') {
      if (answer.result !== 'linkDown') this.ports.log.warn('phones are not observed', { pbx: name, ...answer });
      return;
    }
    const there = answer.value.filter(({ party }) => !ended.has(party));
    const known = new Set(there.map(({ party }) => idOf('party', party)));
    for (const { tenant, call } of this.calls(name))
      if (!call.parties.some(({ id }) => known.has(id))) this.over(tenant, call, 'lost');
    for (const call of there) this.told(name, call);
  }

  /** Phones of all tenants on a PBX. */
  private phones(pbx: string): string[] {
    const tenants = Object.values(this.mappings.current.tenants);
    return [...new Set(tenants.flatMap(({ owns }) => owns[pbx]?.endpoints ?? []))].sort();
  }

  private told(pbx: string, told: PhoneCall): void {
    const tenant = this.ownerOf(pbx, told.endpoint);
    if (tenant === undefined) return;
    this.partitions.decide(tenant, { actor: `pbx:${pbx}` }, (partition, context) => {
      const known = partition.callOfParty(idOf('party', told.party));
      return decideOutside(known, pbx, told, this.mappings.callConfig(tenant, pbx), context);
    });
  }

  private over(tenant: string, { id, pbx }: Call, cause: Cause): void {
    this.partitions.decide(tenant, { actor: `pbx:${pbx}` }, (partition, context) => {
      const call = partition.get<Call>('call', id);
      if (!call?.outside) return nothing;
      return decideOutsideEnded(call, cause, this.mappings.callConfig(tenant, pbx), context);
    });
  }

  private ownerOf(pbx: string, endpoint: string): string | undefined {
    const { pbxs, tenants } = this.mappings.current;
    const config = pbxs[pbx];
    if (!config) return undefined;
    const owners = Object.entries(tenants).filter(([, { owns }]) =>
      ownsEndpoint(endpoint, { pbx: config, owns: owns[pbx] }),
    );
    return owners.map(([name]) => name).find((name) => name !== SYSTEM && this.partitions.get(name));
  }

  private calls(pbx: string): { tenant: string; call: Call }[] {
    return this.partitions.tenants().flatMap((tenant) => {
      const partition = this.partitions.get(tenant);
      return [...(partition?.ids('call') ?? [])].flatMap((id) => {
        const call = partition?.get<Call>('call', id);
        return call?.outside && call.pbx === pbx && call.clearedAt === undefined ? { tenant, call } : [];
      });
    });
  }
}
