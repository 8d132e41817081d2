/** Conversations: who comes, who goes, and who hears whom there. */
import type { ConversationId, Join, PartyId, Result } from '../../src/ports/pbx';
import type { Exchange } from './exchange';
import type { Jobs } from './jobs';
import { type Party, reachable } from './party';
import { GONE, OK, refused } from './results';

/** The conversations of one PBX. */
export class Conversations {
  constructor(
    private readonly exchange: Exchange,
    private readonly jobs: Jobs,
  ) {}

  open(id: ConversationId, node: string): Result {
    if (this.exchange.conversations.has(id)) return refused('exists');
    this.exchange.conversations.set(id, { node, members: new Set() });
    return OK;
  }

  /** Takes a party in, out of any other conversation and its hold music; again with another `how`, only that changes. */
  join(id: ConversationId, partyId: PartyId, how: Join): Result {
    const conversation = this.exchange.conversations.get(id);
    const party = this.exchange.parties.get(partyId);
    if (!conversation || !party || !reachable(party)) return GONE;
    if (party.conversation === undefined) this.jobs.interrupt(partyId);
    if (party.conversation !== id) this.remove(party);
    party.how = how;
    party.music = undefined;
    party.conversation = id;
    conversation.members.add(party);
    this.exchange.emit(party.node, { type: 'joined', party: partyId, conversation: id });
    this.exchange.refresh(id);
    return OK;
  }

  leave(id: ConversationId, partyId: PartyId): Result {
    const party = this.exchange.parties.get(partyId);
    if (!party || party.conversation !== id) return GONE;
    this.remove(party);
    return OK;
  }

  /** Takes a party out of the conversation it is in, if any; `leaving` when it is gone next. */
  remove(party: Party, leaving = false): void {
    const id = party.conversation;
    if (id === undefined) return;
    this.exchange.conversations.get(id)?.members.delete(party);
    party.conversation = undefined;
    const left = { type: 'left', party: party.facts.party, conversation: id } as const;
    this.exchange.emit(party.node, leaving ? { ...left, leaving } : left);
    party.line.changed();
    this.exchange.refresh(id);
  }

  close(id: ConversationId): Result {
    if (!this.exchange.conversations.has(id)) return GONE;
    this.jobs.targetEnded({ conversation: id });
    for (const party of this.exchange.members(id)) this.remove(party);
    this.exchange.conversations.delete(id);
    return OK;
  }

  /** Conversations that `node` has opened. */
  of(node: string): ConversationId[] {
    return [...this.exchange.conversations].filter(([, held]) => held.node === node).map(([id]) => id);
  }
}
