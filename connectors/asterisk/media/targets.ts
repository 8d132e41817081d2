/** Parties and conversations as paths of ARI, with the subscription that a bridge needs before its plays are heard of. */
import type { ConversationId, Target } from '../../../src/ports/pbx';
import type { Ari } from '../ari';
import type { Calls } from '../calls';
import { succeeded } from '../words/results';

/** Where media goes. */
export class Targets {
  private readonly subscribed = new Set<ConversationId>();

  constructor(
    private readonly ari: Ari,
    private readonly calls: Calls,
    private readonly app: string,
  ) {}

  /** `channels/<id>` or `bridges/<id>`; undefined where nobody is, or has not answered yet. */
  path(target: Target): string | undefined | Promise<string | undefined> {
    if ('conversation' in target) return this.bridge(target.conversation);
    const call = this.calls.party(target.party);
    if (!call || (call.dialed && !call.up)) return undefined;
    call.busy = true;
    return `channels/${call.channel}`;
  }

  forget(conversation: ConversationId): void {
    this.subscribed.delete(conversation);
  }

  /** The application may be a new one after a reconnect, without any subscription. */
  forgetAll(): void {
    this.subscribed.clear();
  }

  /** Asterisk tells of a bridge only while a channel of ours is in it; a play must be heard of also when all have left. */
  private async bridge(conversation: ConversationId): Promise<string | undefined> {
    if (!this.subscribed.has(conversation)) {
      const eventSource = `bridge:${conversation}`;
      const answer = await this.ari.request('POST', `applications/${this.app}/subscription`, { eventSource });
      if (answer.status === 422) return undefined; // there is no such bridge
      if (succeeded(answer)) this.subscribed.add(conversation);
    }
    return `bridges/${conversation}`;
  }
}
