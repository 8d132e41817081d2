/** A point of the dialogue about a callback: says something and awaits one of its keys, or a number. */
import type { ProgramOutcome } from '../core/callPrograms';
import type { ProposeStep } from '../core/effect';
import type { ProgramParty } from './party';

export async function propose(party: ProgramParty, step: ProposeStep): Promise<ProgramOutcome> {
  let pressed = '';
  for (let left = step.tries; left > 0 && pressed === '' && !party.over; left--)
    pressed = step.digits ? await number(party, step, step.digits) : await key(party, step);
  return { outcome: 'answered', keys: pressed };
}

/** A key that means nothing here stops the words, which begin again. */
async function key(party: ProgramParty, { media, keys, seconds }: ProposeStep): Promise<string> {
  const pressed = (await party.playUntilDigit(media)) ?? (seconds > 0 ? await party.digit(seconds * 1_000) : undefined);
  return pressed !== undefined && keys.includes(pressed) ? pressed : '';
}

async function number(
  party: ProgramParty,
  { media, seconds }: ProposeStep,
  { min, max, finishOn }: NonNullable<ProposeStep['digits']>,
): Promise<string> {
  let digits = '';
  let next = (await party.playUntilDigit(media)) ?? (await party.digit(seconds * 1_000));
  while (next !== undefined && next !== finishOn && digits.length < max) {
    digits += next;
    if (digits.length < max) next = await party.digit(seconds * 1_000);
  }
  return digits.length >= min ? digits : '';
}
