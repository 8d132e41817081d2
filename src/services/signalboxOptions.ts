/** What the services of one node are put together from. */
import type { Notifier } from '../ports/notifier';
import type { Passwords } from '../ports/passwords';
import type { Vault } from '../ports/vault';
import type { Webhook } from '../ports/webhook';
import type { ExamineHost } from './doctor';
import type { ConnectPbx } from './lines';
import type { MappingSources } from './mappingControl';
import type { Ports } from './partitions';
import type { Media } from './speaking';

export interface SignalboxOptions extends MappingSources {
  readonly ports: Ports;
  readonly vault: Vault;
  readonly passwords: Passwords;
  readonly webhook: Webhook;
  readonly notifier: Notifier;
  readonly connect: ConnectPbx;
  readonly media: Media;
  readonly node: string;
  /** SHA-256 of the admin key, as `Ids.hash` gives it. */
  readonly adminHash: string;
  /** A defect that the process must not survive. */
  readonly fatal: (error: unknown) => void;
  /** What `doctor` finds on the machine itself; default: nothing is looked at. */
  readonly host?: ExamineHost;
  /** Records that may wait for a store that is away; at three quarters new calls go back to the PBX. Default 50,000. */
  readonly bufferRecords?: number;
}
