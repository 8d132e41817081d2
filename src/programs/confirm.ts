/**
 * Asks a customer who is called back: 1 to be connected, 2 for later, 3 to cancel, 9 to hear it again; any other key is as
 * none. After the last try nobody is there who could choose: a mailbox presses no keys.
 */
import type { Choice } from '../core/callbackConfirm';
import type { ProgramOutcome } from '../core/callPrograms';
import type { ConfirmStep } from '../core/effect';
import type { ProgramParty } from './party';

const KEYS: Readonly<Record<string, Choice>> = { 1: 'connect', 2: 'later', 3: 'cancel' };
const REPEAT = '9';
/** Whoever only wants to hear it again is not kept for ever. */
const REPEATS = 10;

export async function confirm(party: ProgramParty, { media, tries, seconds }: ConfirmStep): Promise<ProgramOutcome> {
  let left = tries;
  for (let heard = 0; left > 0 && heard < tries + REPEATS && !party.over; heard++) {
    const key = (await party.playUntilDigit(media)) ?? (await party.digit(seconds * 1_000));
    const choice = KEYS[key ?? ''];
    if (choice) return { outcome: 'chosen', choice };
    if (key !== REPEAT) left -= 1;
  }
  return { outcome: 'chosen', choice: 'none' };
}
