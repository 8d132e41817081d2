/** The applications that one socket of a feed is attached to, and what waits for their decision. */
import type { AttachMode } from '../core/application';
import type { Call } from '../core/call';
import { ephemeral } from '../core/envelope';
import { isRefusal, refuse } from '../core/errors';
import { type Filter, passes, venueOf } from '../core/feedFilter';
import { rolesFor } from '../core/permissions';
import type { CommandReply, Principal, SubscribeOptions } from './api';
import type { Applications } from './applications';
import { inScope, mayAct } from './authority';
import type { Partitions, Ports } from './partitions';
import { shownTo } from './tellings';

/** Who subscribed to what. */
export interface Wish {
  readonly tenant: string;
  readonly principal: Principal;
  readonly options: SubscribeOptions;
  readonly filter: Filter;
}

export class FeedAttachments {
  /** Application → attachment. */
  readonly attachments: Record<string, string> = Object.create(null);
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly ports: Ports,
    private readonly partitions: Partitions,
    private readonly applications: Applications,
    private readonly wish: Wish,
    private readonly send: (text: string) => void,
  ) {}

  /** One after the other: a second attach of the same socket takes the place of its first. */
  attach(application: string, mode: AttachMode, ended: () => boolean): Promise<CommandReply> {
    const next = this.last.then(() => this.attachNow(application, mode, ended));
    this.last = next.catch(() => undefined);
    return next;
  }

  private async attachNow(application: string, mode: AttachMode, ended: () => boolean): Promise<CommandReply> {
    const { tenant, principal } = this.wish;
    if (!this.mayAttach(application, mode)) return refuse('auth.forbidden');
    if (this.partitions.commits.away) return refuse('store.away');
    if (this.attachments[application] !== undefined) await this.detach(application);
    const made = this.applications.attach(tenant, application, mode, principal.actor);
    if (isRefusal(made)) return made;
    this.attachments[application] = made.reply.attachment;
    await this.partitions.durable(tenant, made.seq);
    if (ended()) this.leave();
    else if (mode !== 'observe' && !made.reply.standby) this.offerPending(application);
    return { status: 200, data: { application, mode, ...made.reply } };
  }

  /** To decide takes a key for it, and one that may see every venue of the application. */
  private mayAttach(application: string, mode: AttachMode): boolean {
    const { tenant, principal } = this.wish;
    if (mode !== 'observe' && !mayAct(principal, tenant, rolesFor('application.attach'))) return false;
    return this.applications.venuesOf(tenant, application).every((venue) => inScope(principal, venue));
  }

  async detach(application: string): Promise<CommandReply> {
    const { tenant, principal } = this.wish;
    const attachment = this.attachments[application];
    delete this.attachments[application];
    if (attachment === undefined) return refuse('application.not_attached');
    const made = this.applications.detach(tenant, application, attachment, principal.actor);
    if (isRefusal(made)) return made;
    await this.partitions.durable(tenant, made.seq);
    return { status: 200, data: { application } };
  }

  /** The socket is gone; nobody waits for an answer, and a tenant that is gone, too, has none. */
  leave(): void {
    for (const application of Object.keys(this.attachments)) this.detach(application).catch(() => undefined);
  }

  /** What waits for a decision is offered again, with the time that is left; what changed just now, once that is durable. */
  offerPending(application: string): void {
    const { tenant } = this.wish;
    const durable = this.partitions.durableSeq(tenant);
    for (const { call, seq } of this.applications.pending(tenant, application)) {
      if (seq <= durable) this.offer(call);
      else
        this.partitions.durable(tenant, seq).then(
          () => this.applications.stillPending(tenant, call) && this.offer(call),
          () => undefined,
        );
    }
  }

  private offer(call: Call): void {
    const venue = venueOf(call);
    const facts = { type: 'call.offered', transaction: call.transaction, ...(venue !== undefined && { venue }) };
    if (passes(this.wish.filter, facts)) this.send(JSON.stringify(this.offerAgain(call)));
  }

  private offerAgain(call: Call) {
    return ephemeral(this.wish.tenant, {
      id: this.ports.ids.fresh(),
      type: 'call.offered',
      subject: `call/${call.id}`,
      at: this.ports.clock.now(),
      actor: 'system',
      transaction: call.transaction,
      data: shownTo(this.wish.principal, 'call', call),
    });
  }
}
