/**
 * Every record of a transaction that the store has, in order. Of nearly all they fit into a page, which is read once; the others
 * are read page by page in turn with whoever else reads much, as often as somebody goes through them, and so many at once.
 */
import { type Envelope, envelopeOf } from '../core/envelope';
import { type Refusal, refuse } from '../core/errors';
import type { JournalRecord } from '../core/record';
import type { Partitions, Ports } from './partitions';
import type { Principal } from './replies';
import { toldTo } from './tellings';

/** Goes through them once more. */
export type Pages = () => AsyncIterable<readonly JournalRecord[]>;

const PAGE = 1_000;
/** Long ones of a tenant that are read at once. */
const AT_ONCE = 4;

export class TransactionRecords {
  /** How many are read of each tenant. */
  private readonly reading = new Map<string, number>();

  constructor(
    private readonly ports: Pick<Ports, 'store'>,
    private readonly partitions: Pick<Partitions, 'durableSeq' | 'turns'>,
  ) {}

  /** `gone` is aborted when nobody wants them any more. */
  async of(tenant: string, transaction: string, gone: AbortSignal): Promise<Pages | Refusal> {
    const until = this.partitions.durableSeq(tenant);
    const read = (after: number) => this.ports.store.history(tenant, { transaction, after }, {}, PAGE);
    const first = await read(0);
    const last = first.at(-1);
    const isAll = last === undefined || (await read(last.seq)).length === 0;
    if (isAll) return () => whole(first);
    return this.enter(tenant, gone) ?? (() => this.pages(tenant, read, until, gone));
  }

  /** Takes one of the places of the tenant until `gone`. */
  private enter(tenant: string, gone: AbortSignal): Refusal | undefined {
    const count = this.reading.get(tenant) ?? 0;
    if (count >= AT_ONCE)
      return refuse('quota.exceeded', `${AT_ONCE} long histories are being read`, { retryAfter: 1 });
    if (gone.aborted) return undefined;
    this.reading.set(tenant, count + 1);
    gone.addEventListener('abort', () => {
      const left = (this.reading.get(tenant) ?? 1) - 1;
      if (left > 0) this.reading.set(tenant, left);
      else this.reading.delete(tenant);
    });
    return undefined;
  }

  private async *pages(
    tenant: string,
    read: (after: number) => Promise<readonly JournalRecord[]>,
    until: number,
    gone: AbortSignal,
  ): AsyncGenerator<readonly JournalRecord[]> {
    for (let after = 0; after < until && !gone.aborted; ) {
      const page = await this.partitions.turns.take(tenant, () => read(after));
      yield page.filter(({ seq }) => seq <= until);
      after = page.at(-1)?.seq ?? until;
    }
  }
}

/** The events of them, as that principal is told: those that are wanted. */
export async function* eventsOf(
  principal: Principal,
  tenant: string,
  pages: Pages,
  wanted: (record: JournalRecord) => boolean = () => true,
): AsyncGenerator<readonly Envelope[]> {
  for await (const page of pages())
    yield page.filter(wanted).map((record) => envelopeOf(tenant, toldTo(principal, record)));
}

async function* whole(page: readonly JournalRecord[]): AsyncGenerator<readonly JournalRecord[]> {
  yield page;
}
