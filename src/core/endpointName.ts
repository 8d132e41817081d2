/** One spelling of an endpoint: a PBX takes `pjsip/a6001` and `PJSIP/a6001` for the same phone, so ownership must, too. */

/** Those that Asterisk does not write in capitals. */
const MIXED: readonly string[] = ['Local', 'Motif', 'Console', 'Skinny', 'AudioSocket', 'WebSocket'];

/** The same with the technology before the first / as Asterisk writes it; also of a pattern, and of what is dialled. */
export const canonicalEndpoint = (text: string): string => text.replace(/^[A-Za-z0-9]+(?=\/)/, technology);

const technology = (name: string): string =>
  MIXED.find((one) => one.toLowerCase() === name.toLowerCase()) ?? name.toUpperCase();
