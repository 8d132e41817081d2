/**
 * Asks the tenant's address for attributes of a caller while the call waits for them (`core/callFetch.ts`). The
 * request is the durable event `call.attributes_requested` itself, signed; the answer is a JSON object.
 */
import type { Call } from '../core/call';
import { decideFetched, type Fetched } from '../core/callFetched';
import { nothing } from '../core/decision';
import { envelopeOf } from '../core/envelope';
import { attributes } from '../core/fields';
import type { JournalRecord } from '../core/record';
import type { Facts } from '../ports/log';
import type { Sending, Webhook, WebhookResult } from '../ports/webhook';
import type { Mappings } from './mappings';
import type { PartitionListener, Partitions, Ports } from './partitions';

/** Twice of what attributes may take: white space, and what is taken out. */
const MAX_BYTES = 16_384;

export class AttributeFetches implements PartitionListener {
  readonly kinds = ['call'] as const;
  /** By call. */
  private readonly underWay = new Map<string, { readonly until: number; readonly sending: Sending }>();

  constructor(
    private readonly ports: Ports,
    private readonly partitions: Partitions,
    private readonly mappings: Mappings,
    private readonly webhook: Webhook,
  ) {}

  get size(): number {
    return this.underWay.size;
  }

  durable(tenant: string, records: readonly JournalRecord[]): void {
    for (const record of records) if (record.type === 'call.attributes_requested') this.ask(tenant, record);
  }

  /** A call that waits no more needs no answer. */
  applied(_: string, record: JournalRecord): void {
    if (this.underWay.size === 0) return;
    const { id, fetching } = record.data as Call;
    const asked = this.underWay.get(id);
    if (asked && asked.until !== fetching?.deadlineAt) this.end(id);
  }

  private end(call: string): void {
    const asked = this.underWay.get(call);
    this.underWay.delete(call);
    asked?.sending.abort();
  }

  private ask(tenant: string, record: JournalRecord): void {
    const { id, venue = '', fetching } = record.data as Call;
    const until = fetching?.deadlineAt ?? 0;
    // The caller may have left while this was written.
    const call = this.partitions.get(tenant)?.get<Call>('call', id);
    if (call?.fetching?.deadlineAt !== until) return;
    const source = this.mappings.current.tenants[tenant]?.venues[venue]?.attributes;
    const secret = this.mappings.attributesSecret(tenant, venue);
    if (!source || secret === undefined)
      return this.over(tenant, id, until, { outcome: 'failed', reason: 'no_secret' });
    const { clock, ids } = this.ports;
    const sending = this.webhook.send({
      url: source.from,
      id: `msg_${ids.derive('attributes', tenant, id, String(record.seq))}`,
      body: JSON.stringify(envelopeOf(tenant, record)),
      contentType: 'application/cloudevents+json',
      secrets: [secret],
      deadlineMs: Math.max(1, until - clock.now()),
      maxBytes: MAX_BYTES,
    });
    this.underWay.set(id, { until, sending });
    const started = clock.monotonic();
    void sending.result.then((result) => {
      if (this.underWay.get(id)?.sending !== sending) return;
      this.underWay.delete(id);
      this.report({ tenant, venue, call: id, transaction: call.transaction }, result, started);
      this.over(tenant, id, until, fetchedOf(result));
    });
  }

  private report(facts: Facts & { tenant: string; venue: string }, result: WebhookResult, started: number): void {
    const { metrics, log, clock } = this.ports;
    const outcome = fetchedOf(result).outcome;
    const { tenant, venue } = facts;
    metrics.count('signalbox_attribute_fetches_total', { tenant, venue, outcome });
    metrics.observe('signalbox_attribute_fetch_seconds', (clock.monotonic() - started) / 1_000, { tenant });
    if (outcome === 'ok') return;
    const reason = result.delivered ? undefined : result.reason;
    log.warn('attributes of a caller were not there', { ...facts, outcome, reason, status: result.status });
  }

  private over(tenant: string, id: string, until: number, fetched: Fetched): void {
    this.partitions.decide(tenant, { actor: 'system' }, (partition, context) => {
      const call = partition.get<Call>('call', id);
      if (!call) return nothing;
      return decideFetched(call, until, fetched, this.mappings.callConfig(tenant, call.pbx), context);
    });
  }

  /** Whoever waited when the process before ended waits no longer. */
  loaded(tenant: string): void {
    const partition = this.partitions.get(tenant);
    for (const id of [...(partition?.ids('call') ?? [])]) {
      const { fetching } = partition?.get<Call>('call', id) ?? {};
      if (fetching) this.over(tenant, id, fetching.deadlineAt, { outcome: 'interrupted' });
    }
  }

  dropped(tenant: string): void {
    for (const id of [...this.underWay.keys()]) if (!this.partitions.get(tenant)?.get('call', id)) this.end(id);
  }

  stop(): void {
    for (const id of [...this.underWay.keys()]) this.end(id);
  }
}

function fetchedOf(result: WebhookResult): Fetched {
  if (!result.delivered) return failed(result);
  if (result.body.trim() === '') return { outcome: 'ok', attributes: {} };
  try {
    const read = attributes.safeParse(JSON.parse(result.body));
    return read.success ? { outcome: 'ok', attributes: read.data } : { outcome: 'invalid', status: result.status };
  } catch {
    return { outcome: 'invalid', status: result.status };
  }
}

function failed({ reason, status }: WebhookResult & { delivered: false }): Fetched {
  if (reason === 'timeout') return { outcome: 'late' };
  const code = status !== undefined && { status };
  return reason === 'too_large' ? { outcome: 'too_large', ...code } : { outcome: 'failed', reason, ...code };
}
