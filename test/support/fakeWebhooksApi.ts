/** Webhooks as delivery sees them: what was asked is remembered, one webhook is there. */
import { type Refusal, refuse } from '../../src/core/errors';
import { changeWebhookBody, createWebhookBody, replayBody, rotateWebhookBody } from '../../src/core/webhookBodies';
import type { Api, CommandReply, Principal } from '../../src/services/api';

/** The one webhook that is there. */
export const WEBHOOK_ID = 'wh_1';

/** Remembers a question; a refusal when the principal may see nothing there. */
export type Remember = (name: string, args: unknown[], tenant: string, principal: Principal) => Refusal | undefined;

function fakeWebhooks(remember: Remember): Pick<Api, 'webhooks' | 'deadLetters'> {
  const act =
    (name: string) =>
    async (principal: Principal, tenant: string, id: string, ...rest: unknown[]): Promise<CommandReply> => {
      const refusal = remember(name, [tenant, id, ...rest], tenant, principal);
      return refusal ?? (id === WEBHOOK_ID ? { status: 200, data: { id } } : refuse('resource.not_found'));
    };
  const read =
    (name: string) =>
    async (principal: Principal, tenant: string, id: string, ...rest: unknown[]) => {
      const refusal = remember(name, [tenant, id, ...rest], tenant, principal);
      return refusal ?? (id === WEBHOOK_ID ? { seq: 7, data: { id } } : refuse('resource.not_found'));
    };
  return {
    webhooks: {
      bodies: { create: createWebhookBody, change: changeWebhookBody, rotate: rotateWebhookBody, replay: replayBody },
      list: async (principal, tenant) => remember('webhooks', [tenant], tenant, principal) ?? { items: [] },
      get: read('webhook'),
      create: async (principal, tenant, body, requestId) =>
        remember('createWebhook', [body, tenant, requestId], tenant, principal) ?? {
          status: 201,
          data: { id: WEBHOOK_ID },
        },
      change: act('changeWebhook'),
      remove: act('removeWebhook'),
      pause: act('pauseWebhook'),
      resume: act('resumeWebhook'),
      replay: act('replayWebhook'),
      rotate: act('rotateWebhook'),
      ping: act('pingWebhook'),
    },
    deadLetters: {
      list: async (principal, tenant, webhook) =>
        remember('deadLetters', [tenant, webhook], tenant, principal) ?? { items: [] },
      get: read('deadLetter'),
      requeue: async (principal, tenant, webhook, id) =>
        remember('requeue', [tenant, webhook, id], tenant, principal) ?? { status: 202, data: { count: 1 } },
      purge: async (principal, tenant, webhook, id) =>
        remember('purge', [tenant, webhook, id], tenant, principal) ?? { status: 200, data: { count: 1 } },
    },
  };
}

/** What has webhooks; `query` remembers what it is asked. */
export abstract class FakeWebhooksApi {
  private readonly ofWebhooks = fakeWebhooks((...asked) => this.query(...asked));
  readonly webhooks = this.ofWebhooks.webhooks;
  readonly deadLetters = this.ofWebhooks.deadLetters;

  abstract query(...asked: Parameters<Remember>): ReturnType<Remember>;
}
