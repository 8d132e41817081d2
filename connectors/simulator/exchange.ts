/** What one PBX holds, and the way to tell about it: the ground that jobs, conversations, lamps and parties stand on. */
import type { Clock } from '../../src/ports/clock';
import type { Ids } from '../../src/ports/ids';
import type { ConversationId, PartyId, PbxEvent } from '../../src/ports/pbx';
import type { MediaLibrary } from './media';
import type { Party } from './party';
import type { Random } from './random';

/** What a PBX is made of. */
export interface Parts {
  /** Slug of the PBX in the mapping. */
  readonly name: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly ids: Ids;
}

/** An event without its time. */
export type Happening = PbxEvent extends infer E ? (E extends unknown ? Omit<E, 'at'> : never) : never;

/** Who has opened a conversation and who is in it. */
export interface Conversation {
  readonly node: string;
  readonly members: Set<Party>;
}

/** The state of one PBX. */
export class Exchange {
  readonly parties = new Map<PartyId, Party>();
  readonly conversations = new Map<ConversationId, Conversation>();
  readonly library: MediaLibrary = { prompts: new Map(), missing: new Set(), recordings: new Map(), spoken: new Map() };
  readonly clock: Clock;
  /** Whether it has what listens for answering machines. */
  listens = true;
  private calls = 0;

  constructor(
    readonly parts: Parts,
    private readonly tell: (node: string, event: PbxEvent) => void,
  ) {
    this.clock = parts.clock;
  }

  /** Tells a node of the gateway what happens now. */
  emit(node: string, happening: Happening): void {
    this.tell(node, { at: this.clock.now(), ...happening } as PbxEvent);
  }

  /** The PBX's own id of its next party, and the SIP Call-ID. */
  nextIds(): { pbxId: string; sipCallId: string } {
    this.calls += 1;
    const pbxId = `${Math.floor(this.clock.now() / 1000)}.${this.calls}`;
    return { pbxId, sipCallId: `${pbxId}@${this.parts.name}.example` };
  }

  /** Who is in a conversation; nobody when there is none. */
  members(id: ConversationId | undefined): Party[] {
    return id === undefined ? [] : [...(this.conversations.get(id)?.members ?? [])];
  }

  /** Lets everyone in a conversation listen again. */
  refresh(id: ConversationId): void {
    for (const party of this.members(id)) party.line.changed();
  }
}
