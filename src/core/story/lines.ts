/** The lines of a story that need more than a word: arrival, question, plan, end. */
import { clock } from '../time';
import type { Moment, StoryCall } from './moments';
import { became, defaultsWords, destination, duration, partyWords, personWords, planWords } from './words';

const KEYS: Readonly<Record<string, string>> = {
  dnis: 'dialled number',
  context: 'dialplan context',
  pbxTenant: 'tenant id of the PBX',
  endpoint: 'trunk or endpoint',
};

/** Where a call came in and which venue took it, by which keys. */
export function arrivalWords(call: StoryCall): string {
  const { arrival = {} } = call;
  const where = [arrival.endpoint, arrival.context && `context ${arrival.context}`].filter(Boolean).join(', ');
  const keys = (arrival.matched ?? []).map((key) => KEYS[key] ?? key).join(' and ');
  const venue = call.venue === undefined ? 'no venue takes it' : `venue ${call.venue} took it`;
  const by = keys === '' ? '' : ` (matched by ${keys})`;
  return `${call.ani || 'withheld'} called ${call.dnis} on ${call.pbx}/${call.routingPoint}${where && ` by ${where}`}: ${venue}${by}`;
}

/** Who was asked, why again, and until when; nothing where nobody is asked. */
export function offeredWords({ call, before }: Moment): readonly string[] {
  const { offer } = call;
  const venue = before && before.venue !== call.venue ? [`went on to venue ${call.venue}`] : [];
  const moved = [...venue, ...fetchedWords(call, before)];
  if (!offer) return moved;
  const again =
    AGAIN[offer.cause] ?? ` again, because ${destination(before?.failure?.destination)} ${became(offer.cause)}`;
  const attached = offer.attached === 0 ? '; no program was attached' : '';
  return [...moved, `application ${call.application} was asked${again}, until ${clock(offer.replyBy)}${attached}`];
}

/** What came of asking for attributes, when that has just been found out. */
function fetchedWords({ fetched }: StoryCall, before: StoryCall | undefined): readonly string[] {
  if (!fetched || before?.fetched) return [];
  if (fetched.outcome === 'ok') return [`attributes of the caller came after ${duration(fetched.ms)}`];
  const why = [fetched.outcome, fetched.reason, fetched.status].filter((part) => part !== undefined).join(', ');
  return [`without attributes of the caller (${why.replaceAll('_', ' ')}) after ${duration(fetched.ms)}`];
}

const AGAIN: Readonly<Record<string, string>> = {
  arrived: '',
  redirected: '',
  completed: ' again, because its treatments had run out',
};

/** A plan that came into force, or a party that is about to be dialled for one. */
export function planned({ call, before }: Moment): readonly string[] {
  const { plan } = call;
  const fresh = plan && (plan.at === undefined || plan.at !== before?.plan?.at || plan.by !== before?.plan?.by);
  const dialled = call.party === undefined ? [] : [`dialled ${personWords(call, call.party)}`];
  if (!plan || !fresh || (call.party !== undefined && plan.step > 0)) return dialled;
  if (call.party !== undefined && before?.plan) return dialled;
  return [`${chosen(call)}: ${planWords(plan.treatments)}`, ...dialled];
}

function chosen(call: StoryCall): string {
  switch (call.plan?.by) {
    case 'application':
      return `application ${call.application} decided`;
    case 'treatment':
      return `application ${call.application} has these treatments`;
    case 'default':
      return `${defaultsWords(call)} run`;
    default:
      return 'the command asks for';
  }
}

/** The end, with who ended it and how long it all took. */
export function clearedWords({ call }: Moment): string {
  const { waitMs = 0, talkMs = 0, totalMs = 0 } = call.durations ?? {};
  const talked = talkMs > 0 ? `waited ${duration(waitMs)}, talked ${duration(talkMs)}` : 'never connected';
  return `over after ${duration(totalMs)}: ${endWords(call)}; ${talked}`;
}

/** Who ended the call, and how. */
export function endWords(call: StoryCall): string {
  const cause = call.cause ?? call.clearing?.cause ?? 'normal';
  const by = call.by ?? call.clearing?.by;
  if (cause === 'timeLimit') return 'its time limit was reached';
  if (by === 'local') return cause === 'normal' ? 'the gateway hung up' : `the gateway ended it with ${cause}`;
  const first = [...call.parties]
    .filter((p) => p.goneAt)
    .sort((a, b) => ((a.goneAt ?? '') < (b.goneAt ?? '') ? -1 : 1));
  const left = first.find((party) => party.by === by && party.cause === cause) ?? first.at(-1);
  const who = left ? partyWords(left) : 'somebody';
  if (by === 'pbx') return `the PBX ended it: ${who} ${became(cause)}`;
  if (left?.role === 'customer' && cause === 'cancelled') return `${who} hung up before an answer`;
  return `${who} ${became(cause)}`;
}
