/** What decisions about the calls of a tenant on a PBX may look at: its mapping, and its partition. */
import type { Agent } from '../core/agent';
import type { ApplicationState } from '../core/application';
import type { Callback } from '../core/callback';
import type { CallbackConfig } from '../core/callbackConfig';
import type { Delay } from '../core/callbackDelay';
import type { CallConfig } from '../core/callDraft';
import type { Refusal } from '../core/errors';
import { SYSTEM } from '../core/ids';
import type { Mapping, PbxConfig } from '../core/mapping';
import type { Offer } from '../core/offer';
import type { Entry } from '../core/queue';
import type { QueueState } from '../core/queueState';
import type { Recording } from '../core/recording';
import { quotasOf, type Tenant } from '../core/tenant';
import type { Transaction } from '../core/transaction';
import type { VenueState } from '../core/venueState';
import type { Estimate } from '../core/waitingTime';
import { phonesAt, workstationOf } from '../core/workstationPhones';
import type { Clock } from '../ports/clock';
import type { Desks } from './desks';
import type { Partitions } from './partitions';
import type { QueueLines } from './queueLines';

export type CallbacksOf = (tenant: string, queue: string) => CallbackConfig | Refusal;

/** Why a callback must not be dialled now after all. */
export type KeptBy = (tenant: string, callback: Callback) => Delay | undefined;

/** How long an entry is going to wait; undefined when nobody can say. */
export type Expects = (tenant: string, entry: Entry) => Estimate | undefined;

/** How long one would wait who came now. */
export type Newcomer = (tenant: string, queue: string) => Estimate | undefined;

/** Where it is looked up. */
export interface Sources {
  readonly partitions: Partitions;
  readonly queues: Pick<QueueLines, 'size' | 'callers' | 'oldest' | 'away'>;
  readonly desks: Pick<Desks, 'agentAt' | 'staffed' | 'staff'>;
  readonly ports: { readonly clock: Pick<Clock, 'now'> };
  /** How callbacks of a queue of a tenant are taken. */
  readonly callbacks: CallbacksOf;
  readonly keptBy: KeptBy;
  readonly expects: Expects;
  readonly newcomer: Newcomer;
}

const quotas = (partitions: Partitions, tenant: string) =>
  quotasOf(partitions.get(SYSTEM)?.get<Tenant>('tenant', tenant));

/** Made once for each mapping in force. */
export function callConfigOf(
  { tenant, name, pbx }: { tenant: string; name: string; pbx: PbxConfig },
  mapping: Mapping,
  { partitions, queues, desks, ports, callbacks, keptBy, expects, newcomer }: Sources,
): CallConfig {
  const ofTenant = mapping.tenants[tenant];
  const phones = phonesAt(ofTenant?.workstations ?? {}, { pbx, owns: ofTenant?.owns[name] });
  const live = <T>(kind: string, id: string): T | undefined => partitions.get(tenant)?.get<T>(kind, id);
  return {
    tenant,
    mapping: ofTenant,
    pbx,
    application: (id) => live<ApplicationState>('application', id),
    recording: (id) => live<Recording>('recording', id),
    venue: (id) => live<VenueState>('venue', id),
    transaction: (id) => live<Transaction>('transaction', id),
    entry: (id) => live<Entry>('entry', id),
    callback: (id) => live<Callback>('callback', id),
    queue: (id) => live<QueueState>('queue', id),
    offer: (id) => live<Offer>('offer', id),
    agent: (id) => live<Agent>('agent', id),
    workstationOf: (phone) => workstationOf(phones, phone),
    agentAt: (phone) => desks.agentAt(tenant, workstationOf(phones, phone)),
    waiting: (queue) => queues.callers(tenant, queue),
    crowded: () => (partitions.get(tenant)?.count('entry') ?? 0) >= quotas(partitions, tenant).entries,
    staffed: (queue) => desks.staffed(tenant, queue),
    callbacks: (queue) => callbacks(tenant, queue),
    keptBy: (callback) => keptBy(tenant, callback),
    outlook: (queue, entry) => {
      const now = ports.clock.now();
      const longestMs = now - (queues.oldest(tenant, queue) ?? now);
      const estimate = entry ? expects(tenant, entry) : newcomer(tenant, queue);
      const known = { waiting: queues.size(tenant, queue), agents: desks.staff(tenant, queue), longestMs };
      return estimate ? { ...known, expectedMs: estimate.p50Ms } : known;
    },
    away: (queue, number) => queues.away(tenant, queue, number),
    expects: (entry) => expects(tenant, entry),
  };
}
