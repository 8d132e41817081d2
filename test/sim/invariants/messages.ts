/**
 * Messages to customers, as their records land: one for one happening, none for a callback that asked for none, every
 * registration that is to be told is, no number gets more than a day allows; and each is tried by its rules until it is sent
 * or given up for a reason.
 */

import type { Callback } from '../../../src/core/callback';
import type { Message } from '../../../src/core/message';
import type { JournalRecord } from '../../../src/core/record';
import type { Messenger } from '../actors/messenger';
import { isMobile } from '../customers';
import type { Disk } from '../disk';
import type { Findings } from '../findings';
import { hasMessages, MESSAGE_LIMITS } from '../messages';
import type { SimTenant } from '../tenants';

/** What a message tells of is in the same decision. */
const TOLD_OF: Readonly<Record<Message['purpose'], readonly string[]>> = {
  confirmation: ['callback.requested', 'callback.changed'],
  rescheduled: ['callback.rescheduled'],
  cancelled: ['callback.cancelled'],
  paused: ['callback.paused'],
  resumed: ['callback.resumed'],
};
const BEGINS: readonly string[] = ['message.requested', 'message.failed'];
/** Why one is never tried, or not any more. */
const GIVEN_UP: readonly string[] = ['too_late', 'too_many', 'outdated', 'blocked', 'not_configured'];
const FAILS: readonly string[] = ['status', 'timeout'];
/** With less time left nothing is begun. */
const LEAST_MS = 1_000;

interface Known {
  commit: number;
  /** Of the decision that is landing. */
  readonly records: JournalRecord[];
  readonly messages: Map<string, Message>;
  readonly sentTo: Map<string, number>;
}

export class MessageRules {
  private readonly tenants = new Map<string, Known>();

  constructor(private readonly findings: Findings) {}

  look(tenant: string, record: JournalRecord): void {
    const known = this.of(tenant);
    if (record.commit !== known.commit) this.decided(tenant, known);
    known.commit = record.commit;
    known.records.push(record);
    if (!record.subject.startsWith('message/')) return;
    const message = record.data as Message;
    const before = known.messages.get(message.id);
    known.messages.set(message.id, message);
    if (before) return this.follows(before, message, record);
    if (!hasMessages(tenant)) this.found('only whose tenant has who sends is written', `${tenant} ${message.id}`);
    if (record.type !== 'message.requested') return;
    const sent = (known.sentTo.get(message.customerNumber) ?? 0) + 1;
    known.sentTo.set(message.customerNumber, sent);
    if (sent > MESSAGE_LIMITS.perNumberPerDay) this.found('nobody is flooded', `${message.customerNumber}: ${sent}`);
  }

  private follows(before: Message, { state, reason = '', attempts, retryAt, until }: Message, at: JournalRecord): void {
    const where = `${before.id}: ${at.type} ${at.seq}`;
    if (before.state !== 'waiting') this.found('a message ends once', where);
    if (attempts < before.attempts) this.found('attempts of a message are counted', where);
    if (retryAt !== undefined && (retryAt <= at.time || retryAt > until))
      this.found('a message is tried in its time', where);
    if (state === 'failed' && ![...GIVEN_UP, ...FAILS].includes(reason))
      this.found('a message fails of a reason', where);
    // Whoever is not answered for a while may be tried again later, unless that is too late.
    if (reason === 'too_late' && at.time < until - LEAST_MS) this.found('no message is given up too soon', where);
  }

  /** All records of a decision have landed. */
  private decided(tenant: string, { records }: Known): void {
    const begun = records.filter(({ type, data }) => BEGINS.includes(type) && isNew(type, data as Message));
    const callbacks = records.filter(({ subject }) => subject.startsWith('callback/'));
    const told = new Set<string>();
    for (const { data, seq } of begun) {
      const { id, callback, purpose, customerNumber } = data as Message;
      const where = `${tenant} ${id} of ${callback} at ${seq}`;
      if (told.has(callback)) this.found('never two messages for one happening', where);
      told.add(callback);
      const about = callbacks.filter((one) => (one.data as Callback).id === callback);
      if (!about.some(({ type }) => TOLD_OF[purpose].includes(type)))
        this.found('a message tells of what happened', where);
      const { confirmationMessage, customerNumber: theirs } = (about.at(-1)?.data ?? {}) as Partial<Callback>;
      if (confirmationMessage === false) this.found('no message for who asked for none', where);
      if (theirs !== customerNumber) this.found('a message goes to its customer', where);
    }
    for (const { type, data, seq } of callbacks) {
      const { id, customerNumber, confirmationMessage } = data as Callback;
      const tells = type === 'callback.requested' && confirmationMessage !== false && isMobile(customerNumber);
      if (tells && hasMessages(tenant) && !told.has(id))
        this.found('whoever asks is written', `${tenant} ${id} at ${seq}`);
    }
    records.length = 0;
  }

  private of(tenant: string): Known {
    const known = this.tenants.get(tenant) ?? { commit: 0, records: [], messages: new Map(), sentTo: new Map() };
    this.tenants.set(tenant, known);
    return known;
  }

  private found(invariant: string, what: string): void {
    this.findings.found(invariant, what);
  }
}

/** The first record of a message: what a number has too many of has failed at once. */
const isNew = (type: string, { reason, requestedAt, endedAt }: Message): boolean =>
  type === 'message.requested' || (reason === 'too_many' && endedAt === requestedAt);

interface Ended {
  readonly disk: Disk;
  readonly findings: Findings;
  readonly tenants: readonly SimTenant[];
  readonly messenger: Messenger;
}

/** Once all is over: each message was sent, which its service knows, or has failed. */
export function checkMessages({ disk, findings, tenants, messenger }: Ended): void {
  for (const { id: tenant } of tenants) {
    const last = new Map<string, Message>();
    for (const { subject, data } of disk.journal(tenant))
      if (subject.startsWith('message/')) last.set(subject, data as Message);
    for (const { id, state } of last.values()) {
      if (state === 'waiting') findings.found('no message is lost', `${id} of ${tenant}`);
      if (state === 'sent' && !messenger.taken.has(id)) findings.found('what is sent was taken', `${id} of ${tenant}`);
    }
  }
}
