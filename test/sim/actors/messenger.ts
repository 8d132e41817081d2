/**
 * The services that send the text messages of the tenants: quick, slow, down, or silent, so that nobody knows whether a message
 * was sent. What they get must be on the disk, of the tenant whose service it is, and still be wanted.
 */
import type { Message } from '../../../src/core/message';
import type { TextMessage } from '../../../src/ports/notifier';
import { away, mute, type Noted, refused, taken } from '../../support/fakeNotifier';
import type { House } from '../../support/house';
import type { Disk } from '../disk';
import { between, pick, type Random } from '../draw';
import type { Findings } from '../findings';
import type { Gate } from '../gate';
import { secretOf, serviceOf } from '../messages';
import type { SimTenant } from '../tenants';

interface Parts {
  readonly house: House;
  readonly gate: Gate;
  readonly disk: Disk;
  readonly findings: Findings;
  readonly tenants: readonly SimTenant[];
  readonly activeMs: number;
}

export class Messenger {
  /** Messages that a service took, as far as it knows itself; of those that it is silent about nobody knows. */
  readonly taken = new Set<string>();
  /** Those whose taking was answered in time: the process that asked, if it lived, knows. */
  private readonly told = new Map<string, { readonly at: number; readonly generation: number }>();
  private readonly random: Random;

  constructor(private readonly parts: Parts) {
    this.random = parts.house.world.random('messenger');
    parts.house.notifier.answer = (message) => this.answer(message);
  }

  private answer(message: TextMessage): Noted {
    this.look(message);
    const answer = this.mood();
    if (answer.result.sent) this.takes(message, answer);
    this.parts.house.world.trace.write(`message ${message.parts.id}: ${JSON.stringify(answer)}`);
    return answer;
  }

  private takes({ parts: { id }, deadlineMs }: TextMessage, { afterMs = 0 }: Noted): void {
    const { house, gate } = this.parts;
    this.taken.add(id);
    if (afterMs < deadlineMs) this.told.set(id, { at: house.clock.now() + afterMs, generation: gate.generation });
  }

  private mood(): Noted {
    const { random } = this;
    const { world } = this.parts.house;
    if (world.elapsed > this.parts.activeMs) return { ...taken, afterMs: between(random, 1, 20) };
    const trouble = pick(random, [away(), away(between(random, 0, 9_000)), refused, mute]);
    const afterMs = random() < 0.1 ? between(random, 500, 20_000) : between(random, 1, 100);
    return random() < 0.25 ? { afterMs, ...trouble } : { ...taken, afterMs };
  }

  private look({ parts, by, secrets }: TextMessage): void {
    const { disk, tenants } = this.parts;
    const tenant = tenants.find(({ id }) => serviceOf(id) === by.url)?.id;
    if (tenant === undefined || secrets.key !== secretOf(tenant) || parts.from !== tenant)
      return this.found('messages go by the service of their own tenant', `${parts.id} by ${by.url}`);
    const records = disk.journal(tenant).filter(({ subject }) => subject === `message/${parts.id}`);
    const { customerNumber, text, language } = (records[0]?.data ?? {}) as Partial<Message>;
    if (customerNumber !== parts.to || text !== parts.text || language !== parts.language)
      this.found('what is sent is on the disk', `${parts.id} of ${tenant}`);
    const last = records.at(-1)?.data as Message | undefined;
    if (last && last.state !== 'waiting') this.found('what is over is not sent again', `${parts.id} of ${tenant}`);
    const told = this.told.get(parts.id);
    if (told && told.generation === this.parts.gate.generation)
      this.found('what was taken is not sent again', `${parts.id} of ${tenant}, told at ${told.at}`);
    if (last?.retryAt !== undefined) this.found('nothing is sent before its next attempt', `${parts.id} of ${tenant}`);
    if (last && this.parts.house.clock.now() >= last.until) this.found('nothing is sent too late', parts.id);
    const other = tenants.find(({ id }) => id !== tenant && parts.text.includes(id));
    if (other || !parts.text.includes(tenant))
      this.found('a message says what its own tenant says', `${parts.id} of ${tenant}: ${parts.text}`);
  }

  private found(invariant: string, what: string): void {
    this.parts.findings.found(invariant, what);
  }
}
