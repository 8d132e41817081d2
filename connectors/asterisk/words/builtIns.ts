/** The built-in prompts as Asterisk's core sounds, which every package of it brings in each of its languages. */
import { type BuiltIn, isBuiltIn } from '../../../src/core/builtInPrompts';

const SOUNDS: Readonly<Record<BuiltIn, string>> = {
  'please-hold': 'one-moment-please',
  'all-agents-busy': 'queue-periodic-announce',
  'thank-you-for-waiting': 'queue-thankyou',
  'queue-position': 'queue-thereare',
  'queue-next': 'queue-youarenext',
  'queue-wait': 'queue-holdtime',
  'queue-less-than': 'queue-less-than',
  // No core sound says these: two numbers with a pause between them, and an apology.
  'queue-to': 'silence/1',
  'queue-longer': 'im-sorry',
  minute: 'queue-minute',
  minutes: 'queue-minutes',
  seconds: 'queue-seconds',
  'invalid-entry': 'pbx-invalid',
  'try-again': 'please-try-again',
  'nobody-available': 'tt-allbusy',
  'call-later': 'please-try-call-later',
  sorry: 'im-sorry',
  goodbye: 'goodbye',
  'confirm-beep': 'beep',
  'error-beep': 'beeperr',
  'callback-greeting': 'hello',
  'callback-later': 'auth-thankyou',
  'callback-cancelled': 'cancelled',
  // No core sounds ask such questions: these are the nearest, for an installation without prompts of its own.
  'callback-offer': 'vm-tocallback',
  'callback-number': 'vm-num-i-have',
  'callback-number-keep': 'if-correct-press',
  'callback-number-right': 'if-correct-press',
  'callback-number-invalid': 'pbx-invalid',
  'callback-enter-number': 'vm-enter-num-to-call',
  'callback-registered': 'num-was-successfully',
  'callback-confirmation': 'number',
  'callback-hear-again': 'vm-repeat',
  'callback-say-name': 'vm-rec-name',
  'callback-for': 'priv-callpending',
  'callback-already': 'is-set-to',
  'callback-closed': 'feature-not-avail-line',
  'callback-next-opening': 'time',
  'callback-not-now': 'feature-not-avail-line',
};

/** The sound of that name: a built-in prompt's, else the name as it is. */
export const soundNamed = (name: string): string => (isBuiltIn(name) ? SOUNDS[name] : name);
