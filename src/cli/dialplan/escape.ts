/** How names and values are written in extensions.conf. */

/** Every number that can be dialled; letters would match Asterisk's own extensions (h, i, t). */
export const ANY = '_[+0-9*#]!';

/** The value of a variable or function. */
export const variable = (name: string): string => `$\{${name}}`;

/** A semicolon begins a comment. Commas and ampersands separate, and the schema of the mapping has none in names and endpoints. */
export const escaped = (text: string): string => text.replaceAll(';', '\\;').replace(/[\r\n]/g, ' ');
