/**
 * Numbers that people say and key in: the confirmation id of a callback, nine digits and a check digit, and the receipt
 * of a request for change, a letter, six digits and a check digit (design §2, §5.4). The check digit is Damm's: any one
 * wrong digit and any two neighbours exchanged are noticed, so that a slip never names somebody else's callback.
 */
import { z } from 'zod';
import type { MediaItem } from './media';

/** Damm's quasigroup of order 10; row: what was read so far, column: the next digit. */
const DAMM = [
  '0317598642',
  '7092154863',
  '4206871359',
  '1750983426',
  '6123045978',
  '3674209581',
  '5869720134',
  '8945362017',
  '9438617205',
  '2581436790',
];

function damm(digits: string): number {
  let interim = 0;
  for (const digit of digits) interim = Number(DAMM[interim]?.[Number(digit)]);
  return interim;
}

const CONFIRMATION_DIGITS = 9;
const RECEIPT_DIGITS = 6;
/** So many numbers are drawn before giving up: with half of all numbers taken that is one failure in 2^64. */
const DRAWS = 64;

/** A change was carried out (`S…`), or refused (`F…`). */
export type ReceiptLetter = 'S' | 'F';
/** The letter is part of what is checked: a receipt heard with the other letter is none. */
const LETTER_DIGITS: Readonly<Record<ReceiptLetter, string>> = { S: '1', F: '2' };

export const confirmationId = z
  .string()
  .regex(/^\d{10}$/, 'ten digits')
  .refine((text) => damm(text) === 0, 'the check digit is wrong');

export const receiptNumber = z
  .string()
  .regex(/^[SF]\d{7}$/, 'S or F and seven digits')
  .refine((text) => damm(LETTER_DIGITS[text[0] as ReceiptLetter] + text.slice(1)) === 0, 'the check digit is wrong');

/** 32 hex digits that nobody can guess, another each time; a confirmation id must not follow from anything that is told. */
type Draw = () => string;
type Taken = (number: string) => boolean;

/** A confirmation id that is not taken; undefined when none was found. */
export function newConfirmationId(draw: Draw, taken: Taken): string | undefined {
  return firstFree(() => {
    const digits = digitsOf(draw(), CONFIRMATION_DIGITS);
    return `${digits}${damm(digits)}`;
  }, taken);
}

/** A number for a receipt that is not taken; undefined when none was found. */
export function newReceiptNumber(letter: ReceiptLetter, draw: Draw, taken: Taken): string | undefined {
  return firstFree(() => {
    const digits = digitsOf(draw(), RECEIPT_DIGITS);
    return `${letter}${digits}${damm(LETTER_DIGITS[letter] + digits)}`;
  }, taken);
}

function firstFree(make: () => string, taken: Taken): string | undefined {
  for (let draws = 0; draws < DRAWS; draws++) {
    const number = make();
    if (!taken(number)) return number;
  }
  return undefined;
}

/** 52 bits over a million or a thousand million: no number is likelier than another by a millionth of that. */
const digitsOf = (hex: string, count: number): string =>
  String(Number.parseInt(hex.slice(-13), 16) % 10 ** count).padStart(count, '0');

/** What somebody typed, as the id that it may be: people write spaces and dashes. */
export const typedConfirmationId = (text: string): string => text.replace(/[\s./-]/g, '');

const PAUSE: MediaItem = { play: 'silence', ms: 400 };

const groups = (id: string): readonly string[] => id.match(/^...|...(?=....$)|....$/g) ?? [id];

/** Three by three, for reading. */
export const groupedConfirmationId = (id: string): string => groups(id).join(' ');

/** Digit by digit, three by three, so that it can be written down. */
export const spokenConfirmationId = (id: string): MediaItem[] =>
  groups(id).flatMap((digits, i): MediaItem[] =>
    i === 0 ? [{ play: 'digits', digits }] : [PAUSE, { play: 'digits', digits }],
  );
