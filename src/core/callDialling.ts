/** A party is dialled: added to the call as an intent, and told to the PBX once that is durable. */
import type { CallDraft } from './callDraft';
import { bare, idOf } from './ids';
import { own } from './own';
import type { Line } from './ownership';
import type { Party } from './party';
import type { TreatmentOf } from './treatment';

interface Dialling {
  readonly from: string;
  readonly ringMs: number;
  readonly headers?: Record<string, string> | undefined;
  readonly role?: Party['role'];
  /** The agent it is dialled for; default: whoever is signed in where the phone stands. */
  readonly agent?: string;
  readonly offer?: string;
  /** 32 hex digits that say which try of what it is; default: fresh ones. */
  readonly id?: string;
  readonly attempt?: number;
}

/** Adds a party that is dialled once this decision is durable; says its id. */
export function dialParty(draft: CallDraft, line: Line, how: Dialling): string {
  const id = idOf('party', how.id ?? draft.context.ids.fresh());
  const agent = how.agent ?? draft.config.agentAt(line);
  const role = how.role ?? 'agent';
  draft.set({
    parties: [
      ...draft.call.parties,
      {
        id,
        role,
        state: 'dialing',
        joined: false,
        startedAt: draft.now,
        pbxId: bare(id),
        ...(line.endpoint !== undefined && { endpoint: line.endpoint }),
        ...(line.number !== undefined && { number: line.number, shown: how.from }),
        ...(line.sip !== undefined && { sip: line.sip }),
        ...(agent !== undefined && { agent }),
        ...(how.offer !== undefined && { offer: how.offer }),
      },
    ],
  });
  draft.later({
    do: 'dial',
    party: id,
    dial: {
      to: line.dial,
      from: { number: how.from, ...(draft.call.aniName !== undefined && { name: draft.call.aniName }) },
      ringMs: how.ringMs,
      tags: draft.tags(role, how.attempt),
      maxMs: Math.max(1_000, draft.call.maxUntil - draft.now + 5_000),
      routingPoint: draft.call.routingPoint,
      ...(how.headers && { headers: how.headers }),
    },
  });
  return id;
}

/** SIP headers made of attributes. */
export function headersOf(
  draft: CallDraft,
  wanted: TreatmentOf<'connect'>['headers'],
): Record<string, string> | undefined {
  if (!wanted) return undefined;
  const headers: Record<string, string> = {};
  for (const [attribute, header] of Object.entries(wanted)) {
    const value = own(draft.call.attributes, attribute);
    if (value !== undefined) headers[header] = headerText(value);
  }
  return headers;
}

/** One line, printable: nothing an attribute holds can begin a header of its own. */
const headerText = (value: unknown): string =>
  (typeof value === 'string' ? value : JSON.stringify(value)).replace(/[^\x20-\x7e]/g, ' ').slice(0, 200);
