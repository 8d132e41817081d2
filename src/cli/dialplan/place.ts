/** A venue with the names that lead to it. */
import type { Venue } from '../../core/mapping';

export interface Place {
  readonly tenant: string;
  readonly name: string;
  readonly venue: Venue;
}
