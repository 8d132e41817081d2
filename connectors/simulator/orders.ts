/**
 * What a gateway may order for one party: each order is carried out at once or refused. A party that is dialled and
 * not yet answered can only be hung up or tagged: for all else it is not there (`gone`), as on Asterisk.
 */
import type { Cause, PartyId, Result, Tags } from '../../src/ports/pbx';
import { type Party, reachable, snapshotOf } from './party';
import { GONE, OK, refused } from './results';
import type { Switchboard } from './switchboard';

/** The orders that a switchboard takes. */
export class Orders {
  constructor(private readonly board: Switchboard) {}

  answer(id: PartyId): Result {
    return this.withParty(id, (party) => {
      if (!reachable(party)) return GONE;
      if (party.state === 'arrived') this.board.up(party);
      return OK;
    });
  }

  /** Lets an arriving party hear ringing. */
  ringing(id: PartyId): Result {
    return this.withOpenParty(id, (party) => {
      party.alerted = true;
    });
  }

  reject(id: PartyId, cause: Cause): Result {
    return this.withParty(id, (party) => {
      if (party.state !== 'arrived') return refused('invalid', 'only an arriving party is rejected');
      this.board.end(party, cause, 'local');
      return OK;
    });
  }

  hangup(id: PartyId, cause: Cause): Result {
    return this.withParty(id, (party) => {
      this.board.end(party, cause, 'local');
      return OK;
    });
  }

  tag(id: PartyId, tags: Tags, maxMs: number): Result {
    return this.withParty(id, (party) => {
      party.tags = tags;
      this.board.limit(party, maxMs);
      return OK;
    });
  }

  hold(id: PartyId, music: string): Result {
    return this.withOpenParty(id, (party) => {
      party.music = music === 'off' ? undefined : music;
    });
  }

  mute(id: PartyId, on: boolean): Result {
    return this.withOpenParty(id, (party) => {
      party.muted = on;
    });
  }

  sendDigits(id: PartyId, digits: string): Result {
    return this.withOpenParty(id, (party) => party.line.heardDigits(digits));
  }

  transferProgress(id: PartyId, state: string): Result {
    return this.withOpenParty(id, (party) => party.line.transferProgress(state));
  }

  /** Listens for an answering machine; the verdict comes if the party stays. Machines answer, they do not call. */
  detectMachine(id: PartyId, afterMs: number): Result {
    const { parties, listens } = this.board.exchange;
    if (!listens) return refused('failed', 'the PBX has no application that listens');
    if (parties.get(id)?.dialled === false) return refused('invalid', 'not a dialled party');
    return this.withOpenParty(id, (party) => {
      this.board.jobs.interrupt(id);
      party.machine = 'listening';
      this.board.parts.clock.after(afterMs, () => {
        if (party.state !== 'up') return;
        party.machine = party.line.verdict;
        this.board.changed(party);
        this.board.exchange.emit(party.node, { type: 'machine', party: id, verdict: party.line.verdict });
      });
    });
  }

  /** Takes a party from the gateway to the PBX's own dialplan. */
  giveBack(id: PartyId, point: string): Result {
    return this.withOpenParty(id, (party) => {
      this.board.jobs.interrupt(id);
      this.board.remove(party);
      this.board.exchange.emit(party.node, { type: 'gone', party: id, cause: 'normal', by: 'local' });
      party.line.givenBack(point);
      this.board.lamps.changed(party.facts.endpoint);
    });
  }

  /** Moves a party to another node: gone from the one, arrived at the other. */
  handOver(id: PartyId, node: string): Result {
    return this.withOpenParty(id, (party) => {
      this.board.jobs.interrupt(id);
      this.board.jobs.targetEnded({ party: id });
      this.board.conversations.remove(party);
      this.board.exchange.emit(party.node, { type: 'gone', party: id, cause: 'normal', by: 'local' });
      party.node = node;
      this.board.exchange.emit(node, { type: 'arrived', snapshot: snapshotOf(party) });
    });
  }

  private withParty(id: PartyId, act: (party: Party) => Result): Result {
    const party = this.board.exchange.parties.get(id);
    return party ? act(party) : GONE;
  }

  private withOpenParty(id: PartyId, act: (party: Party) => void): Result {
    return this.withParty(id, (party) => {
      if (!reachable(party)) return GONE;
      act(party);
      if (reachable(party)) this.board.changed(party);
      return OK;
    });
  }
}
