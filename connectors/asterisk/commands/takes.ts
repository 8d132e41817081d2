/**
 * Who talks to a phone on a call of the dialplan becomes a party. ARI has a hand on nobody who is not in Stasis, so the
 * dialplan does it (docs/asterisk.md): extension `fetch` of a context redirects the channel to extension `s`, which brings it to
 * us; then the phone is hung up. Where the PBX is not set up for it nothing is done, and the two talk on.
 */
import type { OtherEnd, PartyId, Result, Tags } from '../../../src/ports/pbx';
import type { Ari } from '../ari';
import type { Call, Calls } from '../calls';
import type { Commands } from '../commands';
import { endpointOf } from '../events/snapshots';
import { TAKEN_VARIABLE, takenContextOf } from '../options';
import type { LinkPorts } from '../timers';
import type { ReferredBy, ReferTo } from '../words/ariTypes.generated';
import { failureOf, GONE, OK, refused, succeeded } from '../words/results';
import { lacking } from './dialplanNeeds';

/** The application that moves a channel, and what says whether the context is there. */
const REDIRECT = 'app_channelredirect';
/** So many are remembered whom a phone wanted to give away. */
const KEPT = 200;
/** So long the dialplan has to redirect a channel, in seconds. */
const FETCH_S = 5;

interface Asked {
  readonly channel: string;
  readonly name: string;
  /** The channel of the phone that talks to it, on the call of the dialplan. */
  readonly phone: string;
  /** The channel of the phone that is with us. */
  readonly ours: string;
}

interface Coming {
  readonly phone: string;
  readonly tags: Tags;
  readonly maxMs: number;
}

export class Takes {
  private readonly asked = new Map<PartyId, Asked>();
  private readonly coming = new Map<PartyId, Coming>();
  private readonly context: string;

  constructor(
    private readonly ari: Ari,
    private readonly ports: Pick<LinkPorts, 'ids'>,
    private readonly app: string,
    private readonly calls: Calls,
    private readonly commands: Pick<Commands, 'tag'>,
  ) {
    this.context = takenContextOf(app);
  }

  /** Whom a phone wants to give away on a call that is none of ours; undefined when nobody talks to it there. */
  note({ destination_channel: phone, connected_channel: other }: ReferTo, by: ReferredBy): OtherEnd | undefined {
    if (!phone || !other) return undefined;
    const party = this.calls.partyId(other.id);
    this.asked.delete(party);
    this.asked.set(party, { channel: other.id, name: other.name, phone: phone.id, ours: by.source_channel.id });
    for (const oldest of this.asked.keys()) {
      if (this.asked.size <= KEPT) break;
      this.asked.delete(oldest);
    }
    return { party, endpoint: endpointOf(other.name), pbxId: other.id };
  }

  async take(party: PartyId, tags: Tags, maxMs: number): Promise<Result> {
    const asked = this.asked.get(party);
    this.asked.delete(party);
    if (!asked) return GONE;
    const missing = await this.missing(asked);
    if (missing) return missing;
    const call = this.calls.add(asked.channel);
    call.coming = true;
    this.coming.set(party, { phone: asked.phone, tags, maxMs });
    const fetched = await this.ari.request('POST', 'channels', undefined, {
      channelId: this.ports.ids.fresh(),
      endpoint: `Local/fetch@${this.context}/n`,
      app: this.app,
      timeout: FETCH_S,
      variables: { [TAKEN_VARIABLE]: asked.name },
    });
    if (succeeded(fetched)) return OK;
    const failure = failureOf(fetched);
    if (failure.result !== 'timeout') this.forget(call);
    return failure;
  }

  /** It is here: its phone has nobody there any more. */
  came(call: Call): void {
    const coming = this.coming.get(call.party);
    this.coming.delete(call.party);
    if (!coming) return;
    void this.commands.tag(call.party, coming.tags, coming.maxMs);
    void this.ari.request('DELETE', `channels/${coming.phone}`);
  }

  /** It did not come in time: it goes on talking where it is. */
  forget(call: Call): void {
    this.coming.delete(call.party);
    this.calls.delete(call);
  }

  /** Why nobody would come. */
  private async missing({ ours }: Asked): Promise<Result | undefined> {
    const needs = { module: REDIRECT, context: this.context, extensions: ['fetch', 's'] };
    const lack = await lacking(this.ari, ours, needs);
    if (lack === 'module') return refused('failed', `${REDIRECT} is not loaded`);
    return lack === 'unknown' || lack === 'context'
      ? refused('failed', `the dialplan has no context ${this.context} with extensions fetch and s`)
      : lack;
  }
}
