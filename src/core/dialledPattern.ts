/** What a venue matches dialled numbers by: an exact one, or an Asterisk extension pattern after `_`. */
import { z } from 'zod';

/** X 0-9, Z 1-9, N 2-9, sets such as [15-7], at the end `.` for one or more and `!` for none or more. */
const PATTERN = /^_\+?(([0-9XxZzNn*#-]|\[([0-9]-[0-9]|[0-9*#])+\])+[.!]?|[.!])$/;
const EXACT = /^\+?[0-9A-Za-z*#-]+$/;

export const dialledPattern = z
  .string()
  .min(1)
  .max(40)
  .regex(
    new RegExp(`${EXACT.source}|${PATTERN.source}`),
    'a number, or a pattern after _, its sets closed and of digits, *, # and ranges, such as _49[15-7]XX',
  )
  .refine((text) => !PATTERN.test(text) || patternToRegExp(text), 'has a range that ends before it begins');

const CLASSES: Readonly<Record<string, string>> = { X: '[0-9]', Z: '[1-9]', N: '[2-9]', '.': '.+', '!': '.*' };

/** A pattern as a regular expression; `undefined` when it is none. */
export function patternToRegExp(pattern: string): RegExp | undefined {
  if (!PATTERN.test(pattern)) return undefined;
  const sets = pattern.match(/\[[^\]]+\]/g) ?? [];
  const ranges = sets.flatMap((set) => [...set.matchAll(/([0-9])-([0-9])/g)]);
  if (ranges.some(([, from = '', to = '']) => from > to)) return undefined;
  const source = pattern
    .slice(1)
    .replace(/\[[^\]]+\]|./g, (token) => (token.length > 1 ? token : (CLASSES[token.toUpperCase()] ?? literal(token))));
  return new RegExp(`^${source}$`);
}

const literal = (text: string): string => text.replace(/[*+#-]/g, '\\$&');
