/**
 * Links that keep a place: a program of the tenant gets one for a caller who hung up in a queue and sends it by whatever
 * means it has; whoever follows it in time is called back. A link is signed, names one place, and works once, as long as the
 * place is kept; nothing about the caller can be learned from it.
 */

import type { CallbackConfig } from '../core/callbackConfig';
import { decideKeepAway, notKeepable } from '../core/callbackKeep';
import type { Registered } from '../core/callbackRequest';
import { isRefusal, type Refusal, refuse } from '../core/errors';
import { flawsOf } from '../core/flaws';
import { rolesFor } from '../core/permissions';
import type { Entry } from '../core/queue';
import { iso } from '../core/time';
import type { Vault } from '../ports/vault';
import { inScope, mayAct } from './authority';
import { type KeepLink, redeemBody } from './callbackApi';
import type { Partitions } from './partitions';
import type { Principal } from './replies';

export class KeptPlaces {
  constructor(
    private readonly vault: Pick<Vault, 'sign' | 'signed'>,
    private readonly partitions: Partitions,
    private readonly configOf: (tenant: string, queue: string) => CallbackConfig | Refusal,
    private readonly suspended: (tenant: string) => boolean,
  ) {}

  /** A link for the place of a caller who is away. */
  async link(principal: Principal, tenant: string, id: string): Promise<KeepLink | Refusal> {
    if (!mayAct(principal, tenant, rolesFor('entries.keep_link'))) return refuse('auth.forbidden');
    const partition = this.partitions.get(tenant);
    const entry = partition?.get<Entry>('entry', id);
    if (!partition || !entry || !inScope(principal, entry.venue)) return refuse('resource.not_found');
    const refusal = notKeepable(entry, this.configOf(tenant, entry.queue));
    if (refusal) return refusal;
    await this.partitions.durable(tenant, partition.seq);
    const token = `${tenant}.${id}.${this.vault.sign(textOf(tenant, id))}`;
    return { token, until: iso(entry.heldUntil ?? entry.arrivedAt) };
  }

  /** The one answer to every link that is none, or not any more, is that it is not there. */
  async redeem(body: unknown): Promise<Registered | Refusal> {
    const parsed = redeemBody.safeParse(body);
    if (!parsed.success) return { refused: 'request.invalid', errors: flawsOf(parsed.error) };
    const { token } = parsed.data;
    const [tenant = '', id = '', signature = ''] = token.split('.');
    if (!this.vault.signed(textOf(tenant, id), signature)) return refuse('resource.not_found');
    if (!this.partitions.get(tenant)) return refuse('resource.not_found');
    // No key says here whose tenant is not served.
    if (this.suspended(tenant)) return refuse('tenant.suspended');
    if (this.partitions.commits.away) return refuse('store.away');
    const made = this.partitions.decide(tenant, { actor: `entry:${id}` }, (partition, context) => {
      const entry = partition.get<Entry>('entry', id);
      return decideKeepAway(entry, entry ? this.configOf(tenant, entry.queue) : refuse('resource.not_found'), context);
    });
    if (isRefusal(made)) return made.refused === 'queue.entry_taken' ? refuse('resource.not_found') : made;
    await this.partitions.durable(tenant, made.seq);
    return made.reply;
  }
}

const textOf = (tenant: string, entry: string): string => `kept-place ${tenant} ${entry}`;
