/** An event as the outside gets it: CloudEvents 1.0 in JSON, with the extension attributes of design §8. */
import type { EventType } from './events';
import { publicView } from './kinds';
import type { JournalRecord } from './record';
import { iso } from './time';

export interface Envelope {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: EventType;
  readonly subject: string;
  readonly time: string;
  readonly datacontenttype: 'application/json';
  readonly tenantid: string;
  readonly transactionid?: string;
  /** Gapless per tenant; only on durable events. */
  readonly sequence?: number;
  readonly causeid?: string;
  readonly actor: string;
  readonly data: unknown;
}

/** The envelope of a journal record; its id is its sequence, so that a receiver drops what it has seen. */
export function envelopeOf(tenant: string, record: JournalRecord): Envelope {
  const kind = record.subject.slice(0, record.subject.indexOf('/'));
  return {
    specversion: '1.0',
    id: `${tenant}-${record.seq}`,
    source: `/tenants/${tenant}`,
    type: record.type,
    subject: record.subject,
    time: iso(record.time),
    datacontenttype: 'application/json',
    tenantid: tenant,
    ...(record.transaction !== undefined && { transactionid: record.transaction }),
    sequence: record.seq,
    ...(record.cause !== undefined && { causeid: record.cause }),
    actor: record.actor,
    data: publicView(kind, record.data),
  };
}

/** The envelope of an event that is told and not kept. */
export function ephemeral(
  tenant: string,
  event: {
    id: string;
    type: EventType;
    subject: string;
    at: number;
    actor: string;
    transaction?: string;
    data: unknown;
  },
): Envelope {
  return {
    specversion: '1.0',
    id: event.id,
    source: `/tenants/${tenant}`,
    type: event.type,
    subject: event.subject,
    time: iso(event.at),
    datacontenttype: 'application/json',
    tenantid: tenant,
    ...(event.transaction !== undefined && { transactionid: event.transaction }),
    actor: event.actor,
    data: event.data,
  };
}
