/** A party as the switchboard keeps it: the facts it came with, and what has been done to it since. */
import type { MachineVerdict } from '../../src/core/machine';
import type { Cancel } from '../../src/ports/clock';
import type { Cause, ConversationId, Join, PartySnapshot, PbxEvent, Tags } from '../../src/ports/pbx';

/** Who ended a party, in the words of the port. */
export type EndedBy = Extract<PbxEvent, { type: 'gone' }>['by'];

/** The far end of a party: a person. The switchboard tells it what happens; it must not act before the turn is over. */
export interface Line {
  /** What others see of it: a number or an endpoint. */
  readonly name: string;
  /** What an answering machine detector would find. */
  readonly verdict: MachineVerdict;
  /** The state of the party, or what it hears, may have changed. */
  changed(): void;
  ended(cause: Cause, by: EndedBy): void;
  /** The PBX's own dialplan has it now, at `context,extension`. */
  givenBack(point: string): void;
  heardDigits(digits: string): void;
  transferProgress(state: string): void;
}

/** What never changes while a party lives. */
export type Facts = Omit<PartySnapshot, 'state' | 'tags' | 'conversation' | 'held' | 'machine'>;

export interface Party {
  readonly facts: Facts;
  /** We dialled it; it did not arrive. */
  readonly dialled: boolean;
  readonly line: Line;
  /** The node of the gateway that has it. */
  node: string;
  state: PartySnapshot['state'] | 'gone';
  tags: Tags | undefined;
  conversation: ConversationId | undefined;
  how: Join;
  muted: boolean;
  /** Put on hold by its own phone. */
  held: boolean;
  /** Hears ringing without being answered. */
  alerted: boolean;
  /** Whether it is listened for a machine, or was. */
  machine: PartySnapshot['machine'];
  /** Class of the hold music it hears. */
  music: string | undefined;
  /** Ends the party when its longest life is over. */
  limit: Cancel;
  /** Ends the party when it has rung too long. */
  ring: Cancel;
}

const nothing = (): void => {};

/** A party that has just come into being. */
export function newParty(facts: Facts, line: Line, node: string, tags?: Tags): Party {
  const dialled = facts.routingPoint === undefined;
  return {
    facts,
    dialled,
    line,
    node,
    state: dialled ? 'dialing' : 'arrived',
    tags,
    conversation: undefined,
    how: { mode: 'talk' },
    muted: false,
    held: false,
    alerted: false,
    machine: undefined,
    music: undefined,
    limit: nothing,
    ring: nothing,
  };
}

/** What the port shows of a party that lives. */
export function snapshotOf(party: Party): PartySnapshot {
  return {
    ...party.facts,
    state: party.state === 'gone' ? 'up' : party.state,
    ...(party.tags ? { tags: party.tags } : {}),
    ...(party.conversation ? { conversation: party.conversation } : {}),
    ...(party.state === 'up' ? { held: party.held } : {}),
    ...(party.machine ? { machine: party.machine } : {}),
  };
}

/** The phone line is open: it can be played to, joined and put on hold; not while it is listened for a machine. */
export const reachable = ({ state, machine }: Party): boolean =>
  (state === 'arrived' || state === 'up') && machine !== 'listening';
