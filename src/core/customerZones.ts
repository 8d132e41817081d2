/**
 * In which zones a customer may be: the one that is known, else all zones of the country of the number. Calling windows
 * hold in each of them, so that nobody is called at night because of a guess.
 */
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';

/** What the machine knows of a region: `timeZones` until Node 22, `getTimeZones()` since. */
interface RegionLocale {
  readonly timeZones?: readonly string[];
  getTimeZones?(): readonly string[];
}

/** At least one zone; `fallback` where the number has no country. */
export function zonesOf(number: string, known: string | undefined, fallback: string): readonly string[] {
  if (known !== undefined) return [known];
  const country = parsePhoneNumberFromString(number)?.country;
  const region = country && (new Intl.Locale(`und-${country}`) as RegionLocale);
  const zones = region ? (region.getTimeZones?.() ?? region.timeZones ?? []) : [];
  return zones.length > 0 ? zones : [fallback];
}
