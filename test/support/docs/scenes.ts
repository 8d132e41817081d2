/** What must be there before an example of the API can be sent: it gives the values of the `{names}` in its path. */
import type { Call } from '../../../src/core/call';
import { isRefusal } from '../../../src/core/errors';
import { status } from '../fakeWebhook';
import type { Stage } from '../stage';
import { AGENT_SCENES } from './scenesOfAgents';
import { CALLBACK_SCENES } from './scenesOfCallbacks';
import { MAPPING_SCENES } from './scenesOfMapping';

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

/** A colleague is asked by the one who talks to the customer. */
const consulted: Scene = async (stage) => {
  const { id } = await stage.connected();
  await stage.command(id, 'consult', { to: { endpoint: 'PJSIP/a6002' } });
  const party = await stage.talks('PJSIP/a6002');
  return { tenant: 'acme', id, party };
};

/** Three talk. */
const conference: Scene = async (stage) => {
  const scene = await consulted(stage);
  await stage.command(scene.id as string, 'conference');
  return scene;
};

/** A caller in the queue. */
const queued: Scene = async (stage) => {
  await stage.queued();
  return { tenant: 'acme', id: 'sales' };
};

/** The entry of a caller in the queue. */
const waiting: Scene = async (stage) => {
  await stage.queued();
  const joined = await stage.house.world.waitFor(() => stage.program.of('queue.joined')[0]);
  return { tenant: 'acme', id: (joined.data as { id: string }).id };
};

/** One customer was answered in the queue, another waits. */
const reported: Scene = async (stage) => {
  await stage.queued();
  const { house } = stage;
  await house.world.advance(12_400);
  await house.command('acme', 'queue.dequeue', 'sales', { to: { endpoint: 'PJSIP/a6001' } });
  await house.world.waitFor(() => stage.program.of('queue.left')[0]);
  await stage.queued();
  await house.world.waitFor(() => stage.program.of('queue.joined')[1]);
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

/** A call that is recorded. */
const recorded: Scene = async (stage) => {
  const { id } = await stage.connected();
  await stage.command(id, 'record');
  return { tenant: 'acme', id };
};
/** A recording that is on disk. */
const stored: Scene = async (stage) => {
  const { id } = await stage.connected();
  await stage.command(id, 'record');
  await stage.command(id, 'stop_recording');
  const { data } = await stage.house.world.waitFor(() => stage.program.of('recording.stored')[0]);
  return { tenant: 'acme', id: (data as { id: string }).id };
};

/** A user who was invited and one who is signed in, as the examples name them. */
const PASSWORD = 'correct horse battery';
const invited: Scene = async (stage) => {
  const body = JSON.stringify({ login: 'anna@acme.example', name: 'Anna Berger', role: 'supervisor' });
  const made = await stage.send({ method: 'POST', path: '/v1/tenants/acme/users', key: 'admin', body });
  return { tenant: 'acme', id: made.json.id as string, token: made.json.invitation as string };
};
const signedIn: Scene = async (stage) => {
  const { token } = await invited(stage);
  const body = JSON.stringify({ token, password: PASSWORD });
  const { headers, json } = await stage.send({ method: 'POST', path: '/v1/session/accept', body });
  return { cookie: headers['set-cookie']?.[0]?.split(';')[0] ?? '', csrf: json.csrf as string };
};

/** A call whose end a webhook did not take. */
const deadLetter: Scene = async (stage) => {
  stage.house.webhook.answer = () => status(500);
  const body = { url: 'https://crm.example/signalbox', types: ['call.cleared'], attempts: 1 };
  const { house } = stage;
  const made = await house.world.finish(house.api.webhooks.create(house.principal('acme', 'owner'), 'acme', body));
  const { id } = (isRefusal(made) ? {} : made.data) as { id: string };
  await stage.command((await stage.offered()).id, 'clear');
  const partition = house.signalbox.partitions.get('acme');
  const letter = await house.world.waitFor(() => [...(partition?.ids('deadLetter') ?? [])][0]);
  return { tenant: 'acme', id, letter };
};

/** A tenant that nobody needs any more. */
const suspended: Scene = async (stage) => {
  const path = '/v1/system/tenants';
  const body = JSON.stringify({ id: 'initech', name: 'Initech' });
  await stage.send({ method: 'POST', path, key: 'admin', body });
  await stage.send({ method: 'POST', path: `${path}/initech/suspend`, key: 'admin' });
  return { tenant: 'initech' };
};

/** By operation. One without a line finds the tenant acme, and where it names an `{id}` what the creating example made. */
export const SCENES: Readonly<Record<string, Scene>> = {
  'calls.list': offered,
  'call.record': connected,
  'call.stop_recording': recorded,
  'call.pause_recording': recorded,
  'call.resume_recording': recorded,
  'recordings.list': stored,
  'recordings.get': stored,
  'recordings.download': stored,
  'recordings.change': stored,
  'recordings.delete': stored,
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
  ...AGENT_SCENES,
  ...CALLBACK_SCENES,
  'queue.dequeue': queued,
  'entry.set_skills': waiting,
  'entry.set_priority': waiting,
  ...{ 'entry.move_to_front': waiting, 'entry.remove': waiting },
  'queue.open': queued,
  'queue.close': queued,
  'queue.follow_hours': queued,
  'reports.queues': reported,
  ...{ 'reports.agents': reported, 'reports.callbacks': reported, 'reports.waiting': reported },
  'queues.stats': reported,
  'queues.fairness': reported,
  'calls.get': connected,
  'deadLetters.list': deadLetter,
  'deadLetters.get': deadLetter,
  'deadLetters.replay': deadLetter,
  'deadLetters.replay_all': deadLetter,
  'deadLetters.purge': deadLetter,
  'deadLetters.purge_all': deadLetter,
  'call.route': offered,
  'call.answer': offered,
  'call.hold': connected,
  'call.retrieve': held,
  'call.mute': connected,
  'call.transfer': connected,
  'call.consult': connected,
  'call.complete_transfer': consulted,
  'call.cancel_consult': consulted,
  'call.conference': consulted,
  'call.add_party': connected,
  'call.supervise': connected,
  'call.remove_party': conference,
  'call.play': connected,
  'call.collect_digits': offered,
  'call.clear': connected,
  'call.set_attributes': offered,
  'call.set_disposition': connected,
  'tenants.erase': suspended,
  'session.start': signedIn,
  'session.accept': invited,
  'session.get': signedIn,
  'session.end': signedIn,
  'session.end_all': signedIn,
  'session.password': signedIn,
  'transactions.get': transaction,
  'transaction.set_attributes': transaction,
  ...MAPPING_SCENES,
};
