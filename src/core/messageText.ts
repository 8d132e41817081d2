/**
 * What a customer is written about a callback: in its language where there are words in it, else in that of the tenant, else
 * in English; a time in the zone of the customer. Tenants write words of their own, with places to fill in.
 */
import type { Callback } from './callback';
import { groupedConfirmationId } from './confirmationId';
import { zonesOf } from './customerZones';
import { localOf } from './localTime';
import type { MessageTexts } from './messageSettings';
import { own } from './own';
import { fillIn } from './template';

/** What a message is about. */
export const MESSAGE_PURPOSES = ['confirmation', 'rescheduled', 'cancelled', 'paused', 'resumed'] as const;
export type MessagePurpose = (typeof MESSAGE_PURPOSES)[number];

/** `{name}` is the tenant's, `{time}` only in what has one. */
export const TEXT_PLACES: Readonly<Record<keyof MessageTexts, readonly string[]>> = {
  asap: ['name', 'confirmationId'],
  at: ['name', 'confirmationId', 'time'],
  rescheduledAsap: ['name', 'confirmationId'],
  rescheduledAt: ['name', 'confirmationId', 'time'],
  cancelled: ['name', 'confirmationId'],
  paused: ['name', 'confirmationId', 'time'],
  resumedAsap: ['name', 'confirmationId'],
  resumedAt: ['name', 'confirmationId', 'time'],
};

/** Of a pause only those are told who have words for it: whoever asked for it knows, and many a tenant pauses for itself. */
type Words = Readonly<Record<Exclude<keyof MessageTexts, 'paused' | 'resumedAsap' | 'resumedAt'>, string>>;
const BUILT_IN: Readonly<Record<string, Words>> = {
  en: {
    asap: '{name}: We will call you back as soon as possible. Confirmation number: {confirmationId}.',
    at: '{name}: We will call you back on {time}. Confirmation number: {confirmationId}.',
    rescheduledAsap: '{name}: We will now call you back as soon as possible. Confirmation number: {confirmationId}.',
    rescheduledAt: '{name}: We will now call you back on {time}. Confirmation number: {confirmationId}.',
    cancelled: '{name}: Your callback {confirmationId} is cancelled.',
  },
  de: {
    asap: '{name}: Wir rufen Sie so bald wie möglich zurück. Bestätigungsnummer: {confirmationId}.',
    at: '{name}: Wir rufen Sie am {time} zurück. Bestätigungsnummer: {confirmationId}.',
    rescheduledAsap: '{name}: Wir rufen Sie nun so bald wie möglich zurück. Bestätigungsnummer: {confirmationId}.',
    rescheduledAt: '{name}: Wir rufen Sie nun am {time} zurück. Bestätigungsnummer: {confirmationId}.',
    cancelled: '{name}: Ihr Rückruf {confirmationId} ist abgesagt.',
  },
};
const FALLBACK = 'en';

export interface Wording {
  /** Of the tenant, as its customers know it. */
  readonly name: string;
  readonly language: string;
  readonly texts: Readonly<Record<string, MessageTexts>>;
  /** How it can be changed, by language. */
  readonly change: Readonly<Record<string, string>>;
  /** Where nobody knows in which zone the customer is. */
  readonly zone: string;
}

export interface Worded {
  readonly text: string;
  readonly language: string;
}

type Told = Pick<
  Callback,
  'confirmationId' | 'customerNumber' | 'state' | 'promisedAt' | 'pausedUntil' | 'zone' | 'language'
>;

/** Undefined where there are no words for it. */
export function messageText(callback: Told, purpose: MessagePurpose, wording: Wording): Worded | undefined {
  const { confirmationId } = callback;
  const words = wordsFor(keyOf(purpose, callback), callback.language, wording);
  if (!words) return undefined;
  const { template, language } = words;
  const at = purpose === 'paused' ? callback.pausedUntil : callback.promisedAt;
  const time = at === undefined ? {} : { time: timeFor(callback, at, language, wording.zone) };
  const text = fillIn(template, {
    name: wording.name,
    confirmationId: groupedConfirmationId(confirmationId),
    ...time,
  });
  const change = purpose === 'cancelled' ? undefined : inLanguage(wording.change, language);
  return { text: change === undefined ? text : `${text} ${change}`, language };
}

function keyOf(purpose: MessagePurpose, { promisedAt, state }: Told): keyof MessageTexts {
  if (purpose === 'cancelled' || purpose === 'paused') return purpose;
  // One whose time is over by then is in line.
  if (purpose === 'resumed') return state === 'scheduled' ? 'resumedAt' : 'resumedAsap';
  if (purpose === 'rescheduled') return promisedAt === undefined ? 'rescheduledAsap' : 'rescheduledAt';
  return promisedAt === undefined ? 'asap' : 'at';
}

function wordsFor(key: keyof MessageTexts, wanted: string | undefined, { texts, language }: Wording) {
  for (const one of [wanted, language, FALLBACK]) {
    if (one === undefined) continue;
    const builtIn: MessageTexts | undefined = own(BUILT_IN, baseOf(one));
    const written = own(texts, one)?.[key] ?? own(texts, baseOf(one))?.[key] ?? builtIn?.[key];
    if (written !== undefined) return { template: written, language: one };
  }
  return undefined;
}

const baseOf = (language: string): string => language.split('-')[0] ?? language;
const inLanguage = (texts: Readonly<Record<string, string>>, language: string): string | undefined =>
  own(texts, language) ?? own(texts, baseOf(language));

/** Day and time of day; the zone is named where the customer's own is not known. */
function timeFor({ customerNumber, zone: known }: Told, at: number, language: string, fallback: string): string {
  const zones = zonesOf(customerNumber, known, fallback);
  const alike = new Set(zones.map((zone) => String(localOf(at, zone)))).size === 1;
  const format = new Intl.DateTimeFormat([...localesOf(language)], {
    ...({ weekday: 'long', day: 'numeric', month: 'long', hour: 'numeric', minute: '2-digit' } as const),
    timeZone: (alike ? zones[0] : undefined) ?? fallback,
    ...(!alike && { timeZoneName: 'short' }),
  });
  // A narrow space would make every message twice as long.
  return format.format(at).replace(/[\u00a0\u202f]/g, ' ');
}

/** Not every tag that looks like one is a language that calendars know. */
function localesOf(language: string): readonly string[] {
  try {
    return Intl.getCanonicalLocales(language);
  } catch {
    return [baseOf(language)];
  }
}
