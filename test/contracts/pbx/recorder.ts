/**
 * Keeps every event of a connector and holds it to what must be true of every stream of events, whatever the test:
 * nothing of a party after its `gone`, one end for each job, links in their order, no call back from inside a command.
 */
import { LINK_TABLE, type LinkState, type Pbx, type PbxEvent } from '../../../src/ports/pbx';

/** The event of that type. */
export type EventOf<T extends PbxEvent['type']> = PbxEvent extends infer E
  ? E extends PbxEvent
    ? T extends E['type']
      ? E & { readonly type: T }
      : never
    : never
  : never;

/** The events of one connector and what was wrong with them. */
export class Recorder {
  readonly events: PbxEvent[] = [];
  readonly offences: string[] = [];
  private readonly gone = new Set<string>();
  private readonly ended = new Set<string>();
  private link: LinkState | undefined;
  private inside = false;

  /** The same connector, watched: it must not call the listener before a command has returned. */
  watch(pbx: Pbx): Pbx {
    return new Proxy(pbx, {
      get: (target, key) => {
        const member: unknown = Reflect.get(target, key, target);
        if (typeof member !== 'function') return member;
        return (...args: unknown[]): unknown => {
          this.inside = true;
          try {
            return member.apply(target, args);
          } finally {
            this.inside = false;
          }
        };
      },
    });
  }

  /** The listener. */
  readonly hear = (event: PbxEvent): void => {
    if (this.inside) this.offences.push(`${event.type} was told from inside a command`);
    this.events.push(event);
    if (event.type === 'link') this.checkLink(event.state);
    if (event.type === 'listed' && this.link !== 'resyncing') this.offences.push(`listed while ${this.link}`);
    if (event.type === 'arrived') this.gone.delete(event.snapshot.party);
    if ('party' in event) this.checkParty(event.type, event.party);
    if (event.type === 'jobEnded') this.checkJob(event.job);
  };

  /** A party id is about to be used again. */
  reuse(party: string): void {
    this.gone.delete(party);
  }

  /** All events of a type. */
  all<T extends PbxEvent['type']>(type: T): EventOf<T>[] {
    return this.events.filter((event): event is EventOf<T> & PbxEvent => event.type === type);
  }

  /** The types of everything that was said of a party, in order. */
  of(party: string): string[] {
    return this.events.filter((event) => 'party' in event && event.party === party).map(({ type }) => type);
  }

  private checkLink(state: LinkState): void {
    if (this.link && !LINK_TABLE[this.link].includes(state)) this.offences.push(`link ${state} after ${this.link}`);
    this.link = state;
  }

  private checkParty(type: PbxEvent['type'], party: string): void {
    if (this.gone.has(party)) this.offences.push(`${type} of ${party} after it was gone`);
    if (type === 'gone') this.gone.add(party);
  }

  private checkJob(job: string): void {
    if (this.ended.has(job)) this.offences.push(`${job} ended twice`);
    this.ended.add(job);
  }
}
