/** What must be there before an example of the API can be sent: it gives the values of the `{names}` in its path. */
import type { Call } from '../../../src/core/call';
import type { Stage } from '../stage';

export type Scene = (stage: Stage) => Promise<Readonly<Record<string, string>>>;

const callOf =
  (make: (stage: Stage) => Promise<Call>): Scene =>
  async (stage) => ({ tenant: 'acme', id: (await make(stage)).id });
const offered = callOf((stage) => stage.offered());
const connected = callOf((stage) => stage.connected());
const transaction: Scene = async (stage) => ({ tenant: 'acme', id: (await stage.connected()).transaction });
const held: Scene = async (stage) => {
  const { id } = await stage.connected();
  await stage.command(id, 'hold');
  return { tenant: 'acme', id };
};

/** A caller in the queue. */
const queued: Scene = async (stage) => {
  await stage.queued();
  return { tenant: 'acme', id: 'sales' };
};

/** A prompt in English, and what a PBX fetches of it. */
const prompt: Scene = async (stage) => {
  const key = stage.keys.owner as string;
  const base = '/v1/tenants/acme/prompts';
  await stage.send({ method: 'POST', path: base, key, body: JSON.stringify({ name: 'welcome' }) });
  const headers = { 'content-type': 'audio/wav' };
  await stage.send({ method: 'PUT', path: `${base}/welcome/en`, key, headers, body: 'RIFF....WAVEfmt ' });
  const { json } = await stage.send({ path: `${base}/welcome`, key });
  const file = `${stage.house.media.address('acme', json.languages[0].content)}.wav`;
  return { tenant: 'acme', name: 'welcome', language: 'en', file };
};

/** By operation. One without a line finds the tenant acme, and where it names an `{id}` what the creating example made. */
export const SCENES: Readonly<Record<string, Scene>> = {
  'calls.list': offered,
  'prompts.list': prompt,
  'prompts.get': prompt,
  'prompts.change': prompt,
  'prompts.delete': prompt,
  'prompts.download': prompt,
  'prompts.upload': prompt,
  'prompts.delete_language': prompt,
  'media.get': prompt,
  'queues.list': queued,
  'queues.get': queued,
  'queues.entries': queued,
  'queue.dequeue': queued,
  'calls.get': connected,
  'call.route': offered,
  'call.answer': offered,
  'call.hold': connected,
  'call.retrieve': held,
  'call.mute': connected,
  'call.play': connected,
  'call.collect_digits': offered,
  'call.clear': connected,
  'call.set_attributes': offered,
  'transactions.get': transaction,
  'transaction.set_attributes': transaction,
};
