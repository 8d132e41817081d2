/** Finds the call that somebody asks about: by its id, the end of it, its transaction, or the customer's number. */
import { z } from 'zod';
import { pageOf } from '../delivery/http/lists';
import { callView, eventView, tenantView } from '../delivery/http/views';
import { CliError, EXIT } from './cliError';
import { type Client, Refused } from './client';

export interface Asked {
  readonly what?: string;
  readonly tenant?: string;
}

export interface Found {
  readonly tenant: string;
  readonly transaction: string;
  /** The call that was asked for; absent: the whole transaction. */
  readonly call?: string;
}

type Seen = Readonly<Record<'id' | 'transaction' | 'startedAt', string>>;

const calls = pageOf(callView) as unknown as z.ZodType<{ items: Seen[] }>;
const tenants = pageOf(tenantView) as unknown as z.ZodType<{ items: { id: string }[] }>;
const transaction = z.object({ id: z.string(), events: z.array(eventView) });
export type TransactionEvents = z.infer<typeof transaction>['events'];

/** How far back the end of an id is looked for, in each tenant. */
const RECENT = 200;
const ID = /^(ca|tr)_[0-9a-f]{32}$/;
/** What `tail` shows of an id. */
const ENDING = /^(?:…|\.\.\.)?([0-9a-f]{6,31})$/;

export async function findCall(client: Client, { what, tenant }: Asked): Promise<Found> {
  const among = tenant === undefined ? await everyTenant(client) : [tenant];
  const found = (await Promise.all(among.map((one) => inTenant(client, one, what)))).filter((one) => one !== undefined);
  const [latest] = found.sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1));
  if (latest) return latest;
  const where = tenant === undefined ? 'in any tenant' : `in tenant ${tenant}`;
  const asked = what === undefined ? 'there was no call' : `nothing is known of ${what}`;
  throw new CliError(`${asked} ${where}; events are kept for SIGNALBOX_FEED_DAYS (7 days)`, EXIT.refused);
}

/** Every event of a transaction, in order. */
export async function eventsOf(client: Client, { tenant, transaction: id }: Found): Promise<TransactionEvents> {
  return (await client.get(`/v1/tenants/${tenant}/transactions/${id}`, transaction)).events;
}

/** Calls that no venue takes are the installation's. */
async function everyTenant(client: Client): Promise<string[]> {
  try {
    return [...(await client.all('/v1/system/tenants', tenants)).map(({ id }) => id), 'system'];
  } catch (error) {
    if (error instanceof Refused && error.problem.status === 403)
      throw new CliError('only an admin may look into every tenant: give --tenant', EXIT.usage);
    throw error;
  }
}

type Dated = Found & { readonly startedAt: string };

async function inTenant(client: Client, tenant: string, what: string | undefined): Promise<Dated | undefined> {
  const base = `/v1/tenants/${encodeURIComponent(tenant)}`;
  const dated = (call: Seen | undefined): Dated | undefined =>
    call && { tenant, transaction: call.transaction, call: call.id, startedAt: call.startedAt };
  const recent = async (query: Readonly<Record<string, string | number>>) =>
    (await client.get(`${base}/calls`, calls, { state: 'all', ...query })).items;
  if (what === undefined) return dated((await recent({ limit: 1 }))[0]);
  if (ID.test(what)) return there(() => byId(client, base, tenant, what));
  const ending = ENDING.exec(what)?.[1];
  const endsSo = (call: Seen) => ending !== undefined && [call.id, call.transaction].some((id) => id.endsWith(ending));
  const ended = ending === undefined ? undefined : (await recent({ limit: RECENT })).find(endsSo);
  if (ended) return dated(ended);
  const number = what.replace(/[ ()/.-]/g, '');
  return dated((await recent({ limit: 1, customerNumber: number || what }))[0]);
}

async function byId(client: Client, base: string, tenant: string, id: string): Promise<Dated> {
  if (id.startsWith('tr_')) {
    const { events } = await client.get(`${base}/transactions/${id}`, transaction);
    return { tenant, transaction: id, startedAt: events[0]?.time ?? '' };
  }
  const call = await client.get(`${base}/calls/${id}`, callView as unknown as z.ZodType<Seen>);
  return { tenant, transaction: call.transaction, call: id, startedAt: call.startedAt };
}

/** What the look-up gives, or nothing where there is no such thing. */
async function there<T>(look: () => Promise<T>): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof Refused && error.problem.status === 404) return undefined;
    throw error;
  }
}
