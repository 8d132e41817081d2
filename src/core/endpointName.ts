/** One spelling of an endpoint: a PBX takes `pjsip/a6001` and `PJSIP/a6001` for the same phone, so ownership must, too. */

const MIXED = new Map(
  ['Local', 'Motif', 'Console', 'Skinny', 'AudioSocket', 'WebSocket'].map((n) => [n.toLowerCase(), n]),
);

/** The same with the technology before the first / as Asterisk writes it; also of a pattern, and of what is dialled. */
export const canonicalEndpoint = (text: string): string =>
  text.replace(/^[A-Za-z0-9]+(?=\/)/, (name) => MIXED.get(name.toLowerCase()) ?? name.toUpperCase());
