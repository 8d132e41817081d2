/**
 * Audio on disk: what is taken in is read, converted to what a PBX plays, and kept under its content, by tenant. The
 * outside sees it under a name that only the installation can compute, so that nobody finds another's by guessing.
 */
import type { Refusal } from '../core/errors';
import type { AudioSource } from '../core/prompt';

/** Bytes as they come; files are never held in memory as a whole. */
export type Bytes = AsyncIterable<Uint8Array>;

export interface StoredAudio {
  /** SHA-256 of what is played, as 64 hex digits. */
  readonly content: string;
  readonly durationMs: number;
  readonly source: AudioSource;
}

/** A file that can be read, also in parts. */
export interface MediaFile {
  readonly bytes: number;
  /** Content type. */
  readonly type: string;
  /** Changes with the content. */
  readonly etag: string;
  /** From byte `start` up to and with byte `end`. */
  read(start: number, end: number): Bytes;
}

export interface MediaFiles {
  /** Takes in audio of a content type; `audio.…` refusals say what is wrong with it. */
  take(tenant: string, body: Bytes, type: string): Promise<StoredAudio | Refusal>;
  /** The name under which a PBX fetches it: 64 hex digits, stable while the installation keeps its secret key. */
  address(tenant: string, content: string): string;
  /** What a tenant has under that content. */
  open(tenant: string, content: string): Promise<MediaFile | undefined>;
  /** What stands at `/media/<file>`, file with its ending. */
  at(file: string): Promise<MediaFile | undefined>;
  /** It is no longer used from now on; `sweep` takes it in time. */
  release(tenant: string, content: string): Promise<void>;
  /** Deletes what nobody uses and was released or made before `before` (wall ms); says how many. */
  sweep(used: (tenant: string, content: string) => boolean, before: number): Promise<number>;
}
