/** Text to speech: a program of the machine, a service by HTTP, or none. */
import type { Refusal } from '../core/errors';
import type { Bytes } from './media';

export interface SpokenText {
  readonly body: Bytes;
  /** Content type of the audio. */
  readonly type: string;
}

export interface Speech {
  /** What speaks, for people: `espeak-ng 1.51`, `http://speech.example`. */
  readonly name: string;
  /** Speaks a text of at most 2,000 characters; a refusal `speech.failed` or `speech.no_voice` says why not. Ends within its deadline. */
  speak(text: string, language: string): Promise<SpokenText | Refusal>;
}
