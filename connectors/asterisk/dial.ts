/** Placing a call: one request that carries everything, and what its refusals mean. */
import type { Dial, Result } from '../../src/ports/pbx';
import { type Answer, type Ari, UNANSWERED } from './ari';
import { type Call, type Calls, isOurs } from './calls';
import { finish } from './endings';
import { COMMAND_MS } from './options';
import { failureOf, messageOf, OK, refused, succeeded } from './results';
import { encodeTags } from './tags';
import type { LinkPorts } from './timers';
import { DIALED, type World } from './world';

const HEADER_NAME = /^[A-Za-z0-9-]{1,64}$/;

/** The dials of one link. */
export class Dialer {
  constructor(
    private readonly ari: Ari,
    private readonly ports: LinkPorts,
    private readonly app: string,
    private readonly calls: Calls,
    private readonly world: World,
  ) {}

  async dial(dial: Dial): Promise<Result> {
    if (!isOurs(dial.party)) return refused('invalid', 'party');
    const variables = variablesOf(dial);
    if (!variables) return refused('invalid', 'tags or headers');
    if (this.calls.party(dial.party)) return refused('exists');
    // Remembered before the request: its first events may overtake the answer.
    const call = this.calls.add(dial.party);
    call.endsAt = this.ports.clock.monotonic() + dial.maxMs;
    const request = this.ari.request('POST', 'channels', undefined, {
      channelId: dial.party,
      endpoint: dial.to,
      app: this.app,
      appArgs: `${DIALED},${dial.routingPoint}`,
      callerId: callerId(dial.from),
      timeout: Math.max(1, Math.ceil(dial.ringMs / 1000)),
      variables,
    });
    call.dialing = request;
    const answer = await request;
    call.dialing = undefined;
    return succeeded(answer) ? OK : this.failed(call, answer);
  }

  private async failed(call: Call, answer: Answer): Promise<Result> {
    if (answer.status === UNANSWERED) {
      this.verifyLater(call);
      return failureOf(answer);
    }
    this.calls.delete(call);
    if (answer.status === 409) return this.conflict(call);
    if (answer.status === 500 && messageOf(answer) === 'Allocation failed') return refused('unreachable');
    return answer.status === 404 ? refused('unreachable', messageOf(answer)) : failureOf(answer);
  }

  /** Asterisk says 409 also for an endpoint that does not exist, when an earlier request had a real conflict. */
  private async conflict(call: Call): Promise<Result> {
    const there = await this.ari.request('GET', `channels/${call.channel}`);
    return there.status === 404 ? refused('unreachable') : refused('exists');
  }

  /** It may have been dialled or not: ask until the PBX has said, so that the party ends in any case. */
  private verifyLater(call: Call): void {
    this.ports.clock.after(COMMAND_MS, () => {
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
function variablesOf({ to, tags, maxMs, headers = {} }: Dial): Record<string, string> | undefined {
  const accountCode = encodeTags(tags);
  if (accountCode === undefined) return undefined;
  const variables: Record<string, string> = {
    'CHANNEL(accountcode)': accountCode,
    'TIMEOUT(absolute)': String(maxMs / 1000),
  };
  if (!to.startsWith('PJSIP/')) return variables;
  variables['PJSIP_TRANSFER_HANDLING()'] = 'ari-only';
  for (const [name, value] of Object.entries(headers)) {
    if (!HEADER_NAME.test(name) || /[\r\n]/.test(value)) return undefined;
    variables[`PJSIP_HEADER(add,${name})`] = value;
  }
  return variables;
}

/** `"Name" <number>`; what would end one of the two is left out. */
function callerId({ number, name }: Dial['from']): string {
  const safe = (text: string): string => text.replace(/["<>\\\r\n]/g, '');
  return name ? `"${safe(name)}" <${safe(number)}>` : safe(number);
}
