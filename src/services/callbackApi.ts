/** What delivery is given about callbacks. */
import type { Refusal } from '../core/errors';
import type { Page, Principal } from './replies';

export interface ListCallbacks {
  /** `live` (default): pending ones; `ended` or `all`. */
  readonly state?: 'live' | 'ended' | 'all';
  readonly queue?: string;
  readonly venue?: string;
  readonly customerNumber?: string;
  readonly confirmationId?: string;
  readonly limit: number;
  readonly cursor?: string;
}

export interface Callbacks {
  list(principal: Principal, tenant: string, query: ListCallbacks): Promise<Page | Refusal>;
}
