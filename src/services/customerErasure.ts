/**
 * Forgetting a customer (design §4): what calls of the number and their transactions said is emptied in journal and
 * documents. Doing it again does no harm, and finds what was still going on the first time.
 */
import type { Call } from '../core/call';
import { eraseCustomerBody } from '../core/erasure';
import { type Refusal, refuse } from '../core/errors';
import { flawsOf } from '../core/flaws';
import { idOf } from '../core/ids';
import { rolesFor } from '../core/permissions';
import type { DocumentName } from '../ports/store';
import type { CommandReply, Principal } from './api';
import { mayAct } from './authority';
import type { Checkpoints } from './checkpoints';
import type { Partitions, Ports } from './partitions';
import type { RequestMarks } from './requestMarks';

const PAGE = 200;

export class CustomerErasure {
  constructor(
    private readonly ports: Ports,
    private readonly partitions: Partitions,
    private readonly checkpoints: Checkpoints,
    private readonly marks: RequestMarks,
  ) {}

  /** Says how much is forgotten, and how many calls go on and must be erased again when they are over. */
  async erase(principal: Principal, tenant: string, body: unknown): Promise<CommandReply> {
    const refusal = this.barred(principal, tenant);
    if (refusal) return refusal;
    const parsed = eraseCustomerBody.safeParse(body);
    if (!parsed.success) return { refused: 'request.invalid', errors: flawsOf(parsed.error) };
    // What is over is in the documents after this, and only there.
    await this.checkpoints.flush();
    const { number } = parsed.data;
    const calls = [...(await this.ended(tenant, number))];
    const live = this.live(tenant, number);
    const transactions = [...new Set(calls.map((call) => call.transaction))].filter(
      (id) => !live.some((call) => call.transaction === id),
    );
    const over = calls.filter((call) => transactions.includes(call.transaction));
    const documents: DocumentName[] = [
      ...over.map(({ id }) => ({ kind: 'call', id })),
      ...transactions.map((id) => ({ kind: 'transaction', id })),
    ];
    const { emptied } = await this.ports.store.erase(tenant, transactions, documents);
    if (emptied > 0) await this.record(principal, tenant, documents.length, emptied);
    return { status: 200, data: { calls: over.length, transactions: transactions.length, emptied, left: live.length } };
  }

  private async ended(tenant: string, number: string): Promise<Call[]> {
    const calls: Call[] = [];
    let cursor: string | undefined;
    do {
      const query = { keys: { customerNumber: number }, ended: true, limit: PAGE, ...(cursor && { cursor }) };
      const found = await this.ports.store.find(tenant, 'call', query);
      calls.push(...found.documents.map(({ json }) => JSON.parse(json) as Call));
      cursor = found.next;
    } while (cursor !== undefined);
    return calls;
  }

  private live(tenant: string, number: string): Call[] {
    const partition = this.partitions.get(tenant);
    const calls = [...(partition?.ids('call') ?? [])].map((id) => partition?.get<Call>('call', id) as Call);
    return calls.filter((call) => call.customerNumber === number && call.clearedAt === undefined);
  }

  /** Tells that somebody was forgotten, and not who. */
  private async record({ actor }: Principal, tenant: string, documents: number, records: number): Promise<void> {
    this.partitions.decide(tenant, { actor }, (_, { now, ids }) => {
      const id = idOf('erasure', ids.fresh());
      const data = { id, documents, records, erasedAt: now };
      return { drafts: [{ type: 'customer.erased', id, data }], reply: undefined };
    });
    await this.partitions.durable(tenant, this.partitions.get(tenant)?.seq ?? 0);
  }

  private barred(principal: Principal, tenant: string): Refusal | undefined {
    if (!mayAct(principal, tenant, rolesFor('customers.erase'))) return refuse('auth.forbidden');
    return this.partitions.get(tenant) ? this.marks.away() : refuse('resource.not_found');
  }
}
