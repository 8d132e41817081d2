/**
 * The tenant's programs at their applications (design §5.2.2, §8): sockets attach `exclusive` (further ones stand by),
 * `claim` or `observe`. Who is attached is a fact of the partition; after a start nobody is.
 */
import { type ApplicationState, type AttachMode, freshApplication } from '../core/application';
import type { Call } from '../core/call';
import { type Refusal, refuse } from '../core/errors';
import { idOf } from '../core/ids';
import type { Mappings } from './mappings';
import type { Made, Partitions } from './partitions';

export class Applications {
  constructor(
    private readonly partitions: Partitions,
    private readonly mappings: Mappings,
  ) {}

  attach(
    tenant: string,
    application: string,
    mode: AttachMode,
    actor: string,
  ): Made<{ attachment: string; standby: boolean }> | Refusal {
    const config = this.mappings.current.tenants[tenant]?.applications[application];
    if (!config) return refuse('application.not_found', `there is no application ${application}`);
    if (config.kind !== 'feed')
      return refuse('application.wrong_kind', `application ${application} is of kind ${config.kind}`);
    return this.partitions.decide(tenant, { actor }, (partition, { now, ids }) => {
      const state = partition.get<ApplicationState>('application', application) ?? freshApplication(application);
      const attachment = idOf('attachment', ids.fresh());
      const standby = mode === 'exclusive' && state.attachments.some((a) => a.mode === 'exclusive');
      const added = { id: attachment, mode, actor, since: now };
      // Whoever comes to decide is given a chance at once, whatever failed while nobody was there.
      const { openUntil: _, ...rest } = mode === 'observe' ? state : { ...state, failures: 0 };
      const kept = mode === 'observe' ? state : rest;
      const data = { ...kept, attachments: [...state.attachments, added] };
      return { drafts: [{ type: 'application.attached', id: application, data }], reply: { attachment, standby } };
    });
  }

  /** Takes an attachment away; nothing when it is not there. */
  detach(tenant: string, application: string, attachment: string, actor: string): Made<undefined> | Refusal {
    return this.partitions.decide(tenant, { actor }, (partition) => {
      const state = partition.get<ApplicationState>('application', application);
      if (!state?.attachments.some((a) => a.id === attachment)) return { drafts: [], reply: undefined };
      const data = { ...state, attachments: state.attachments.filter((a) => a.id !== attachment) };
      return { drafts: [{ type: 'application.detached', id: application, data }], reply: undefined };
    });
  }

  /** Sockets do not survive a process: after a load nobody is attached. */
  loaded(tenant: string): void {
    const partition = this.partitions.get(tenant);
    for (const id of [...(partition?.ids('application') ?? [])]) {
      const state = partition?.get<ApplicationState>('application', id);
      if (!state || state.attachments.length === 0) continue;
      this.partitions.decide(tenant, { actor: 'system' }, () => ({
        drafts: [{ type: 'application.detached', id, data: { ...state, attachments: [] } }],
        reply: undefined,
      }));
    }
  }

  /** Venues whose calls the application decides about. */
  venuesOf(tenant: string, application: string): string[] {
    const venues = Object.entries(this.mappings.current.tenants[tenant]?.venues ?? {});
    return venues.filter(([, venue]) => venue.application === application).map(([name]) => name);
  }

  /** Calls that wait for the decision of an application, oldest first, each with the sequence of what it is now. */
  pending(tenant: string, application: string): { call: Call; seq: number }[] {
    const partition = this.partitions.get(tenant);
    const calls: { call: Call; seq: number }[] = [];
    for (const id of partition?.ids('call') ?? []) {
      const resource = partition?.resource('call', id);
      const call = resource?.data as Call | undefined;
      if (resource && call?.offer && call.application === application) calls.push({ call, seq: resource.seq });
    }
    return calls;
  }

  /** Whether the offer that the call was pending with still waits for its decision. */
  stillPending(tenant: string, { id, offer }: Call): boolean {
    return this.partitions.get(tenant)?.get<Call>('call', id)?.offer?.number === offer?.number;
  }
}
