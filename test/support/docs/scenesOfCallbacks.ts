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

/** Somebody waited in the queue for a while and hung up. */
const away = async (stage: Stage): Promise<Readonly<Record<string, string>>> => {
  const caller = await stage.queued();
  await stage.house.world.advance(10_000);
  caller.hangup();
  const left = await stage.house.world.waitFor(() => stage.program.of('queue.interrupted')[0]);
  return { tenant: 'acme', id: (left.data as { id: string }).id };
};

/** And has a link. */
const linked = async (stage: Stage): Promise<Readonly<Record<string, string>>> => {
  const { id } = await away(stage);
  const path = `/v1/tenants/acme/entries/${id}/keep_link`;
  const made = await stage.send({ method: 'POST', path, key: stage.keys.owner as string, body: '{}' });
  return { token: made.json.token as string };
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
  'callbacks.history': pending,
  'callbacks.slots': async () => ({ tenant: 'acme', id: 'sales' }),
  'callback.hold_slot': async () => ({ tenant: 'acme' }),
  'callbacks.try': async () => ({ tenant: 'acme', id: 'sales' }),
  ...{ 'entries.keep_link': away, 'keptPlaces.redeem': linked },
  'callbacks.cancel_many': pending,
  ...{ 'callbacks.switches': pending, 'callback.switch': pending },
  'callback.cancel': pending,
  'callback.complete': pending,
};
