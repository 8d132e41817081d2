/** Callbacks of a fake API: they record what they are asked. */
import { type Refusal, refuse } from '../../src/core/errors';
import { flawsOf } from '../../src/core/flaws';
import type { Callbacks, Principal } from '../../src/services/api';
import { redeemBody } from '../../src/services/callbackApi';
import { storyOf } from './told';

const KEEP_LINK = { token: 't', until: '2026-01-01T00:00:00.000Z' };
const NONE_CANCELLED = { matched: 0, cancelled: 0, tooLate: 0, more: false };
const ON = { accept: true, dial: true };
const SWITCHES = { installation: ON, tenant: ON, queues: [] };
const WHY = { callback: 'cb_1', state: 'queued', queue: 'sales', reason: 'itsTurn', attempt: 0, failures: {} } as const;

type Query = (name: string, args: unknown[], tenant: string, principal: Principal) => Refusal | undefined;

export const fakeCallbacks = (record: Query): Callbacks => ({
  list: async (principal, tenant, query) =>
    record('callbacks.list', [tenant, query], tenant, principal) ?? { items: [] },
  why: async (principal, tenant, id) => record('callbacks.why', [tenant, id], tenant, principal) ?? WHY,
  history: async (principal, tenant, id) =>
    record('callbacks.history', [tenant, id], tenant, principal) ?? storyOf({ callback: WHY }),
  slots: async (principal, tenant, query) =>
    record('callbacks.slots', [tenant, query], tenant, principal) ?? { queue: 'sales', zone: 'UTC', slots: [] },
  trial: async (principal, tenant, query) =>
    record('callbacks.try', [tenant, query], tenant, principal) ?? { taken: true },
  keepLink: async (principal, tenant, id) => record('entries.keep_link', [tenant, id], tenant, principal) ?? KEEP_LINK,
  redeem: async (body) => {
    const { error } = redeemBody.safeParse(body);
    return error ? { refused: 'request.invalid', errors: flawsOf(error) } : refuse('resource.not_found');
  },
  cancelMany: async (principal, tenant, wanted) =>
    record('callbacks.cancel_many', [tenant, wanted], tenant, principal) ?? NONE_CANCELLED,
  switches: async (principal, tenant) => record('callbacks.switches', [tenant], tenant, principal) ?? SWITCHES,
});
