/** Events that a webhook did not take: listed, looked at, tried once more, thrown away. */

import type { Draft } from '../core/decision';
import type { DeadLetter } from '../core/delivery';
import { lettersOf, removed, requeued } from '../core/deliverySteps';
import { envelopeOf } from '../core/envelope';
import { isRefusal, type Refusal, refuse } from '../core/errors';
import { publicView } from '../core/kinds';
import type { Operation } from '../core/permissions';
import { unsupervised } from '../core/supervision';
import type { CommandReply, DeadLetters, Page, Principal } from './api';
import type { Partitions, Ports } from './partitions';
import type { RequestMarks } from './requestMarks';
import type { WebhookDesk } from './webhookDesk';

export class DeadLetterService implements DeadLetters {
  constructor(
    private readonly ports: Ports,
    private readonly partitions: Partitions,
    private readonly desk: WebhookDesk,
    private readonly marks: RequestMarks,
  ) {}

  /** The oldest first: there are at most a thousand. */
  async list(principal: Principal, tenant: string, webhook: string): Promise<Page | Refusal> {
    const open = this.desk.open(principal, tenant, webhook, 'deadLetters.list');
    if (isRefusal(open)) return open;
    const partition = this.partitions.get(tenant);
    const items = lettersOf(partition, webhook).map((letter) => publicView('deadLetter', letter));
    await this.partitions.durable(tenant, partition?.seq ?? 0);
    return { items };
  }

  /** With the event, as long as the journal has it. */
  async get(
    principal: Principal,
    tenant: string,
    webhook: string,
    id: string,
  ): Promise<{ seq: number; data: unknown } | Refusal> {
    const letter = this.find(principal, tenant, webhook, id, 'deadLetters.get');
    if (isRefusal(letter)) return letter;
    const seq = this.partitions.get(tenant)?.resource('deadLetter', id)?.seq ?? 0;
    await this.partitions.durable(tenant, seq);
    const { sequence } = letter;
    const [record] = await this.ports.store.history(tenant, { after: sequence - 1, until: sequence }, {}, 1);
    const event = record && envelopeOf(tenant, unsupervised(record));
    return { seq, data: { ...(publicView('deadLetter', letter) as object), ...(event && { event }) } };
  }

  /** Tried once more in the background; with no `id` all of the webhook. */
  requeue(principal: Principal, tenant: string, webhook: string, id?: string): Promise<CommandReply> {
    const operation = id === undefined ? 'deadLetters.replay_all' : 'deadLetters.replay';
    return this.act(principal, tenant, { webhook, id, operation, status: 202 }, (letter, now) => requeued(letter, now));
  }

  /** Thrown away; with no `id` all of the webhook. */
  purge(principal: Principal, tenant: string, webhook: string, id?: string): Promise<CommandReply> {
    const operation = id === undefined ? 'deadLetters.purge_all' : 'deadLetters.purge';
    return this.act(principal, tenant, { webhook, id, operation, status: 200 }, (letter, now) =>
      removed(letter, 'purged', now),
    );
  }

  private async act(
    principal: Principal,
    tenant: string,
    what: { webhook: string; id: string | undefined; operation: Operation; status: number },
    make: (letter: DeadLetter, now: number) => Draft,
  ): Promise<CommandReply> {
    const open = this.desk.open(principal, tenant, what.webhook, what.operation);
    if (isRefusal(open)) return open;
    if (what.status === 202 && open.webhook.state !== 'active')
      return refuse('webhook.not_active', 'resume it first: nothing is delivered while it is not active');
    const letters = this.meant(tenant, what.webhook, what.id);
    if (isRefusal(letters)) return letters;
    const away = this.marks.away();
    if (away) return away;
    const now = this.ports.clock.now();
    const made = this.desk.decide(
      principal,
      tenant,
      letters.map((letter) => make(letter, now)),
    );
    if (isRefusal(made)) return made;
    await this.partitions.durable(tenant, made.seq);
    return { status: what.status, data: { count: letters.length } };
  }

  private meant(tenant: string, webhook: string, id: string | undefined): DeadLetter[] | Refusal {
    const all = lettersOf(this.partitions.get(tenant), webhook);
    if (id === undefined) return all;
    const one = all.filter((letter) => letter.id === id);
    return one.length > 0 ? one : refuse('resource.not_found');
  }

  private find(
    principal: Principal,
    tenant: string,
    webhook: string,
    id: string,
    operation: Operation,
  ): DeadLetter | Refusal {
    const open = this.desk.open(principal, tenant, webhook, operation);
    if (isRefusal(open)) return open;
    const found = this.meant(tenant, webhook, id);
    return isRefusal(found) ? found : (found[0] ?? refuse('resource.not_found'));
  }
}
