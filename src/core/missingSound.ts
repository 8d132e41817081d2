/** What to do about a prompt that is neither the tenant's, nor built in, nor a sound of the PBX. */
import { type Finding, inArea } from './finding';

/** A sound, and who names it where in the mapping. */
export interface NamedSound {
  readonly name: string;
  readonly tenant: string;
  readonly place: string;
}

export const missingSound = (pbx: string, { name, tenant, place }: NamedSound): Finding =>
  inArea(`pbx ${pbx}`)(
    'sounds',
    'warn',
    `${tenant} names the prompt ${name} (${place}), which it has not got, and which is no sound of this PBX: callers hear a beep`,
    `signalbox prompts upload ${name} en <file.wav> --tenant ${tenant}`,
  );
