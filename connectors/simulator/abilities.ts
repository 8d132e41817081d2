/** What the simulated PBX can do: all that a PBX may be able to. */
import type { Ability } from '../../src/ports/pbx';

export const ABILITIES: readonly Ability[] = [
  'detectMachine',
  'record',
  'transferAsked',
  'handOver',
  'remember',
  'coach',
  'sendDigits',
  'observe',
];
