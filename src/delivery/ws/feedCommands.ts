/**
 * Commands that come over a feed, carried out by the same services as those over HTTP: the target is a field of
 * `data` (`call` or `transaction`), everything else in it is the body.
 */
import { isRefusal, type Refusal, refuse } from '../../core/errors';
import type { Clock } from '../../ports/clock';
import type { Log } from '../../ports/log';
import type { Api, CommandReply, CommandRequest, Principal, Subscription } from '../../services/api';
import { problemOf, refusalOf } from '../http/problems';
import { attachArguments, type Command, detachArguments, readValue } from './frames';

/** More commands than these at once from one socket are refused. */
const MAX_IN_FLIGHT = 100;
/** Whoever is refused more often than this within a second does not read what it is told. */
const MAX_REFUSED = 500;
const SECOND_MS = 1_000;

/** Who opened a socket, and for which tenant. */
export interface Opener {
  readonly tenant: string;
  readonly principal: Principal;
  /** Looks again whether the key is still accepted. */
  readonly admit: () => Principal | Refusal;
}

/** The commands of one socket. */
export class FeedCommands {
  private inFlight = 0;
  /** Commands beyond the limits, since when. */
  private readonly refused = { count: 0, since: 0 };

  constructor(
    private readonly opener: Opener,
    private readonly subscription: Subscription,
    private readonly api: Pick<Api, 'commands' | 'limits'>,
    private readonly log: Log,
    private readonly clock: Pick<Clock, 'monotonic'>,
  ) {}

  /** Whether it goes on sending whatever it is told. */
  get floods(): boolean {
    return this.refused.count > MAX_REFUSED;
  }

  /** The frame that replies to a command. */
  async reply(command: Command): Promise<string> {
    const reply = await this.run(command);
    const head = { type: 'reply', id: command.id };
    if (!isRefusal(reply)) return JSON.stringify({ ...head, status: reply.status, data: reply.data });
    const problem = problemOf(reply);
    return JSON.stringify({ ...head, status: problem.status, error: problem });
  }

  private async run(command: Command): Promise<CommandReply> {
    const beyond = this.beyond(command.type);
    if (beyond) return beyond;
    this.inFlight += 1;
    try {
      return await this.carryOut(command);
    } catch (thrown) {
      return refusalOf(thrown, this.log, command.id);
    } finally {
      this.inFlight -= 1;
    }
  }

  /** Whether it is more than the socket or the tenant may do now. */
  private beyond(type: string): Refusal | undefined {
    const refusal =
      this.inFlight >= MAX_IN_FLIGHT
        ? refuse('quota.exceeded', `${MAX_IN_FLIGHT} commands are under way`)
        : this.api.limits.request(this.opener.principal, type);
    if (!refusal) return undefined;
    const now = this.clock.monotonic();
    if (now - this.refused.since >= SECOND_MS) Object.assign(this.refused, { count: 0, since: now });
    this.refused.count += 1;
    return refusal;
  }

  private carryOut(command: Command): Promise<CommandReply> | Refusal {
    if (command.type === 'application.attach') return this.attach(command);
    if (command.type === 'application.detach') return this.detach(command);
    const request = this.requestOf(command);
    return isRefusal(request) ? request : this.api.commands.execute(request);
  }

  private attach({ id, data }: Command): Promise<CommandReply> | Refusal {
    const read = readValue(attachArguments, data);
    if (isRefusal(read)) return read;
    return this.subscription.attach(read.value.application, read.value.mode, id);
  }

  private detach({ data }: Command): Promise<CommandReply> | Refusal {
    const read = readValue(detachArguments, data);
    return isRefusal(read) ? read : this.subscription.detach(read.value.application);
  }

  private requestOf({ id, type, data }: Command): CommandRequest | Refusal {
    const { definitions } = this.api.commands;
    const definition = Object.hasOwn(definitions, type) ? definitions[type] : undefined;
    if (!definition) return refuse('request.unknown_command', type);
    const { principal, tenant } = this.opener;
    const request = {
      principal,
      tenant,
      command: type,
      requestId: id,
      attachments: this.subscription.attachments,
    };
    if (definition.target === undefined) return { ...request, body: data };
    const { [definition.target]: target, ...body } = data;
    if (typeof target === 'string') return { ...request, target, body };
    const errors = [{ path: `/${definition.target}`, message: 'the id of the resource is needed' }];
    return { ...refuse('request.invalid'), errors };
  }
}
