/**
 * Forgetting a customer (design §4): what is kept of the transactions of a number is emptied in journal, archive and
 * documents, its recordings are deleted unless a legal hold keeps them, and what webhooks did not take of it is thrown
 * away. A transaction that goes on is left whole. Doing it again does no harm, and finds what went on the first time.
 */
import type { DeadLetter } from '../core/delivery';
import { removed } from '../core/deliverySteps';
import { awayEnds } from '../core/entryAway';
import { eraseCustomerBody } from '../core/erasure';
import { isRefusal, type Refusal, refuse } from '../core/errors';
import { flawsOf } from '../core/flaws';
import { idOf } from '../core/ids';
import { type KindName, kindOf } from '../core/kinds';
import { OF_CUSTOMERS, OF_TRANSACTIONS } from '../core/ownedKinds';
import type { Partition } from '../core/partition';
import { rolesFor } from '../core/permissions';
import { type Entry, isAway } from '../core/queue';
import { atPbx, type Recording } from '../core/recording';
import type { Document, DocumentName } from '../ports/store';
import type { CommandReply, Principal } from './api';
import { mayAct } from './authority';
import type { Checkpoints } from './checkpoints';
import type { Partitions, Ports } from './partitions';
import type { RecordingService } from './recordings';
import type { RequestMarks } from './requestMarks';

const PAGE = 200;

export interface CustomerErasureDeps {
  readonly partitions: Partitions;
  readonly checkpoints: Checkpoints;
  readonly marks: RequestMarks;
  readonly media: { readonly recordings: Pick<RecordingService, 'erase'> };
}

export class CustomerErasure {
  constructor(
    private readonly ports: Ports,
    private readonly deps: CustomerErasureDeps,
  ) {}

  /** Says how much is forgotten, what a hold keeps, and how much goes on and must be erased again when it is over. */
  async erase(principal: Principal, tenant: string, body: unknown): Promise<CommandReply> {
    const { partitions, checkpoints, media } = this.deps;
    const refusal = this.barred(principal, tenant);
    if (refusal) return refusal;
    const parsed = eraseCustomerBody.safeParse(body);
    if (!parsed.success) return { refused: 'request.invalid', errors: flawsOf(parsed.error) };
    await this.giveUpPlaces(tenant, parsed.data.number, principal.actor);
    // What is over is in the documents after this.
    await checkpoints.flush();
    const all = await this.transactions(tenant, parsed.data.number);
    const going = goingOn(partitions.get(tenant), all);
    const over = new Set([...all].filter((id) => !going.has(id)));
    const { deleted, held } = await media.recordings.erase(tenant, over, principal.actor);
    await this.throwAway(tenant, over, principal.actor);
    await checkpoints.flush();
    const documents = await this.documents(tenant, over);
    const { emptied } = await this.ports.store.erase(tenant, [...over], documents);
    if (emptied > 0) await this.record(principal, tenant, documents.length, emptied);
    const calls = documents.filter(({ kind }) => kind === 'call').length;
    const data = { calls, transactions: over.size, recordings: deleted, held, emptied, left: going.size };
    return { status: 200, data };
  }

  /** Transactions of the number, ended and live. */
  private async transactions(tenant: string, number: string): Promise<ReadonlySet<string>> {
    const found = new Set<string>();
    for (const kind of OF_CUSTOMERS) {
      for (const data of inMemory(this.deps.partitions.get(tenant), kind)) {
        const { customerNumber, transaction } = kindOf(kind).keys(data as never);
        if (customerNumber === number && transaction !== undefined) found.add(transaction);
      }
      for await (const { keys } of this.ended(tenant, kind, { customerNumber: number }))
        if (keys.transaction !== undefined) found.add(keys.transaction);
    }
    return found;
  }

  /** Everything of the transactions that has ended. */
  private async documents(tenant: string, transactions: ReadonlySet<string>): Promise<DocumentName[]> {
    const names: DocumentName[] = [];
    for (const transaction of transactions) {
      for (const kind of OF_TRANSACTIONS)
        for await (const { id } of this.ended(tenant, kind, { transaction })) names.push({ kind, id });
      if (await this.ports.store.get(tenant, 'transaction', transaction))
        names.push({ kind: 'transaction', id: transaction });
    }
    return names;
  }

  private async *ended(
    tenant: string,
    kind: KindName,
    keys: Readonly<Record<string, string>>,
  ): AsyncGenerator<Document> {
    let cursor: string | undefined;
    do {
      const query = { keys, ended: true, limit: PAGE, ...(cursor !== undefined && { cursor }) };
      const found = await this.ports.store.find(tenant, kind, query);
      yield* found.documents;
      cursor = found.next;
    } while (cursor !== undefined);
  }

  /** Places that are kept for a call of the number are so no more. */
  private async giveUpPlaces(tenant: string, number: string, actor: string): Promise<void> {
    const made = this.deps.partitions.decide(tenant, { actor }, (partition, { now }) => {
      const away = [...inMemory<Entry>(partition, 'entry')].filter(
        (one) => isAway(one) && one.customerNumber === number,
      );
      return { drafts: away.map((entry) => awayEnds(entry, 'abandoned', now)), reply: undefined };
    });
    if (!isRefusal(made)) await this.deps.partitions.durable(tenant, made.seq);
  }

  /** Dead letters would be sent once more without what they were about. */
  private async throwAway(tenant: string, transactions: ReadonlySet<string>, actor: string): Promise<void> {
    const made = this.deps.partitions.decide(tenant, { actor }, (partition, { now }) => {
      const letters = [...inMemory<DeadLetter>(partition, 'deadLetter')].filter(
        ({ transaction, endedAt }) => endedAt === undefined && transactions.has(transaction ?? ''),
      );
      return { drafts: letters.map((letter) => removed(letter, 'purged', now)), reply: undefined };
    });
    if (!isRefusal(made)) await this.deps.partitions.durable(tenant, made.seq);
  }

  /** Tells that somebody was forgotten, and not who. */
  private async record({ actor }: Principal, tenant: string, documents: number, records: number): Promise<void> {
    const { partitions } = this.deps;
    partitions.decide(tenant, { actor }, (_, { now, ids }) => {
      const id = idOf('erasure', ids.fresh());
      const data = { id, documents, records, erasedAt: now };
      return { drafts: [{ type: 'customer.erased', id, data }], reply: undefined };
    });
    await partitions.durable(tenant, partitions.get(tenant)?.seq ?? 0);
  }

  private barred(principal: Principal, tenant: string): Refusal | undefined {
    if (!mayAct(principal, tenant, rolesFor('customers.erase'))) return refuse('auth.forbidden');
    return this.deps.partitions.get(tenant) ? this.deps.marks.away() : refuse('resource.not_found');
  }
}

function* inMemory<T = unknown>(partition: Partition | undefined, kind: KindName): Generator<T> {
  for (const id of [...(partition?.ids(kind) ?? [])]) yield partition?.get<T>(kind, id) as T;
}

/** Those of which anything is alive but a recording that is at home alone and what webhooks did not take. */
function goingOn(partition: Partition | undefined, transactions: ReadonlySet<string>): ReadonlySet<string> {
  const going = new Set<string>();
  for (const kind of OF_TRANSACTIONS)
    for (const data of inMemory(partition, kind)) {
      const { transaction = '' } = kindOf(kind).keys(data as never);
      if (transactions.has(transaction) && isAlive(kind, data)) going.add(transaction);
    }
  return going;
}

function isAlive(kind: KindName, data: unknown): boolean {
  if (kind === 'deadLetter') return false;
  if (kind === 'recording') return atPbx(data as Recording) || (data as Recording).kept === true;
  return !kindOf(kind).ended(data as never);
}
