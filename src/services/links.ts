/** What the PBXs say, sorted: to calls, programs and adoption; and the state of each link as a resource of `system`. */
import { SYSTEM } from '../core/ids';
import type { PbxEvent } from '../core/line';
import type { Pbx } from '../ports/pbx';
import type { Adoption, Comparison, ListedAfter } from './adoption';
import type { AgentServices } from './agentServices';
import type { Calls } from './calls';
import type { FeedHub } from './feeds';
import type { Mappings } from './mappings';
import type { MediaServices } from './mediaServices';
import type { Partitions, Ports } from './partitions';
import type { Programs } from './programs';

type LinkEvent = Extract<PbxEvent, { type: 'link' }>;

export interface LinkParts {
  readonly partitions: Partitions;
  readonly calls: Calls;
  readonly programs: Programs;
  readonly adoption: Adoption;
  readonly feeds: FeedHub;
  readonly media: Pick<MediaServices, 'jobEnded' | 'live'>;
  /** What was under way to that PBX is void: the next listing makes it good. */
  readonly lost: (pbx: string) => void;
  readonly agents: Pick<AgentServices, 'adopted' | 'deviceChanged' | 'phoneCall'>;
}

export class Links {
  /** PBXs that were live before: their next listing is a resync. */
  private readonly seen = new Set<string>();
  /** Listings of PBXs that do not take commands yet. */
  private readonly listings = new Map<string, Comparison>();

  constructor(
    private readonly ports: Ports,
    private readonly parts: LinkParts,
    private readonly mappings: Mappings,
  ) {}

  take(pbx: Pbx, event: PbxEvent): void {
    const { calls, programs, feeds } = this.parts;
    switch (event.type) {
      case 'arrived':
        return calls.arrived(pbx, event.snapshot);
      case 'ringing':
      case 'answered':
      case 'held':
      case 'retrieved':
      case 'machine':
      case 'joined':
      case 'left':
      case 'gone':
        return calls.partyEvent(pbx, event);
      case 'digit':
        programs.digit(event.party, event.digit);
        return calls.digit(event, (tenant, call, party, digit) => feeds.digit(tenant, call, party, digit));
      case 'jobEnded':
        this.parts.media.jobEnded(event.job, event.outcome, event.durationMs);
        return programs.jobEnded(event.job, event.outcome);
      case 'transferAsked':
        return calls.transferAsked(pbx, event);
      case 'link':
        return this.link(pbx, event);
      case 'listed':
        this.listings.set(pbx.name, this.parts.adoption.compare(pbx, event, this.causeOf(pbx)));
        return;
      case 'phoneCall':
      case 'phoneCallEnded':
        return this.parts.agents.phoneCall(pbx.name, event);
      case 'deviceChanged':
        return this.parts.agents.deviceChanged(pbx.name, event.endpoint, event.state);
      default:
        return undefined;
    }
  }

  /** The first listing is the one after a start; the PBX may have been restarted as well, but we certainly were. */
  private causeOf(pbx: Pbx): ListedAfter {
    return this.seen.has(pbx.name) ? 'link.lost' : 'restart';
  }

  private takeUp(pbx: Pbx): void {
    const listing = this.listings.get(pbx.name);
    if (!listing) return;
    this.listings.delete(pbx.name);
    const over = this.parts.adoption.takeUp(pbx, listing).then(() => this.parts.agents.adopted(pbx.name));
    void over.catch((error: unknown) => {
      this.ports.log.error('the listing of a PBX could not be taken up', { pbx: pbx.name, error: String(error) });
    });
  }

  private link(pbx: Pbx, event: LinkEvent): void {
    this.ports.log.info('link', {
      pbx: pbx.name,
      state: event.state,
      reason: event.reason,
      restarted: event.restarted,
    });
    if (event.state === 'lost' || event.state === 'stopped') {
      this.listings.delete(pbx.name);
      this.parts.lost(pbx.name);
      return this.record('link.lost', pbx, event);
    }
    if (event.state !== 'live') return;
    const type = this.seen.has(pbx.name) ? 'link.resynced' : 'link.live';
    this.seen.add(pbx.name);
    this.parts.media.live(pbx.name);
    this.record(type, pbx, event);
    this.takeUp(pbx);
  }

  private record(type: 'link.live' | 'link.lost' | 'link.resynced', pbx: Pbx, event: LinkEvent): void {
    const data = {
      id: pbx.name,
      kind: this.mappings.running.pbxs[pbx.name]?.kind ?? 'unknown',
      state: event.state,
      epoch: event.epoch,
      since: this.ports.clock.now(),
      ...(event.reason !== undefined && { reason: event.reason }),
    };
    this.parts.partitions.decide(SYSTEM, { actor: `pbx:${pbx.name}` }, () => ({
      drafts: [{ type, id: pbx.name, data }],
      reply: undefined,
    }));
  }
}
