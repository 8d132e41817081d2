/** One event as one line for a person: when, sequence, type, call, venue, who calls whom, and what matters about it. */
import { printable } from './paint';

type Fields = Readonly<Record<string, unknown>>;

/** An event of the feed as far as a line shows it. */
export interface Envelope {
  readonly type: string;
  readonly subject?: string;
  readonly time?: string;
  readonly sequence?: string | number;
  readonly data?: Fields;
}

/** The line of an event. */
export function lineOf(event: Envelope): string {
  const data = event.data ?? {};
  const columns = [
    (event.time ?? '').slice(11, 23).padEnd(12),
    (event.sequence === undefined ? '' : `#${event.sequence}`).padEnd(7),
    event.type.padEnd(22),
    shortId(event.subject).padEnd(18),
    text(data.venue).padEnd(12),
    data.ani === undefined && data.dnis === undefined ? '' : `${text(data.ani) || '?'} -> ${text(data.dnis) || '?'}`,
    reasonOf(event.type, data),
  ];
  return printable(columns.join('  ').trimEnd());
}

/** `call/ca_0193…f2c1` → `call …00f2c1`: the end of an id differs, its beginning is the time. */
function shortId(subject = ''): string {
  const [kind = '', id = ''] = subject.split('/');
  return /^[a-z]{2}_[0-9a-f]{32}$/.test(id) ? `${kind} …${id.slice(-6)}` : subject;
}

const REASONS: Readonly<Record<string, (data: Fields) => unknown>> = {
  'call.offered': (data) => [field(data.offer, 'cause'), `by ${text(field(data.offer, 'replyBy')).slice(11, 19)}`],
  'call.routed': (data) => [field(data.plan, 'by'), field(data.plan, 'reason'), steps(data.plan)],
  'call.route_failed': (data) => ['reason', 'destination', 'detail'].map((name) => field(data.failure, name)),
  'call.treated': (data) => field(data.step, 'do'),
  'call.digits_collected': (data) => field(data.digits, 'digits'),
  'call.cleared': (data) => [data.cause, data.by && `by ${data.by}`],
};

function reasonOf(type: string, data: Fields): string {
  const shown = REASONS[type]?.(data) ?? data.reason ?? data.cause ?? partyOf(data);
  return [shown].flat().map(text).filter(Boolean).join(' ');
}

/** `announce,[connect SIM/101],reject`: the treatments of a plan, the one that runs in brackets. */
function steps(plan: unknown): string {
  const treatments = field(plan, 'treatments');
  if (!Array.isArray(treatments)) return '';
  const now = field(plan, 'step');
  return treatments
    .map((treatment, i) => (i === now ? `[${step(treatment)}]` : text(field(treatment, 'do'))))
    .join(',');
}

function step(treatment: unknown): string {
  const to = field(treatment, 'to');
  return [field(treatment, 'do'), field(to, 'endpoint') ?? field(to, 'number')].map(text).filter(Boolean).join(' ');
}

/** Who the event is about: the phone or number of the party that it names, else the party's role. */
function partyOf(data: Fields): unknown {
  if (data.party === undefined || !Array.isArray(data.parties)) return '';
  const party = data.parties.find((candidate) => field(candidate, 'id') === data.party);
  return ['endpoint', 'number', 'sip', 'role'].map((name) => field(party, name)).find((found) => found !== undefined);
}

const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Fields)[name] : undefined;

const text = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value).slice(0, 200) : '';
