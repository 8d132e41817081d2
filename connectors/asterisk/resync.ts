/**
 * What the PBX has, and what follows from it for what we remember. Asterisk replays nothing: after every connect the
 * listing is the truth, and the events that came meanwhile are replayed on top of it.
 */
import type { ConversationId, PartySnapshot } from '../../src/ports/pbx';
import { type Ari, parseBody } from './ari';
import { type Call, type Calls, isOurs } from './calls';
import { conversationOf, routingPointOf, snapshotOf } from './events/snapshots';
import { ANSWER } from './socketRequests';
import {
  type Application,
  type AsteriskInfo,
  type Bridge,
  type Channel,
  EVENT_TYPES,
  type Variable,
} from './words/ariTypes.generated';
import { succeeded } from './words/results';
import { SNOOP } from './words/stasis';
import { decodeTags } from './words/tags';

/** One look at the PBX. */
export interface Inventory {
  readonly channels: readonly Channel[];
  readonly bridges: readonly Bridge[];
  readonly application: Application;
  /** Channels that we made and whose far end has not said a word yet. */
  readonly unheard: ReadonlySet<string>;
  /** Whether the phone of a channel of ours has put us on hold, where Asterisk says so. */
  readonly held: ReadonlyMap<string, boolean>;
  /** When Asterisk was started; another value means that it was started anew. */
  readonly startupTime: string;
}

/** Asks for everything at once; undefined when any of it was refused or late. `filter` also sets what events we want. */
export async function takeInventory(ari: Ari, app: string, filter: boolean): Promise<Inventory | undefined> {
  const allowed = [...EVENT_TYPES, ANSWER].map((type) => ({ type }));
  const answers = await Promise.all([
    filter
      ? ari.request('PUT', `applications/${app}/eventFilter`, undefined, { allowed })
      : ari.request('GET', `applications/${app}`),
    ari.request('GET', 'channels'),
    ari.request('GET', 'bridges'),
    ari.request('GET', 'asterisk/info', { only: 'status' }),
  ]);
  if (!answers.every(succeeded)) return undefined;
  const [application, channels, bridges, info] = answers;
  const found = {
    application: parseBody<Application>(application),
    channels: parseBody<Channel[]>(channels),
    bridges: parseBody<Bridge[]>(bridges),
    startupTime: parseBody<AsteriskInfo>(info)?.status?.startup_time,
  };
  if (Object.values(found).includes(undefined)) return undefined;
  const complete = found as Omit<Inventory, 'unheard' | 'held'>;
  const [silent, held] = await Promise.all([unheard(ari, complete.channels), onHold(ari, oursOf(complete))]);
  return { ...complete, unheard: silent, held };
}

type Read = readonly (string | undefined)[];

/** A function of several channels; undefined where Asterisk does not say. */
const readAll = (ari: Ari, channels: readonly Channel[], variable: string): Promise<Read> =>
  Promise.all(
    channels.map(async ({ id }) => {
      const answer = await ari.request('GET', `channels/${id}/variable`, { variable });
      return succeeded(answer) ? parseBody<Variable>(answer)?.value : undefined;
    }),
  );

/** A channel shows no hold; its media does. */
async function onHold(ari: Ari, channels: readonly Channel[]): Promise<ReadonlyMap<string, boolean>> {
  const up = channels.filter(({ name, state }) => state === 'Up' && name.startsWith('PJSIP/'));
  const held = await readAll(ari, up, 'CHANNEL(rtp,hold)');
  return new Map(up.flatMap(({ id }, i): [string, boolean][] => (held[i] ? [[id, held[i] === '1']] : [])));
}

/** Any answer of the far end but 100 carries a tag, early media (183) too, which leaves the channel `Down` as if nobody had been called. */
async function unheard(ari: Ari, channels: readonly Channel[]): Promise<ReadonlySet<string>> {
  const down = channels.filter(({ id, name, state }) => isOurs(id) && state === 'Down' && name.startsWith('PJSIP/'));
  const tags = await readAll(ari, down, 'CHANNEL(pjsip,remote_tag)');
  return new Set(down.filter((_, i) => tags[i] === '').map(({ id }) => id));
}

/** Parties and conversations of this application in an inventory. */
export interface Listing {
  readonly parties: readonly PartySnapshot[];
  readonly conversations: readonly ConversationId[];
}

/** Makes `calls` equal to what is there: who is not is forgotten without a word, the listing says it. */
export function adopt(calls: Calls, inventory: Inventory, app: string): Listing {
  const ours = oursOf(inventory).filter((channel) => !abandoned(channel.id, calls, inventory));
  const present = new Set(ours.map((channel) => channel.id));
  // A dial whose answer is still awaited may yet come to be, so it stays.
  for (const call of [...calls.all()]) if (!present.has(call.channel) && !call.dialing) calls.delete(call);
  for (const channel of ours) update(calls.add(channel.id), channel, inventory, app);
  for (const call of calls.all()) call.conversation = undefined;
  for (const bridge of inventory.bridges)
    for (const id of bridge.channels) {
      const call = calls.channel(id);
      if (call) call.conversation = conversationOf(bridge);
    }
  const listing = list(calls, inventory, app);
  const awaited = [...calls.all()].filter((call) => !present.has(call.channel));
  return { ...listing, parties: [...listing.parties, ...awaited.map(awaitedSnapshot)] };
}

/** Made by a gateway that died before it let the channel ring: nobody has been called, and nobody ever would be. */
export const abandoned = (channel: string, calls: Calls, { unheard }: Inventory): boolean =>
  unheard.has(channel) && !calls.channel(channel);

function awaitedSnapshot({ party, channel }: Call): PartySnapshot {
  return { party, state: 'dialing', ani: '', dnis: '', pbxId: channel };
}

/** The same view without a change to what is remembered of known parties. */
export function list(calls: Calls, inventory: Inventory, app: string): Listing {
  const parties = oursOf(inventory).flatMap((channel) => {
    const call = calls.channel(channel.id);
    return call && !call.waiting ? [snapshotOf(channel, call, call.routingPoint)] : [];
  });
  const conversations = inventory.bridges.filter((bridge) => bridge.name === app).map((bridge) => bridge.id);
  return { parties, conversations };
}

/** Channels of the application, without the ears of coaches. */
function oursOf({ application, channels }: Pick<Inventory, 'application' | 'channels'>): Channel[] {
  const ids = new Set(application.channel_ids);
  return channels.filter((channel) => ids.has(channel.id) && !isSnoop(channel));
}

const isSnoop = (channel: Channel): boolean =>
  channel.name.startsWith('Snoop/') || channel.dialplan.app_data.split(',')[1] === SNOOP;

function update(call: Call, channel: Channel, { held }: Inventory, app: string): void {
  const { app_name: application, app_data: data } = channel.dialplan;
  call.handed = application === 'Stasis' && data.split(',')[0] !== app;
  call.up = channel.state === 'Up';
  call.held = held.get(channel.id);
  call.marked ||= decodeTags(channel.accountcode) !== undefined;
  call.busy = true; // nobody knows with what
  call.mayHear = true; // music, perhaps; ending what is not there does no harm
  call.waiting = undefined; // the listing announces it
  call.rang ||= channel.state === 'Ringing';
  if (!call.dialed) call.routingPoint ??= routingPointOf(channel);
}
