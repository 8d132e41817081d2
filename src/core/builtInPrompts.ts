/**
 * Prompts that every tenant has without doing anything: a tenant's own of the same name goes before. A connector maps
 * them to sounds of its PBX; numbers, digits and times are media items of their own.
 */
const BUILT_IN = [
  'please-hold',
  'all-agents-busy',
  'thank-you-for-waiting',
  'queue-position',
  'queue-next',
  'queue-wait',
  'queue-less-than',
  'queue-to',
  'queue-longer',
  'minute',
  'minutes',
  'seconds',
  'invalid-entry',
  'try-again',
  'nobody-available',
  'call-later',
  'sorry',
  'goodbye',
  'confirm-beep',
  'error-beep',
  'callback-greeting',
  'callback-later',
  'callback-cancelled',
  'callback-offer',
  'callback-number',
  'callback-number-keep',
  'callback-number-right',
  'callback-number-invalid',
  'callback-enter-number',
  'callback-registered',
  'callback-confirmation',
  'callback-hear-again',
  'callback-say-name',
  'callback-for',
  'callback-already',
  'callback-closed',
  'callback-next-opening',
  'callback-not-now',
] as const;
export type BuiltIn = (typeof BUILT_IN)[number];

export const isBuiltIn = (name: string): name is BuiltIn => (BUILT_IN as readonly string[]).includes(name);
