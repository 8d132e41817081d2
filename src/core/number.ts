/**
 * Telephone numbers: read in the country of their trunk, kept as E.164, and refused where a program must not dial
 * them (design §5.3.2). Source of the plans: libphonenumber metadata, `max` edition.
 */
import { type CountryCode, type PhoneNumber, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { isRefusal, type Refusal, refuse } from './errors';
import type { Trunk } from './trunk';

/** Emergency numbers by country; 112 and 911 are emergency calls everywhere a GSM phone works. */
const EMERGENCY: Readonly<Record<string, readonly string[]>> = {
  '*': ['112', '911', '999'],
  DE: ['110', '116117', '19222'],
  AT: ['122', '133', '140', '144'],
  CH: ['117', '118', '144', '1414'],
  FR: ['15', '17', '18', '114', '119', '196'],
  ES: ['061', '062', '080', '085', '091', '092'],
  IT: ['113', '114', '115', '118'],
  GB: ['101', '111'],
  AU: ['000', '106'],
  NZ: ['111'],
  JP: ['110', '118', '119'],
  BR: ['190', '192', '193'],
  CN: ['110', '119', '120', '122'],
  IN: ['100', '101', '102', '108'],
  ZA: ['10111', '10177'],
  PL: ['997', '998'],
  SE: ['90000'],
  NO: ['110', '113'],
  US: ['988'],
  CA: ['988'],
};

/** What costs its caller much without being premium in the plans: by E.164, what it is. */
const COSTLY: Readonly<Record<string, string>> = {
  '+49137': 'a number for mass calling',
  '+49190': 'a premium number',
  '+870': 'a satellite number',
  '+878': 'a number of an international network',
  '+881': 'a satellite number',
  '+882': 'a number of an international network',
  '+883': 'a number of an international network',
  '+888': 'a number of an international network',
  '+979': 'a premium number',
};

/** What networks send that must send a number: these words as they are written on a keypad. */
const WORDS_FOR_NOBODY: readonly string[] = [
  '+266696687', // anonymous
  '+7378742833', // restricted
  '+86282452253', // unavailable
  '+2562533', // blocked
  '+8656696', // unknown
];

/** Whether what came instead of a number may be anybody's: nothing, zeros, or such a word in the form of E.164. */
export const isWithheld = (number: string): boolean => /^\+?0*$/.test(number) || WORDS_FOR_NOBODY.includes(number);

/** Whoever dials abroad from North America writes this first; elsewhere it is part of a number, and mostly of none. */
const AMERICAN_PREFIX = /^\D*011/;

/** An emergency number of that country, also with the international prefix people put in front by mistake. */
export function isEmergency(number: string, country: string): boolean {
  const digits = number.replace(/[^0-9]/g, '');
  return [...(EMERGENCY['*'] ?? []), ...(EMERGENCY[country] ?? [])].includes(digits);
}

/** A number as it came from a trunk, as E.164; `undefined` when it is none (withheld, internal, impossible). */
export function normalise(number: string, trunk: Pick<Trunk, 'country' | 'inbound'>): string | undefined {
  // Letters would be read as the digits below them on a keypad: the name of an extension is no number.
  if (!/^\+?[0-9]+$/.test(number)) return undefined;
  const text = trunk.inbound === 'e164' && /^[1-9][0-9]{6,14}$/.test(number) ? `+${number}` : number;
  const parsed = isWithheld(text) ? undefined : parse(text, trunk.country);
  return parsed?.isPossible() ? parsed.number : undefined;
}

export interface DialableNumber {
  /** E.164. */
  readonly number: string;
  readonly country: CountryCode | undefined;
}

/** The E.164 form of a number that a program may dial through a trunk of that country, or why not. */
export function dialableNumber(number: string, country: string): string | Refusal {
  const read = readDialable(number, country);
  return isRefusal(read) ? read : read.number;
}

/** The same with the country whose number it is, which is undefined where that cannot be told. */
export function readDialable(number: string, country: string): DialableNumber | Refusal {
  if (isEmergency(number, country)) return refuse('destination.refused', `${number} is an emergency number`);
  const parsed = parse(number, country);
  if (!parsed) return refuse('destination.invalid', `${number} is not a telephone number`);
  // Some small countries have numbers this short; a valid one is no short number.
  if (parsed.nationalNumber.length <= 6 && !parsed.isValid())
    return refuse('destination.refused', `${number} is a short number`);
  const costly = costlyAs(parsed);
  if (costly) return refuse('destination.refused', `${number} is ${costly}`);
  if (!parsed.isPossible()) return refuse('destination.invalid', `${number} cannot be a number of its country`);
  if (AMERICAN_PREFIX.test(number) && !parsed.isValid())
    return refuse('destination.invalid', `${number} is no number of ${country}: numbers abroad are written with +`);
  // What was written in full is not read in any country; of all else the result is, as it will be dialled.
  const owner = parsed.number === number ? parsed : parsePhoneNumberFromString(parsed.number);
  return { number: parsed.number, country: owner?.country };
}

/** Whether a number in E.164 can be sent a text: a mobile one, or one of a country where nobody can tell; no other is ever. */
export function takesTexts(e164: string): boolean {
  const type = parsePhoneNumberFromString(e164)?.getType();
  return type === 'MOBILE' || type === 'FIXED_LINE_OR_MOBILE';
}

/** Whether what is dialled as the user of a SIP address is a number that no program may dial; a short one is an extension there. */
export function isBarredUser(user: string, country: string): boolean {
  const number = user.replace(/[.-]/g, '');
  if (!/^\+?[0-9]+$/.test(number)) return false;
  const parsed = parse(number, country);
  return (
    isEmergency(number, country) ||
    (parsed !== undefined && parsed.nationalNumber.length > 6 && costlyAs(parsed) !== undefined)
  );
}

/** What no program may make somebody pay for; `undefined` for all else. */
function costlyAs(parsed: PhoneNumber): string | undefined {
  const prefix = Object.keys(COSTLY).find((one) => parsed.number.startsWith(one));
  if (prefix !== undefined) return COSTLY[prefix];
  return isPremium(parsed) ? 'a premium number' : undefined;
}

/** A network does not always mind a digit too few or too many: what is nobody's number counts as the one that it begins like. */
function isPremium(parsed: PhoneNumber): boolean {
  const type = parsed.getType();
  if (type !== undefined) return type === 'PREMIUM_RATE';
  const { number } = parsed;
  const alike = [1, 2, 3].flatMap((digits) => [number + '0'.repeat(digits), number.slice(0, -digits)]);
  return alike.some((one) => parsePhoneNumberFromString(one)?.getType() === 'PREMIUM_RATE');
}

/** The dial string of a number by the template of a trunk. */
export function dialString(e164: string, trunk: Trunk): string {
  const national = () => {
    const parsed = parse(e164, trunk.country);
    return parsed && parsed.country === trunk.country ? parsed.formatNational().replace(/[^0-9]/g, '') : e164;
  };
  return trunk.dial.replace('{e164}', e164).replace('{digits}', e164.slice(1)).replace('{national}', national);
}

const parse = (number: string, country: string): PhoneNumber | undefined =>
  parsePhoneNumberFromString(number, country as CountryCode);
