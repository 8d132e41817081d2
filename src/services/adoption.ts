/**
 * After each listing of a PBX (design §5, §11): ghosts are cleared, callers who are still there are taken up in the
 * order they came, whom we dialled for nobody any more is hung up, conversations of no call are closed, and callers who
 * arrived meanwhile are arrivals.
 */
import type { Call } from '../core/call';
import { decideAdopted, decideMissing, type Listing, missedEvents, missingParties } from '../core/callAdoption';
import { decidePartyEvent, type PartyEvent } from '../core/callEvents';
import { type Context, type Decision, nothing } from '../core/decision';
import { bare } from '../core/ids';
import type { ConversationId, PartySnapshot } from '../core/line';
import type { Party } from '../core/party';
import type { Pbx, Result } from '../ports/pbx';
import type { Calls } from './calls';
import type { Mappings } from './mappings';
import type { Partitions, Ports } from './partitions';

const SLICE = 50;
/** After so long what was on its way has arrived. */
const AGAIN_MS = 2_000;
/** So often a command is given whose answer does not come. */
const TRIES = 4;

export class Adoption {
  constructor(
    private readonly ports: Ports,
    private readonly partitions: Partitions,
    private readonly mappings: Mappings,
    private readonly calls: Calls,
  ) {}

  /** What a listing says that is not known here. Compared at once: what happens later is news, not a difference. */
  compare(pbx: Pbx, { parties, conversations }: Listed, after: ListedAfter): Comparison {
    const listing: Listing = new Map(parties.map((party) => [party.party, party]));
    const known = this.callsOn(pbx.name);
    const differences = known.map((found) => ({
      ...found,
      ...difference(found.call, listing, this.ports.clock.now()),
    }));
    const held = new Set(known.map(({ call }) => bare(call.conversation ?? '')));
    return {
      after,
      parties: parties.length,
      differences,
      strangers: parties.filter((party) => !this.calls.holds(party.party)),
      empty: conversations.filter((conversation) => !held.has(conversation)),
    };
  }

  /** Decides in slices, oldest call first, once the PBX takes commands: a decision is no good without its effects. */
  async takeUp(pbx: Pbx, { after, parties, differences, strangers, empty }: Comparison): Promise<void> {
    for (const conversation of empty) void insist(() => pbx.close(conversation));
    for (const [i, found] of differences.entries()) {
      this.adopt(pbx, found, after);
      if (i % SLICE === SLICE - 1) await this.partitions.breathe();
    }
    for (const party of strangers) this.stranger(pbx, party);
    this.ports.log.info('the PBX was listed', { pbx: pbx.name, parties, calls: differences.length });
  }

  private callsOn(pbx: string): Known[] {
    const found: Known[] = [];
    for (const tenant of this.partitions.tenants()) {
      const partition = this.partitions.get(tenant);
      for (const id of partition?.ids('call') ?? []) {
        const call = partition?.get<Call>('call', id);
        if (call?.pbx === pbx && call.clearedAt === undefined && !call.outside) found.push({ tenant, call });
      }
    }
    return found.sort((a, b) => a.call.startedAt - b.call.startedAt);
  }

  private adopt(pbx: Pbx, { tenant, call, missing, missed }: Known & Difference, cause: ListedAfter): void {
    const config = this.mappings.callConfig(tenant, pbx.name);
    const decide = (make: (call: Call, context: Context) => Decision): void => {
      this.partitions.decide(tenant, { actor: `pbx:${pbx.name}`, cause }, (partition, context) => {
        const now = partition.get<Call>('call', call.id);
        return now && now.clearedAt === undefined ? make(now, context) : nothing;
      });
    };
    const late = missing.filter((party) => this.mayStillCome(call, party));
    for (const party of late) this.lookAgain(pbx, { tenant, call }, party, cause);
    for (const party of missing)
      if (!late.includes(party))
        decide((now, context) =>
          decideMissing(now, { party: party.id, unsent: this.calls.unsent(party.id) }, config, context),
        );
    for (const event of missed) decide((now, context) => decidePartyEvent(now, event, config, context));
    decide((now, context) => decideAdopted(now, config, context));
  }

  /** The dial of a customer may have been on its way when the PBX was listed: nobody is called twice because of that. */
  private mayStillCome({ callback }: Call, { id, role, state }: Party): boolean {
    return callback !== undefined && role === 'customer' && state === 'dialing' && !this.calls.unsent(id);
  }

  /** What two listings in a row do not show is lost. */
  private lookAgain(pbx: Pbx, { tenant, call }: Known, { id }: Party, cause: ListedAfter): void {
    this.ports.clock.after(AGAIN_MS, async () => {
      const listed = await pbx.list();
      // Without an answer the link is lost, and the next listing is looked at like this one.
      if (listed.result !== 'ok') return;
      const found = listed.value.find(({ party }) => party === bare(id));
      const config = this.mappings.callConfig(tenant, pbx.name);
      this.partitions.decide(tenant, { actor: `pbx:${pbx.name}`, cause }, (partition, context) => {
        const now = partition.get<Call>('call', call.id);
        const waits = now?.parties.some((party) => party.id === id && party.state === 'dialing');
        if (!now || !waits || now.clearedAt !== undefined) return nothing;
        if (!found) return decideMissing(now, { party: id, unsent: false }, config, context);
        const [event] = missedEvents(now, new Map([[found.party, found]]), context.now);
        return event ? decidePartyEvent(now, event, config, context) : nothing;
      });
    });
  }

  /** Nobody's party: a caller who came while nobody listened, or one we dialled and gave up, or for a call that is over. */
  private stranger(pbx: Pbx, party: PartySnapshot): void {
    if (party.routingPoint !== undefined) return this.calls.arrived(pbx, party);
    if (party.tags) void insist(() => pbx.hangup(party.party, 'cancelled'));
  }
}

/** What belongs to no call is told to nobody: when the command is lost no event says so, and no deadline follows. */
async function insist(command: () => Promise<Result>): Promise<void> {
  for (let tries = 0; tries < TRIES; tries++) if ((await command()).result !== 'timeout') return;
}

/** Why a PBX was listed: the causes of what follows from it. */
export type ListedAfter = 'restart' | 'link.lost';

/** How a listing differs from what is known here. */
export interface Comparison {
  readonly after: ListedAfter;
  /** How many were listed. */
  readonly parties: number;
  readonly differences: readonly (Known & Difference)[];
  readonly strangers: readonly PartySnapshot[];
  /** Conversations of no call: opened for a decision that a crash took, or left when a call was given up. */
  readonly empty: readonly ConversationId[];
}

/** What a PBX has. */
interface Listed {
  readonly parties: readonly PartySnapshot[];
  readonly conversations: readonly ConversationId[];
}

interface Known {
  readonly tenant: string;
  readonly call: Call;
}

interface Difference {
  readonly missing: readonly Party[];
  readonly missed: readonly PartyEvent[];
}

const difference = (call: Call, listing: Listing, at: number): Difference => ({
  missing: missingParties(call, listing),
  missed: missedEvents(call, listing, at),
});
