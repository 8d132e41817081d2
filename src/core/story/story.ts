/**
 * Why a call went where it went, from the events of its transaction alone: one sentence that answers, and a line for
 * each thing that happened with who decided it. Used by `signalbox why`; a screen may show the same.
 */
import { msOf } from '../time';
import { arrivalWords, clearedWords, offeredWords, planned } from './lines';
import { type Moment, momentsOf, type StoryCall, type StoryEvent } from './moments';
import { verdict } from './verdict';
import { became, destination, duration, partyWords, personWords } from './words';

export interface StoryLine {
  readonly time: string;
  readonly text: string;
  /** Who decided: an actor of the events (`pbx:…`, `application:…`, `key:…`, `system`). */
  readonly by: string;
}

export interface Story {
  readonly call: StoryCall;
  readonly verdict: string;
  readonly lines: readonly StoryLine[];
}

/** The story of each call of a transaction, in the order they began. */
export function stories(events: readonly StoryEvent[]): Story[] {
  const calls = [...new Set(events.map(({ subject }) => subject))].filter((subject) => subject.startsWith('call/'));
  return calls.map((subject) => {
    const moments = momentsOf(events, subject.slice('call/'.length));
    const lines = moments.flatMap((moment) =>
      wordsOf(moment).map((text) => ({ time: moment.event.time, text, by: moment.event.actor })),
    );
    return { call: moments.at(-1)?.call as StoryCall, verdict: verdict(moments), lines };
  });
}

type Words = (moment: Moment) => string | readonly string[];

const about =
  (what: string): Words =>
  ({ call }) =>
    `${personWords(call, call.party)} ${what}`;

const WORDS: Readonly<Record<string, Words>> = {
  'call.attributes_requested': ({ call }) => `attributes of the caller were asked for at venue ${call.venue}`,
  'call.offered': offeredWords,
  'call.routed': planned,
  'call.route_failed': ({ call }) => failedWords(call),
  'call.treated': ({ call }) => `${call.step?.do ?? 'a treatment'} runs`,
  'call.originated': ({ call }) => `an outgoing call was begun to ${personWords(call, call.party)}: ${call.dnis}`,
  'call.ringing': about('rings'),
  'call.answered': about('answered'),
  'call.connected': ({ call }) =>
    `connected: ${call.parties
      .filter((p) => p.state !== 'gone')
      .map(partyWords)
      .join(' and ')} can talk`,
  'call.party_joined': about('came into the conversation'),
  'call.party_left': ({ call }) => `${personWords(call, call.party)} ${endOf(call)}`,
  'call.held': about('was put on hold'),
  'call.retrieved': about('was taken off hold'),
  'call.muted': about('was muted or unmuted'),
  'call.transferred': transferredWords,
  'call.consulted': ({ call }) =>
    `${personWords(call, call.transfer?.asking)} asks ${personWords(call, call.party)} first, the caller is on hold`,
  'call.consult_cancelled': about('is not asked any more, the caller is back'),
  'call.supervised': ({ call }) => {
    const mode = call.parties.find(({ id }) => id === call.party)?.supervises?.mode;
    return `${personWords(call, call.party)} supervises the call${mode === undefined ? '' : ` (${mode})`}`;
  },
  'call.conferenced': about('talks with everybody'),
  'call.transfer_failed': ({ call }) => `a transfer failed: ${failedWords(call)}`,
  'call.digits_collected': ({ call }) => digitsWords(call),
  'call.adopted': ({ event }) =>
    `found alive and taken up again after ${event.causeid === 'restart' ? 'a restart of the gateway' : 'the link to the PBX was lost'}`,
  'call.progressed': progressed,
  'call.disposition_set': ({ call }) => `outcome: ${call.disposition?.value}`,
  'call.cleared': clearedWords,
};

function wordsOf(moment: Moment): readonly string[] {
  const words = WORDS[moment.event.type]?.(moment) ?? [];
  const list = typeof words === 'string' ? [words] : words;
  return moment.before === undefined && moment.call.direction === 'in' ? [arrivalWords(moment.call), ...list] : list;
}

/** Most of these say nothing to a person; a late answer and an end that begins do. */
function progressed({ call, before }: Moment): readonly string[] {
  if (call.late && !before?.late) {
    const late = msOf(call.late.at) - msOf(call.plan?.at ?? '');
    return [
      `application ${call.application} answered${late > 0 ? ` ${duration(late)}` : ''} too late; the default treatments went on`,
    ];
  }
  if (call.failure?.reason === 'media_failed' && before?.failure?.reason !== 'media_failed') return [failedWords(call)];
  return [];
}

/** Who took over; with a place in a queue it is told by what follows. */
function transferredWords({ call }: Moment): string {
  const party = call.parties.find((one) => one.id === call.party);
  const who = personWords(call, call.party);
  return call.state === 'connected' || party?.state !== 'up'
    ? `transferred: ${who} took over`
    : `${who} gave the caller away`;
}

function failedWords(call: StoryCall): string {
  const { reason = '', destination: to, detail } = call.failure ?? {};
  if (reason === 'invalid_answer') return `the answer could not be understood: ${detail}`;
  const party = call.parties.find((one) => one.id === call.party);
  const code = party?.sipCode === undefined ? '' : ` (SIP ${party.sipCode})`;
  const what = reason === 'media_failed' ? 'an announcement' : destination(to);
  return `${what} ${became(reason)}${code}${detail === undefined ? '' : `: ${detail}`}`;
}

function endOf(call: StoryCall): string {
  const party = call.parties.find((one) => one.id === call.party);
  return became(party?.cause ?? 'normal');
}

function digitsWords({ digits }: StoryCall): string {
  if (!digits || digits.digits === '') return 'no digits came in time';
  return `digits ${digits.digits}${digits.complete ? '' : ' (not complete)'} were kept as ${digits.as}`;
}
