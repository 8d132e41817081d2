/** Phones of the PBX and numbers outside, by endpoint: who is there and how they behave when they are dialled. */
import type { MachineVerdict } from '../../src/core/machine';
import type { Dial, Result } from '../../src/ports/pbx';
import type { Party } from './party';
import { Person, type Script } from './people';
import { between } from './random';
import { OK, refused } from './results';
import type { Switchboard } from './switchboard';

/** What a phone does when it is dialled. Without `answerAfterMs` it rings for ever, or until its person answers. */
export interface Behaviour {
  /** Picks up so long after it began to ring. */
  readonly answerAfterMs?: number;
  /** Is declined by hand so long after it began to ring. */
  readonly declineAfterMs?: number;
  /** Hangs up so long after it was answered. */
  readonly hangupAfterMs?: number;
  /** Does not ring but refuses. */
  readonly refuses?: 'busy' | 'declined' | 'congestion' | 'invalidNumber' | 'forbidden';
  /** What goes along with the dial is nothing that the PBX takes. */
  readonly malformed?: boolean;
  /** Not registered: the PBX refuses to dial it. */
  readonly unreachable?: boolean;
  /** Registered, but nobody is at the address: it never rings. */
  readonly silent?: boolean;
  /** Busy when so many calls are on it; by default there is no end of lines. */
  readonly lines?: number;
  /** What an answering machine detector finds; default `human`. */
  readonly verdict?: MachineVerdict;
  /** What the person does once it has answered. */
  readonly script?: Script;
}

/** One behaviour, or one for each call anew. */
export type Behaves = Behaviour | (() => Behaviour);

/** People whose calls are over and still can be looked at. */
const KEPT = 1000;

const SIP_CODES = { busy: 486, declined: 603, congestion: 503, invalidNumber: 404, forbidden: 403 } as const;

/** One phone, or all numbers that match a pattern. */
export class Phone {
  /** Who was called here, oldest first; only the newest are kept. */
  readonly calls: Person[] = [];

  constructor(
    private readonly board: Switchboard,
    readonly endpoint: string | RegExp,
    private behaves: Behaves,
  ) {}

  /** The person of the last call, also when that is over. */
  get last(): Person | undefined {
    return this.calls.at(-1);
  }

  /** Behaves like this from the next call on. */
  set(behaves: Behaves): void {
    this.behaves = behaves;
    const registered = typeof behaves === 'function' || !behaves.unreachable;
    if (typeof this.endpoint === 'string') this.board.lamps.plug(this.endpoint, registered);
  }

  /** Somebody dials: a person is called here. */
  dial(dial: Dial, node: string): Result {
    const behaviour = typeof this.behaves === 'function' ? this.behaves() : this.behaves;
    if (behaviour.unreachable) return refused('unreachable', `no contact for ${dial.to}`);
    if (behaviour.malformed) return refused('invalid', 'tags or headers');
    const person = new Person(this.board, dial.to, behaviour.verdict);
    person.shown = dial;
    this.calls.push(person);
    if (this.calls.length > KEPT) this.calls.shift();
    const party = this.board.dial(dial, person, node);
    person.attach(party);
    const reachMs = between(this.board.parts.random, 10, 80);
    if (!behaviour.silent) person.later(reachMs, () => this.reach(person, party, behaviour));
    return OK;
  }

  private reach(person: Person, party: Party, behaviour: Behaviour): void {
    const { lines = Number.POSITIVE_INFINITY } = behaviour;
    const refusal = this.board.lamps.taken(party.facts.dnis) > lines ? 'busy' : behaviour.refuses;
    if (refusal) return this.board.end(party, refusal, 'remote', SIP_CODES[refusal]);
    this.board.rings(party);
    this.decide(person, behaviour);
  }

  private decide(person: Person, { answerAfterMs, declineAfterMs, hangupAfterMs, script }: Behaviour): void {
    if (declineAfterMs !== undefined) person.later(declineAfterMs, () => person.decline());
    if (answerAfterMs !== undefined) person.later(answerAfterMs, () => person.answer());
    person.follow(async () => {
      await person.until(() => person.state === 'up');
      if (hangupAfterMs !== undefined) person.later(hangupAfterMs, () => person.hangup());
      await script?.(person);
    });
  }
}

/** All phones and outside numbers of one PBX. */
export class Phones {
  private readonly exact = new Map<string, Phone>();
  /** Newest first. */
  private readonly patterns: Phone[] = [];

  constructor(private readonly board: Switchboard) {}

  /** The phone of that endpoint or pattern: made, or given a new behaviour. */
  set(endpoint: string | RegExp, behaves: Behaves): Phone {
    const phone = this.known(endpoint) ?? this.make(endpoint);
    phone.set(behaves);
    return phone;
  }

  /** Dials who answers for `dial.to`: the exact endpoint, else the newest pattern that matches. */
  dial(dial: Dial, node: string): Result {
    if (this.board.exchange.parties.has(dial.party)) return refused('exists');
    const phone = this.exact.get(dial.to) ?? this.patterns.find(({ endpoint }) => (endpoint as RegExp).test(dial.to));
    return phone ? phone.dial(dial, node) : refused('unreachable', `no endpoint ${dial.to}`);
  }

  private known(endpoint: string | RegExp): Phone | undefined {
    if (typeof endpoint === 'string') return this.exact.get(endpoint);
    return this.patterns.find((phone) => String(phone.endpoint) === String(endpoint));
  }

  private make(endpoint: string | RegExp): Phone {
    const phone = new Phone(this.board, endpoint, {});
    if (typeof endpoint === 'string') this.exact.set(endpoint, phone);
    else this.patterns.unshift(phone);
    return phone;
  }
}
