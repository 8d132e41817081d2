/** Commands on conversations: mixing bridges of our own, known by their name as those of this application. */
import type { ConversationId, Join, PartyId, Result } from '../../src/ports/pbx';
import type { Ari } from './ari';
import type { Call, Calls } from './calls';
import type { Coaches } from './coaches';
import type { Jobs } from './jobs';
import type { Plays } from './plays';
import { GONE, messageOf, refused, resultOf, succeeded } from './results';
import type { Targets } from './targets';
import type { LinkPorts } from './timers';

/** The conversations of one link. */
export class Conversations {
  constructor(
    private readonly ari: Ari,
    private readonly ports: LinkPorts,
    private readonly app: string,
    private readonly calls: Calls,
    private readonly coaches: Coaches,
    private readonly jobs: Jobs,
    private readonly plays: Plays,
    private readonly targets: Targets,
  ) {}

  async open(conversation: ConversationId): Promise<Result> {
    const query = { type: 'mixing,dtmf_events', bridgeId: conversation, name: this.app };
    const answer = await this.ari.request('POST', 'bridges', query);
    // 22.10 says 500 with this text, older ones 409.
    const exists = answer.status === 409 || /duplicate bridge id/.test(messageOf(answer));
    return exists && !succeeded(answer) ? refused('exists') : resultOf(answer);
  }

  async join(conversation: ConversationId, party: PartyId, how: Join): Promise<Result> {
    const call = this.calls.party(party);
    if (!call) return GONE;
    if (!call.up && call.dialed) return refused('invalid', 'not answered yet');
    if (!call.conversation) await this.plays.interrupt(party);
    if (call.music) await this.silence(call);
    if (how.mode === 'coach') return this.coaches.join(conversation, call, how.of);
    const answer = await this.ari.request('POST', `bridges/${conversation}/addChannel`, {
      channel: call.channel,
      mute: how.mode === 'listen' ? true : undefined,
    });
    return answer.status === 400 ? GONE : resultOf(answer);
  }

  async leave(conversation: ConversationId, party: PartyId): Promise<Result> {
    const call = this.calls.party(party);
    if (!call) return GONE;
    const bridge = (call.conversation === conversation && this.coaches.bridgeOf(party)) || conversation;
    const answer = await this.ari.request('POST', `bridges/${bridge}/removeChannel`, { channel: call.channel });
    return answer.status === 400 ? GONE : resultOf(answer);
  }

  async close(conversation: ConversationId): Promise<Result> {
    this.coaches.closed(conversation);
    const answer = await this.ari.request('DELETE', `bridges/${conversation}`);
    if (!succeeded(answer)) return resultOf(answer);
    this.targets.forget(conversation);
    // Later, so that the listener is not called from inside the command.
    this.ports.clock.after(0, () => this.jobs.endAll({ conversation }, this.ports.clock.now()));
    return resultOf(answer);
  }

  /** Music of our own would go on below the talk. */
  private async silence(call: Call): Promise<void> {
    call.music = false;
    await this.ari.request('DELETE', `channels/${call.channel}/moh`);
  }
}
