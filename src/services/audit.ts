/**
 * Who changed what and when (design §4): the acts of administration in the journals, which outlive the feed, newest first.
 * A tenant's are those in its own journal and those of the installation about it. Nothing is kept for this: it is read
 * page by page, and a page that has read enough says where the next one goes on.
 */
import { type Act, actOf } from '../core/act';
import type { Refusal } from '../core/errors';
import { SYSTEM } from '../core/ids';
import type { Key } from '../core/key';
import { rolesFor } from '../core/permissions';
import type { JournalRecord } from '../core/record';
import type { User } from '../core/user';
import type { AuditQuery, Page, Principal } from './api';
import { barred, mayAct } from './authority';
import { badCursor } from './cursors';
import type { Partitions, Ports } from './partitions';

const PAGE = 200;
/** Records of one journal that one request reads. */
const MAX_READ = 4_000;

/** One journal, read backwards; it remembers what it read so that each act finds the one before it. */
class Reader {
  private readonly records: JournalRecord[] = [];
  private next = 0;
  private over = false;
  private read = 0;

  constructor(
    private readonly ports: Ports,
    readonly tenant: string,
    private before: number | undefined,
    private readonly wanted: (record: JournalRecord) => boolean,
  ) {}

  /** The newest wanted act that was not taken; undefined: there is none, or enough was read. */
  async peek(): Promise<JournalRecord | undefined> {
    for (;;) {
      const record = this.records[this.next];
      if (record && this.wanted(record)) return record;
      if (record) this.next += 1;
      else if (!(await this.more())) return undefined;
    }
  }

  take(): void {
    this.next += 1;
  }

  /** What the same resource was before. */
  async predecessor(of: JournalRecord): Promise<JournalRecord | undefined> {
    if (of.type.endsWith('.created')) return undefined;
    for (let i = this.records.indexOf(of) + 1; ; i += 1) {
      while (i >= this.records.length) if (!(await this.more())) return undefined;
      if (this.records[i]?.subject === of.subject) return this.records[i];
    }
  }

  /** Where the next page goes on; undefined at the end. */
  get cursor(): number | undefined {
    const record = this.records[this.next - 1];
    if (this.over && this.next >= this.records.length) return undefined;
    return record?.seq ?? this.before ?? Number.MAX_SAFE_INTEGER;
  }

  private async more(): Promise<boolean> {
    if (this.over || this.read >= MAX_READ) return false;
    const page = await this.ports.store.audit(this.tenant, PAGE, this.before);
    this.read += page.length;
    this.records.push(...page);
    this.before = page.at(-1)?.seq ?? this.before;
    this.over = page.length === 0;
    return !this.over;
  }
}

export class AuditService {
  constructor(
    private readonly ports: Ports,
    private readonly partitions: Partitions,
  ) {}

  /** Acts in a tenant and about it; without one those of the installation. */
  async list(principal: Principal, tenant: string | undefined, query: AuditQuery): Promise<Page | Refusal> {
    const operation = tenant === undefined ? 'system.audit' : 'audit.list';
    const of = tenant ?? SYSTEM;
    const refusal = barred(mayAct(principal, of, rolesFor(operation)), of, this.partitions);
    if (refusal) return refusal;
    const from = cursorOf(query.cursor);
    if (!from) return badCursor();
    return this.page(this.readers(tenant, query, from), query);
  }

  private readers(tenant: string | undefined, query: AuditQuery, [own, system]: Cursor): Reader[] {
    const fits = (record: JournalRecord): boolean => matches(record, query);
    const ofSystem = new Reader(this.ports, SYSTEM, system, (record) => fits(record) && isAbout(record, tenant));
    if (tenant === undefined) return system === 0 ? [] : [ofSystem];
    const ofTenant = new Reader(this.ports, tenant, own, fits);
    return [...(own === 0 ? [] : [ofTenant]), ...(system === 0 ? [] : [ofSystem])];
  }

  private async page(readers: readonly Reader[], query: AuditQuery): Promise<Page> {
    const items: Act[] = [];
    while (items.length < query.limit) {
      const newest = await latest(readers);
      if (!newest || (query.from !== undefined && newest.record.time < query.from)) {
        if (newest) return { items };
        break;
      }
      newest.reader.take();
      const before = await newest.reader.predecessor(newest.record);
      items.push(await this.named(actOf(newest.reader.tenant, newest.record, before)));
      // What was changed may be as long as the whole mapping.
      await this.partitions.breathe();
    }
    const next = nextOf(readers);
    return { items, ...(next !== undefined && { next }) };
  }

  private async named(act: Omit<Act, 'actorName'>): Promise<Act> {
    const [kind, id = ''] = act.actor.split(':', 2);
    const actorName =
      kind === 'key' ? await this.keyName(id) : kind === 'user' ? this.userName(act.tenant, id) : undefined;
    return { ...act, ...(actorName !== undefined && { actorName }) };
  }

  /** Of a key that was revoked, too. */
  private async keyName(id: string): Promise<string | undefined> {
    if (id === 'admin') return 'the admin of the installation';
    const known = this.partitions.get(SYSTEM)?.get<Key>('key', id);
    if (known) return known.name;
    const document = await this.ports.store.get(SYSTEM, 'key', id);
    return document && (JSON.parse(document.json) as Key).name;
  }

  private userName(tenant: string, id: string): string | undefined {
    for (const where of [tenant, ...this.partitions.tenants()]) {
      const user = this.partitions.get(where)?.get<User>('user', id);
      if (user) return user.name;
    }
    return undefined;
  }
}

async function latest(readers: readonly Reader[]): Promise<{ reader: Reader; record: JournalRecord } | undefined> {
  let newest: { reader: Reader; record: JournalRecord } | undefined;
  for (const reader of readers) {
    const record = await reader.peek();
    if (record && (!newest || record.time > newest.record.time)) newest = { reader, record };
  }
  return newest;
}

/** Sequences before which each journal goes on: `own.system`; 0 when it is read. */
type Cursor = readonly [own: number | undefined, system: number | undefined];

function cursorOf(text: string | undefined): Cursor | undefined {
  if (text === undefined) return [undefined, undefined];
  const [, own, system] = /^(\d{1,16})\.(\d{1,16})$/.exec(text) ?? [];
  return own === undefined ? undefined : [Number(own), Number(system)];
}

function nextOf(readers: readonly Reader[]): string | undefined {
  const at = (system: boolean): number => readers.find((reader) => (reader.tenant === SYSTEM) === system)?.cursor ?? 0;
  const [own, system] = [at(false), at(true)];
  return own === 0 && system === 0 ? undefined : `${own}.${system}`;
}

const matches = ({ actor, subject, time }: JournalRecord, query: AuditQuery): boolean =>
  (query.actor === undefined || actor === query.actor) &&
  (query.subject === undefined || subject === query.subject || subject.startsWith(`${query.subject}/`)) &&
  (query.to === undefined || time < query.to);

/** Of what the installation did: everything for it, for a tenant what is about that one. */
const isAbout = ({ subject, data }: JournalRecord, tenant: string | undefined): boolean =>
  tenant === undefined || subject === `tenant/${tenant}` || (data as { tenant?: string }).tenant === tenant;
