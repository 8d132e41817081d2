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

/** One whose customer said its name at the phone. */
const named = async (stage: Stage): Promise<Readonly<Record<string, string>>> => {
  stage.house.sim.call({
    ...{ routingPoint: 'main', ani: '+493088877766', dnis: '493023125100', endpoint: 'PJSIP/carrier' },
    script: async (person) => {
      for (const words of [/callback-offer/, /number-keep/]) {
        await person.hear(words);
        await person.press('1');
      }
      await person.hear(/tone beep/);
      await person.say(1_200);
    },
  });
  const offer = await stage.house.world.waitFor(() => stage.program.of('call.offered')[0]);
  const treatments = [{ do: 'propose', queue: 'sales', always: true }];
  await stage.command((offer.data as { id: string }).id, 'route', { treatments });
  const changed = await stage.house.world.waitFor(() => stage.program.of('callback.changed')[0]);
  return { tenant: 'acme', id: (changed.data as { id: string }).id };
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
  'callbacks.name': named,
  'callbacks.slots': async () => ({ tenant: 'acme', id: 'sales' }),
  'callback.hold_slot': async () => ({ tenant: 'acme' }),
  'callbacks.try': async () => ({ tenant: 'acme', id: 'sales' }),
  ...{ 'entries.keep_link': away, 'keptPlaces.redeem': linked },
  'callbacks.cancel_many': pending,
  ...{ 'callbacks.switches': pending, 'callback.switch': pending },
  'callback.cancel': pending,
  'callback.complete': pending,
};
