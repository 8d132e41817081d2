/** What must be there before an example about callbacks can be sent. */
import type { Stage } from '../stage';

/** A callback that waits for its turn. */
const pending = async (stage: Stage): Promise<Readonly<Record<string, string>>> => {
  const body = JSON.stringify({ queue: 'sales', to: { number: '030 23125 701' } });
  const made = await stage.send({
    ...{ method: 'POST', path: '/v1/tenants/acme/callbacks' },
    ...{ key: stage.keys.owner as string, body },
  });
  return { tenant: 'acme', id: made.json.callback as string };
};

/** One that rests. */
const paused = async (stage: Stage): Promise<Readonly<Record<string, string>>> => {
  const scene = await pending(stage);
  await stage.send({
    ...{ method: 'POST', path: `/v1/tenants/acme/callbacks/${scene.id}/pause` },
    ...{ key: stage.keys.owner as string, body: '{}' },
  });
  return scene;
};

/** By operation. */
export const CALLBACK_SCENES: Readonly<Record<string, typeof pending>> = {
  'callbacks.list': pending,
  'callbacks.get': pending,
  'callback.reschedule': pending,
  'callback.pause': pending,
  'callback.resume': paused,
  'callback.set_priority': pending,
  'callback.reassign': pending,
  'callbacks.why': pending,
  'callbacks.try': async () => ({ tenant: 'acme', id: 'sales' }),
  'callbacks.cancel_many': pending,
  ...{ 'callbacks.switches': pending, 'callback.switch': pending },
  'callback.cancel': pending,
  'callback.complete': pending,
};
