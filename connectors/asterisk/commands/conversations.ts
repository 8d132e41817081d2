/** Commands on conversations: mixing bridges of our own, known by their name as those of this application. */
import type { ConversationId, Join, PartyId, Result } from '../../../src/ports/pbx';
import type { Ari } from '../ari';
import type { Call, Calls } from '../calls';
import type { Jobs } from '../media/jobs';
import type { Music } from '../media/music';
import type { Plays } from '../media/plays';
import type { Targets } from '../media/targets';
import type { LinkPorts } from '../timers';
import { GONE, messageOf, refused, resultOf, succeeded } from '../words/results';
import type { Coaches } from './coaches';

/** Those who are brought into a conversation by one request, and what became of it. */
interface Group {
  readonly members: Promise<Call>[];
  readonly added: Promise<Result>;
}

/** The conversations of one link. */
export class Conversations {
  private readonly groups = new Map<ConversationId, Group>();

  constructor(
    private readonly ari: Ari,
    private readonly ports: LinkPorts,
    private readonly app: string,
    private readonly calls: Calls,
    private readonly coaches: Coaches,
    private readonly jobs: Jobs,
    private readonly music: Music,
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
    const quiet = this.quiet(call);
    if (how.mode === 'talk') return this.joinTogether(conversation, quiet);
    await quiet;
    if (how.mode === 'coach') return this.coaches.join(conversation, call, how.of);
    return this.add(conversation, [call], true);
  }

  /** Those who are asked for in one turn come in by one request. That takes all or none: then each is asked for alone. */
  private async joinTogether(conversation: ConversationId, quiet: Promise<Call>): Promise<Result> {
    const group = this.groups.get(conversation) ?? this.gather(conversation);
    group.members.push(quiet);
    const { result } = await group.added;
    const alone = group.members.length > 1 && (result === 'gone' || result === 'refused');
    return alone ? this.add(conversation, [await quiet]) : group.added;
  }

  private gather(conversation: ConversationId): Group {
    const members: Promise<Call>[] = [];
    const added = Promise.resolve().then(async () => {
      this.groups.delete(conversation);
      return this.add(conversation, await Promise.all(members));
    });
    const group = { members, added };
    this.groups.set(conversation, group);
    return group;
  }

  private async add(conversation: ConversationId, calls: readonly Call[], mute?: true): Promise<Result> {
    const channel = calls.map((call) => call.channel).join();
    const answer = await this.ari.request('POST', `bridges/${conversation}/addChannel`, { channel, mute });
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

  /** Media and music of our own would go on below the talk. */
  private async quiet(call: Call): Promise<Call> {
    const hears = this.music.forget(call);
    if (!call.conversation) await this.plays.interrupt(call.party);
    if (hears) await this.music.ask(call);
    return call;
  }
}
