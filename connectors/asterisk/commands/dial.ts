/**
 * Placing a call in two requests: `create` makes the channel and puts it into Stasis, `dial` lets it ring. One
 * `originate` would do both, but enters Stasis at the answer: a party that answers while the link is lost would be cut
 * off. And whatever becomes of a `create` that was not answered, nobody has been called by it.
 */
import { canonicalEndpoint } from '../../../src/core/endpointName';
import { oneLine } from '../../../src/core/oneLine';
import type { Dial, Result } from '../../../src/ports/pbx';
import { type Answer, type Ari, parseBody, UNANSWERED } from '../ari';
import { type Call, type Calls, isOurs } from '../calls';
import type { Commands } from '../commands';
import { finish } from '../events/endings';
import type { World } from '../events/world';
import type { LinkPorts } from '../timers';
import type { Channel } from '../words/ariTypes.generated';
import { failureOf, GONE, messageOf, OK, refused, succeeded } from '../words/results';
import { DIALED } from '../words/stasis';
import { encodeTags } from '../words/tags';

const HEADER_NAME = /^[A-Za-z0-9-]{1,64}$/;
/** A line break would begin another header. */
const CONTROL = /[\r\n\0]/;
/** How long one waits for the PBX's word before one asks, or goes on. */
const VERIFY_MS = 3000;

/** The dials of one link. */
export class Dialer {
  constructor(
    private readonly ari: Ari,
    private readonly ports: LinkPorts,
    private readonly app: string,
    private readonly calls: Calls,
    private readonly commands: Commands,
    private readonly world: World,
  ) {}

  dial(dial: Dial): Promise<Result> {
    if (!isOurs(dial.party)) return Promise.resolve(refused('invalid', 'party'));
    const variables = variablesOf(dial);
    if (!variables) return Promise.resolve(refused('invalid', 'tags or headers'));
    if (this.calls.party(dial.party)) return Promise.resolve(refused('exists'));
    // Remembered before the request: its first events may overtake the answer.
    const call = this.calls.add(dial.party);
    call.endsAt = this.ports.clock.monotonic() + dial.maxMs;
    call.marked = true;
    const dialing = this.place(call, dial, variables);
    call.dialing = dialing;
    return dialing;
  }

  private async place(call: Call, dial: Dial, variables: Readonly<Record<string, string>>): Promise<Result> {
    const created = await this.ari.request('POST', 'channels/create', undefined, {
      channelId: dial.party,
      endpoint: dial.to,
      app: this.app,
      appArgs: `${DIALED},${dial.routingPoint}`,
      variables,
    });
    if (!succeeded(created)) return this.notCreated(call, created);
    // Versions that do not know `variables` here would dial without tags and without a limit.
    const known = parseBody<Channel>(created)?.accountcode === variables['CHANNEL(accountcode)'];
    if (!known) await this.commands.set(call, variables);
    await this.entered(call);
    const timeout = Math.max(1, Math.ceil(dial.ringMs / 1000));
    const dialed = await this.ari.request('POST', `channels/${call.channel}/dial`, { timeout });
    call.dialing = undefined;
    return succeeded(dialed) ? OK : this.notDialed(call, dialed);
  }

  /** The answer to `create` comes before the channel is in Stasis; too early a `dial` would be refused. */
  private entered(call: Call): Promise<void> | undefined {
    if (call.entered) return undefined;
    return new Promise((resolve) => {
      const settle = (): void => {
        call.onEntered = undefined;
        cancel();
        resolve();
      };
      const cancel = this.ports.clock.deadline(VERIFY_MS, settle);
      call.onEntered = settle;
    });
  }

  /** Nobody was called: the party never was. Should its channel come to be after all, it is taken away. */
  private async notCreated(call: Call, answer: Answer): Promise<Result> {
    this.calls.delete(call);
    if (answer.status === UNANSWERED) {
      void this.remove(call.channel);
      return refused('overloaded', 'no answer');
    }
    if (answer.status === 409) return this.conflict(call);
    if (answer.status === 500 && messageOf(answer) === 'Allocation failed') return refused('unreachable');
    return failureOf(answer);
  }

  /** Asterisk says 409 also for an endpoint that does not exist, when an earlier request had a real conflict. */
  private async conflict(call: Call): Promise<Result> {
    const there = await this.ari.request('GET', `channels/${call.channel}`);
    return there.status === 404 ? refused('unreachable') : refused('exists');
  }

  private async notDialed(call: Call, answer: Answer): Promise<Result> {
    if (answer.status === 404) return OK; // it has ended already, and that is told
    if (answer.status === UNANSWERED) this.verifyLater(call);
    else {
      this.calls.delete(call);
      void this.remove(call.channel);
    }
    const result = failureOf(answer);
    return result === GONE ? refused('failed', messageOf(answer)) : result;
  }

  /** Takes a channel away that is nobody's party. */
  private remove(channel: string): Promise<Answer> {
    return this.ari.request('DELETE', `channels/${channel}`);
  }

  /** Asks until the PBX has said whether the party is there. */
  private verifyLater(call: Call): void {
    this.ports.clock.after(VERIFY_MS, () => {
      if (this.calls.party(call.party) !== call || call.up || call.rang) return;
      void this.ari.request('GET', `channels/${call.channel}`).then((answer) => {
        if (this.calls.party(call.party) !== call) return;
        if (answer.status === 404) finish(call, this.world, this.ports.clock.now(), 'lost', 'pbx');
        else if (!succeeded(answer)) this.verifyLater(call);
      });
    });
  }
}

/** What is set on the channel before it is dialled; undefined when tags or headers are not possible ones. */
function variablesOf({ to, from, tags, maxMs, headers = {} }: Dial): Record<string, string> | undefined {
  const accountCode = encodeTags(tags);
  if (accountCode === undefined) return undefined;
  const variables: Record<string, string> = {
    'CHANNEL(accountcode)': accountCode,
    'TIMEOUT(absolute)': String(maxMs / 1000),
    // What a phone shows is who it is connected to; its own number stays its own.
    'CONNECTEDLINE(num)': oneLine(from.number),
    'CONNECTEDLINE(name)': oneLine(from.name ?? ''),
  };
  if (!canonicalEndpoint(to).startsWith('PJSIP/')) return variables;
  variables['PJSIP_TRANSFER_HANDLING()'] = 'ari-only';
  for (const [name, value] of Object.entries(headers)) {
    if (!HEADER_NAME.test(name) || CONTROL.test(value)) return undefined;
    variables[`PJSIP_HEADER(add,${name})`] = value;
  }
  return variables;
}
