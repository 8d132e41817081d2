/** The people whom the tenants of a simulation call back. */
/** Their numbers: every other one takes text messages. */
export const customerOf = (n: number): string => `${n % 2 === 0 ? LANDLINE : MOBILE}${n}`;
const LANDLINE = '+4930231257';
const MOBILE = '+49151234567';
export const isMobile = (number: string): boolean => number.startsWith(MOBILE);
/** They are reached by a trunk that all tenants share, which has fewer lines than these want. */
export const CUSTOMERS = /^PJSIP\/shared-49(30231257|151234567)/;
