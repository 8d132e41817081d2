/** When all is quiet nothing is left: no call, no party, no conversation, and nothing in the memory of the gateway. */
import type { Agent } from '../../../src/core/agent';
import type { Callback } from '../../../src/core/callback';
import type { CallbackFallback } from '../../../src/core/callbackFallback';
import { isOver } from '../../../src/core/callbackStates';
import { SYSTEM } from '../../../src/core/ids';
import type { Message } from '../../../src/core/message';
import type { QueueState } from '../../../src/core/queueState';
import { atPbx, type Recording } from '../../../src/core/recording';
import { Subscriber } from '../actors/subscriber';
import type { Scene } from '../scene';

/** Within this time a feed of some hundred events is read. */
const READ_MS = 1_000;

/** What may be left in memory when nobody calls; sockets of subscribers are counted apart. */
const NOTHING: Readonly<Record<string, number>> = {
  lanes: 0,
  programs: 0,
  jobs: 0,
  deadlines: 0,
  parties: 0,
  waiters: 0,
  after: 0,
  uncommitted: 0,
  unwritten: 0,
  told: 0,
};

/** Nobody is on the line and nothing of any call is in progress: the world may be looked at. */
export function isQuiet({ house, gate, ledger, callers, tenants }: Scene): boolean {
  const { parties } = house.sim.board.exchange;
  if (!gate.up || parties.size > 0 || ledger.waiting > 0) return false;
  if (callers.some(({ state }) => state === 'calling')) return false;
  if (waitingMessages(tenants, house) > 0) return false;
  return house.signalbox.lines.state('pbx') === 'live' && house.signalbox.partitions.commits.waiting === 0;
}

/** Messages that are still to be sent. */
const waitingMessages = (tenants: Scene['tenants'], { signalbox }: Scene['house']): number =>
  tenants.flatMap(({ id }) => {
    const partition = signalbox.partitions.get(id);
    const all = [...(partition?.ids('message') ?? [])].map((one) => partition?.get<Message>('message', one));
    return all.filter((message) => message?.state === 'waiting');
  }).length;

/** Callbacks that are still to be placed. */
export const pendingCallbacks = ({ house, tenants }: Scene): number =>
  tenants.reduce((sum, { id }) => {
    const partition = house.signalbox.partitions.get(id);
    const all = [...(partition?.ids('callback') ?? [])].map((one) => partition?.get<Callback>('callback', one));
    return sum + all.filter((one) => one && !isOver(one)).length;
  }, 0);

/** The whole feed from its beginning, and once more everything that was answered well: all as it was. */
export function lastQuestions(scene: Scene): void {
  for (const tenant of scene.tenants) {
    const reader = new Subscriber(scene, { tenant, name: `${tenant.id}-last` });
    reader.reading.at = scene.disk.oldest(tenant.id) - 1;
    reader.connect();
    scene.world.clock.after(READ_MS, () => {
      const [seen, kept] = [reader.reading.at, scene.disk.journal(tenant.id).length];
      if (seen !== kept) scene.findings.found('the whole feed can be read again', `${tenant.id}: ${seen} of ${kept}`);
      reader.disconnect();
    });
  }
  for (const command of scene.ledger.wellAnswered()) void scene.ledger.send(command);
}

/** What is still there although everything is over. */
export function checkNothingIsLeft(scene: Scene): void {
  const { house, findings, tenants } = scene;
  const { signalbox, sim } = house;
  const left = (what: string) => findings.found('nothing is left', what);
  for (const id of sim.board.exchange.conversations.keys()) left(`conversation ${id} is open`);
  for (const id of [...tenants.map((tenant) => tenant.id), SYSTEM])
    for (const kind of ['call', 'transaction', 'entry', 'offer', 'callback', 'slotHold', 'message'])
      for (const one of signalbox.partitions.get(id)?.ids(kind) ?? []) left(`${kind} ${one} in memory of ${id}`);
  const kept = recordings(scene, left);
  const counts = signalbox.counts();
  for (const [name, most] of Object.entries(NOTHING)) {
    // A recording is kept for its time, who is signed in is told of once a day, hours change some time, and a fallback is
    // looked at again.
    const known = name === 'deadlines' ? kept + signedIn(scene) + opening(scene) + fallbacks(scene) : 0;
    const found = (counts[name] ?? Number.NaN) - known;
    if (found !== most) left(`${found} ${name}`);
  }
}

function signedIn({ house, tenants }: Scene): number {
  const { partitions } = house.signalbox;
  const agents = tenants.flatMap(({ id }) =>
    [...(partitions.get(id)?.ids('agent') ?? [])].map((one) => partitions.get(id)?.get<Agent>('agent', one)),
  );
  return agents.filter((agent) => agent?.state !== 'loggedOff' || agent.duty?.until !== undefined).length;
}

/** Queues that are going to open or close. */
function opening({ house, tenants }: Scene): number {
  const { partitions } = house.signalbox;
  const queues = tenants.flatMap(({ id }) =>
    [...(partitions.get(id)?.ids('queue') ?? [])].map((one) => partitions.get(id)?.get<QueueState>('queue', one)),
  );
  return queues.filter((queue) => queue?.changesAt !== undefined).length;
}

/** Recordings are home or have failed, and the PBX has forgotten them; says how many are kept. */
function recordings({ house, tenants }: Scene, left: (what: string) => void): number {
  const { partitions } = house.signalbox;
  const all = tenants.flatMap(({ id }) =>
    [...(partitions.get(id)?.ids('recording') ?? [])].map((one) =>
      partitions.get(id)?.get<Recording>('recording', one),
    ),
  );
  for (const one of all) if (one && atPbx(one)) left(`recording ${one.id} is ${one.state}`);
  if (house.sim.library.recordings.size > 0) left(`${house.sim.library.recordings.size} recordings at the PBX`);
  return all.filter((one) => one?.state === 'stored').length;
}

/** Queues that ask agents first because too many customers found nobody. */
const fallbacks = ({ house, tenants }: Scene): number =>
  tenants.flatMap(({ id }) => {
    const partition = house.signalbox.partitions.get(id);
    const all = [...(partition?.ids('callbackFallback') ?? [])];
    return all.filter((queue) => partition?.get<CallbackFallback>('callbackFallback', queue)?.active);
  }).length;
