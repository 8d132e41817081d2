/** What options and arguments of the commands hold, read the same way everywhere. */
import { InvalidArgumentError } from 'commander';

/** `a,b` as a list. */
export const list = (text: string): string[] => text.split(',').filter((word) => word !== '');

/** A whole number from 0 on. */
export function whole(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('it takes a whole number.');
  return Number(text);
}
