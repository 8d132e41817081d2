/**
 * Many callbacks at once: those that fit are counted, or cancelled one decision after the other, in slices, so that nobody else
 * waits for them. One with its customer on the line is refused, as it is for itself.
 */
import type { Call } from '../core/call';
import type { Callback } from '../core/callback';
import { type CancelMany, cancellationOf, cancelManyBody } from '../core/callbackCancellation';
import { decideCancel } from '../core/callbackChange';
import { isRefusal, type Refusal, refuse } from '../core/errors';
import { flawsOf } from '../core/flaws';
import { idOf } from '../core/ids';
import { rolesFor } from '../core/permissions';
import type { Entry } from '../core/queue';
import { msOf } from '../core/time';
import { inScope, mayAct } from './authority';
import type { ManyCancelled } from './callbackApi';
import { candidates, fits } from './callbackFinding';
import type { CallbackIndexes } from './callbackIndexes';
import type { CallbackSettings } from './callbackSettings';
import type { Mappings } from './mappings';
import type { Partitions } from './partitions';
import type { Principal } from './replies';

/** So many are looked at, and so many cancelled, before others get their turn. */
const SLICE = 2_000;
const CANCELLED = 50;

export class CallbackBulk {
  constructor(
    private readonly partitions: Partitions,
    private readonly mappings: Mappings,
    private readonly settings: Pick<CallbackSettings, 'messagesOf'>,
    private readonly indexes: CallbackIndexes,
  ) {}

  async cancel(principal: Principal, tenant: string, body: unknown): Promise<ManyCancelled | Refusal> {
    if (!mayAct(principal, tenant, rolesFor('callbacks.cancel_many'))) return refuse('auth.forbidden');
    if (!this.partitions.get(tenant)) return refuse('resource.not_found');
    const parsed = cancelManyBody.safeParse(body);
    if (!parsed.success) return { refused: 'request.invalid', errors: flawsOf(parsed.error) };
    if (this.partitions.commits.away) return refuse('store.away');
    const wanted = parsed.data;
    const { matched, ids } = await this.matching(principal, tenant, wanted);
    const more = matched > ids.length;
    if (wanted.dryRun || matched === 0) return { matched, cancelled: 0, tooLate: 0, more };
    const asked = this.partitions.decide(tenant, { actor: principal.actor }, (_, { ids: fresh, now: askedAt }) => {
      const data = cancellationOf(wanted, matched, { id: idOf('cancellation', fresh.fresh()), askedAt });
      return { drafts: [{ type: 'callback.many_cancelled', id: data.id, data }], reply: undefined };
    });
    if (isRefusal(asked)) return asked;
    let cancelled = 0;
    for (const [i, id] of ids.entries()) {
      if (i % CANCELLED === CANCELLED - 1) await this.partitions.breathe();
      if (this.one(principal, tenant, id, wanted)) cancelled += 1;
    }
    await this.partitions.durable(tenant, this.partitions.get(tenant)?.seq ?? 0);
    return { matched, cancelled, tooLate: ids.length - cancelled, more };
  }

  private async matching(principal: Principal, tenant: string, wanted: CancelMany) {
    const { queue, state, customerNumber, dueBefore, limit } = wanted;
    const query = {
      ...(queue !== undefined && { queue }),
      ...(state !== undefined && { state }),
      ...(customerNumber !== undefined && { customerNumber }),
      ...(dueBefore !== undefined && { dueBefore: msOf(dueBefore) }),
    };
    const ids: string[] = [];
    let [matched, looked] = [0, 0];
    for (const one of candidates(this.indexes.of(tenant), query, () => undefined)) {
      if (++looked % SLICE === 0) await this.partitions.breathe();
      if (!fits(one, query) || !inScope(principal, one.venue)) continue;
      matched += 1;
      if (ids.length < limit) ids.push(one.id);
    }
    return { matched, ids };
  }

  private one({ actor }: Principal, tenant: string, id: string, { confirmationMessage }: CancelMany): boolean {
    const made = this.partitions.decide(tenant, { actor }, (partition, context) => {
      const callback = partition.get<Callback>('callback', id);
      if (!callback) return refuse('resource.not_found');
      const entry = partition.get<Entry>('entry', callback.entry ?? '');
      const call = partition.get<Call>('call', callback.call ?? '');
      return decideCancel(
        { callback, entry, call },
        { confirmationMessage },
        {
          config: this.mappings.callConfig(tenant, call?.pbx ?? ''),
          messages: this.settings.messagesOf(tenant, callback.queue),
        },
        context,
      );
    });
    return !isRefusal(made);
  }
}
