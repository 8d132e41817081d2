/** Recordings on disk, by tenant and id. What is there is whole. */
import type { Bytes, MediaFile } from './media';

export interface RecordingFiles {
  /** Keeps what comes, all or nothing; says how many bytes it was. Throws when it cannot, or it is too much. */
  keep(tenant: string, id: string, body: Bytes): Promise<number>;
  /** Whether anybody says anything in it. */
  speaks(tenant: string, id: string): Promise<boolean>;
  open(tenant: string, id: string): Promise<MediaFile | undefined>;
  /** Nothing is there afterwards. */
  remove(tenant: string, id: string): Promise<void>;
  /** Nothing of the tenant is there afterwards. */
  removeAll(tenant: string): Promise<void>;
  /** Removes what nobody knows and that has not been touched since `before` (wall ms); says how many. */
  sweep(known: (tenant: string, id: string) => boolean, before: number): Promise<number>;
}
