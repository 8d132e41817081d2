/**
 * Who sends the text messages of a tenant, and what they say (design §5.3.1): a service over HTTP that takes a number and a
 * text. What services differ in is written down here, as a request with places to fill in: `{to}`, `{text}` and the like.
 */
import { z } from 'zod';
import { language } from './media';
import { secretRef } from './secretRef';

const BODY_LENGTH = 4_000;

/** What is said, in one language; what is not written has the built-in words. */
const text = z.string().min(1).max(500);
const messageTexts = z.strictObject({
  /** A callback as soon as possible was registered, or one for a time. */
  asap: text.optional(),
  at: text.optional(),
  /** It has another time now. */
  rescheduledAsap: text.optional(),
  rescheduledAt: text.optional(),
  cancelled: text.optional(),
  /** It rests, until `{time}` at most, or goes on: told only where there are words for it. */
  paused: text.optional(),
  resumedAsap: text.optional(),
  resumedAt: text.optional(),
});
export type MessageTexts = z.infer<typeof messageTexts>;

/** The same text in several languages. */
export const byLanguage = z.record(language, text);

/** What the service is sent: JSON, or the fields of a form. Places are filled in wherever a string is. */
const body = z.union([
  z.strictObject({
    json: z.json().refine((json) => JSON.stringify(json).length <= BODY_LENGTH, `at most ${BODY_LENGTH} characters`),
  }),
  z.strictObject({ form: z.record(z.string().min(1).max(100), z.string().max(1_000)) }),
]);
export type MessageBody = z.infer<typeof body>;

/** In a request: false, and its customer is not written, although the queue would have it. */
export const confirmationMessage = z.boolean().optional();

export const messageSettings = z.strictObject({
  /** Gets a POST for each message. */
  url: z.url({ protocol: /^https?$/ }).max(2_000),
  /** Places work here, too: `Authorization: Bearer {secrets.key}`. */
  headers: z
    .record(
      z.string().regex(/^[A-Za-z][A-Za-z0-9-]{0,60}$/, 'a name of letters, digits and dashes'),
      z.string().regex(/^[\x20-\x7e]{1,1000}$/, 'printable text of one line'),
    )
    .default({}),
  /** What `{secrets.<name>}` stands for. */
  secrets: z.record(z.string().regex(/^[A-Za-z][A-Za-z0-9]{0,39}$/, 'letters and digits'), secretRef).default({}),
  body,
  /** Of services that answer 200 to what they do not take: it was taken when this is in the answer, white space aside. */
  accepted: z.string().min(1).max(200).optional(),
  /** Who it is from, as the service wants it: a number, or a name. */
  from: z.string().min(1).max(40),
  texts: z.record(language, messageTexts).default({}),
  /** So long it is tried; later nobody would want it. */
  giveUpSeconds: z.int().min(30).max(3_600).default(900),
  /** So many a number gets within a day, whatever they are about. */
  perNumberPerDay: z.int().min(1).max(100).default(5),
});
export type MessageSettings = z.infer<typeof messageSettings>;
