/**
 * Agents follow their lines, a few times a second: whoever is at the phone of an agent is known to the agent and the
 * other way round, an entry that is being offered has exactly its live offers, and nobody waits while somebody is free.
 */
import { type Agent, isFree } from '../../../src/core/agent';
import type { Call } from '../../../src/core/call';
import type { Offer } from '../../../src/core/offer';
import type { Partition } from '../../../src/core/partition';
import { isAlive, isUp } from '../../../src/core/party';
import type { Entry } from '../../../src/core/queue';
import type { Scene } from '../scene';
import { eligible } from './line';

type Wrong = (invariant: string, what: string, patience?: number) => void;

/** Looks around in every tenant. */
export function agentsAreRight({ house, tenants }: Scene, wrong: Wrong): void {
  for (const { id } of tenants) {
    const partition = house.signalbox.partitions.get(id);
    if (!partition) continue;
    linesAndAgents(partition, wrong);
    for (const entry of all<Entry>(partition, 'entry')) offersOf(partition, entry, wrong);
    const desks = house.mapping.tenants[id]?.workstations ?? {};
    const rests = ({ workstation }: Agent): boolean => {
      const phone = desks[workstation ?? '']?.phone;
      return phone !== undefined && 'endpoint' in phone && house.sim.board.lamps.state(phone.endpoint) === 'idle';
    };
    const free = all<Agent>(partition, 'agent').filter((agent) => isFree(agent) && rests(agent));
    const waiting = all<Entry>(partition, 'entry').filter(
      ({ state, call }) => state === 'waiting' && call !== undefined,
    );
    const [match] = waiting.flatMap((entry) => {
      const agent = free.find((one) => eligible(one, entry));
      return agent ? [`${entry.id} for ${agent.id}`] : [];
    });
    if (match !== undefined && !house.signalbox.partitions.commits.away)
      wrong('nobody waits while somebody is free', match);
  }
}

function linesAndAgents(partition: Partition, wrong: Wrong): void {
  const lines = new Map<string, string[]>();
  for (const call of all<Call>(partition, 'call'))
    for (const party of call.parties)
      if (party.agent !== undefined && isAlive(party) && call.clearedAt === undefined)
        lines.set(party.agent, [...(lines.get(party.agent) ?? []), party.id]);
  for (const { id, voice } of all<Agent>(partition, 'agent')) {
    const [line, known] = [(lines.get(id) ?? []).sort(), voice.parties.map(({ party }) => party).sort()];
    if (line.join() !== known.join()) wrong('an agent knows its line', `${id}: ${known}, not ${line}`, 0);
    const busy = voice.state === 'busy' || voice.state === 'offered';
    if (busy !== known.length > 0) wrong('no agent is busy without a call', `${id} is ${voice.state}`, 0);
  }
}

function offersOf(partition: Partition, entry: Entry, wrong: Wrong): void {
  const live = all<Offer>(partition, 'offer').filter((offer) => offer.entry === entry.id && offer.state === 'ringing');
  // Nobody rings any more for one who is being brought to whoever answered.
  const taken = partition.get<Call>('call', entry.call ?? '')?.step?.joining === true;
  const named = entry.state === 'offering' && !taken ? (entry.offers ?? []) : [];
  if (named.join() !== live.map(({ id }) => id).join())
    wrong(
      'an entry has exactly its live offers',
      `${entry.id} (${entry.state}): ${named}, not ${live.map(({ id }) => id)}`,
      0,
    );
  if (entry.state === 'offering' && entry.party === undefined && named.length === 0 && !taken)
    wrong('somebody is reached for an entry that is being offered', entry.id, 0);
  for (const offer of live) {
    const party = partition.callOfParty(offer.party)?.parties.find(({ id }) => id === offer.party);
    if (!party || !isAlive(party) || isUp(party)) wrong('an offer that rings has a phone that does', offer.id, 0);
  }
}

const all = <T>(partition: Partition, kind: string): T[] =>
  [...partition.ids(kind)].map((id) => partition.get<T>(kind, id) as T);
