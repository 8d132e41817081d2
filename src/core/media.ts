/** What a party can be made to hear: the items of prompts, announcements and read-backs. The connector translates them. */
import { z } from 'zod';
import { zone } from './hours';

/** BCP 47 language tag, such as `en` or `de-CH`. */
export const language = z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'a language tag such as en or de-CH');

export const promptName = z.string().regex(/^[\w][\w/-]{0,79}$/, 'letters, digits, _ - and /');

/** No clock goes further. */
const LAST_MS = 8_640_000_000_000_000;

export const mediaItem = z.discriminatedUnion('play', [
  /** A prompt of the tenant, or a sound of the PBX, by name. */
  z.strictObject({
    play: z.literal('prompt'),
    name: promptName,
    language: language.optional(),
  }),
  z.strictObject({ play: z.literal('digits'), digits: z.string().regex(/^[0-9*#]{1,32}$/) }),
  z.strictObject({ play: z.literal('number'), number: z.int().min(0).max(999_999_999) }),
  /** A time of day, as wall time in ms and the zone it is spoken in. */
  z.strictObject({ play: z.literal('time'), at: z.int().min(-LAST_MS).max(LAST_MS), zone }),
  z.strictObject({ play: z.literal('tone'), tone: z.enum(['dial', 'busy', 'ring', 'congestion', 'beep']) }),
  z.strictObject({ play: z.literal('silence'), ms: z.int().min(1).max(60_000) }),
  /** A recording made by the job of that id. */
  z.strictObject({ play: z.literal('recording'), job: z.string().regex(/^[0-9a-f]{32}$/) }),
  /** Where a caller stands who waits in a queue; nothing elsewhere. */
  z.strictObject({ play: z.literal('position') }),
  /** How long a caller who waits in a queue is going to; nothing elsewhere, and when nobody knows. */
  z.strictObject({ play: z.literal('waitingTime') }),
]);
export type MediaItem = z.infer<typeof mediaItem>;

/** What a port is asked to play: items as above, and audio that the gateway serves by HTTP. */
export type Audible =
  | Exclude<MediaItem, { play: 'position' | 'waitingTime' }>
  | {
      readonly play: 'audio';
      /** Name of the file at `/media/`, without its ending. */
      readonly file: string;
      /** Sound of the PBX to play while the audio cannot be fetched. */
      readonly instead: string;
      readonly language?: string;
    };

export const mediaList = z.array(mediaItem).min(1).max(20);
