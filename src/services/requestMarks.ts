/** Idempotency of administration (design §4): the same request again makes nothing new and gets the same answer. */

import { canonical } from '../core/canonical';
import { type Refusal, refuse } from '../core/errors';
import { SYSTEM } from '../core/ids';
import { publicView } from '../core/kinds';
import type { RequestMark } from '../core/record';
import type { CommandReply, Principal } from './api';
import type { Partitions, Ports } from './partitions';

/** What was asked, as it is remembered with the first record of the decision; `ref` comes with the decision. */
export type Asked = Omit<RequestMark, 'ref'>;

export class RequestMarks {
  constructor(
    private readonly ports: Ports,
    private readonly partitions: Partitions,
  ) {}

  /** The mark of a request; `what` is everything that makes it the same one. */
  of(principal: Principal, requestId: string | undefined, what: unknown, status = 201): Asked | undefined {
    if (requestId === undefined) return undefined;
    const bodyHash = this.ports.ids.hash(canonical(what));
    return { actor: principal.actor, key: requestId, bodyHash, status };
  }

  /** The answer to a request that was seen before; a secret was shown once and is not shown again. */
  async repeated(asked: Asked | undefined, kind: string, tenant = SYSTEM): Promise<CommandReply | undefined> {
    const partition = this.partitions.get(tenant);
    const known = asked && partition?.request(asked.actor, asked.key);
    if (!known) return undefined;
    if (known.bodyHash !== asked.bodyHash) return refuse('request.key_reused');
    const away = this.away();
    if (away) return away;
    await this.partitions.durable(tenant, known.seq);
    const made = partition?.resource(kind, known.ref);
    if (!made) return refuse('resource.not_found');
    return { status: known.status, data: publicView(kind, made.data), seq: made.seq };
  }

  /** Nothing new is acknowledged while the store does not answer. */
  away(): Refusal | undefined {
    return this.partitions.commits.away ? refuse('store.away') : undefined;
  }
}
