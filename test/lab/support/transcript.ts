/** What came over one feed, and what holds for every feed: its order, no gap, nothing twice, one tenant, no life after the end. */
import type { Call } from '../../../src/core/call';
import type { Envelope } from '../../../src/core/envelope';

/** Which events are meant: those of a call, by its id, or those that a test holds for. */
export type Which = string | ((call: Call, event: Envelope) => boolean);

export class Transcript {
  readonly events: Envelope[] = [];

  /** Sequences of the durable events, as they came. */
  get sequences(): number[] {
    return this.events.flatMap(({ sequence }) => (sequence === undefined ? [] : [sequence]));
  }

  /** The calls as the events of a type showed them so far. */
  calls(type: string, which?: Which): Call[] {
    const meant = this.events.filter((event) => event.type === type && fits(which, event));
    return meant.map((event) => event.data as Call);
  }

  /** Types of all durable events of a call so far, but for those that need no reaction. */
  typesOf(call: string): string[] {
    const own = this.events.filter((event) => event.sequence !== undefined && event.subject === `call/${call}`);
    return own.map(({ type }) => type).filter((type) => type !== 'call.progressed');
  }

  /** How an event of the other's differs from this one's, by sequence; undefined when all are here as they are there. */
  protected unlike(other: Transcript): string | undefined {
    const own = new Map(this.events.map((event) => [event.sequence, JSON.stringify(event)]));
    const told = other.events.filter(({ sequence }) => sequence !== undefined);
    const changed = told.find((event) => own.get(event.sequence) !== JSON.stringify(event));
    return changed && `${JSON.stringify(changed)} became ${own.get(changed.sequence)}`;
  }

  /** What is wrong with it. With a filter, gaps are normal. */
  protected flaw(tenant: string, filtered: boolean): string | undefined {
    const foreign = this.events.find((event) => event.tenantid !== tenant);
    if (foreign) return `${tenant} was told of another tenant: ${JSON.stringify(foreign)}`;
    const { sequences } = this;
    const wrong = sequences.findIndex((sequence, i) => {
      const before = sequences[i - 1];
      return before !== undefined && (filtered ? sequence <= before : sequence !== before + 1);
    });
    if (wrong > 0) return `after ${sequences[wrong - 1]} came ${sequences[wrong]}`;
    const over = this.afterEnd();
    return over && `${over} goes on after it was cleared`;
  }

  /** One line for each event. */
  trace(): string {
    return this.events.map(line).join('\n');
  }

  /** A call that has an event after its `call.cleared`. */
  private afterEnd(): string | undefined {
    const ended = new Set<string>();
    for (const { type, subject, sequence } of this.events) {
      if (type === 'call.disposition_set') continue;
      if (sequence !== undefined && ended.has(subject)) return subject;
      if (type === 'call.cleared') ended.add(subject);
    }
    return undefined;
  }
}

function fits(which: Which | undefined, event: Envelope): boolean {
  if (which === undefined) return true;
  return typeof which === 'string' ? event.subject === `call/${which}` : which(event.data as Call, event);
}

function line({ sequence, type, subject, data }: Envelope): string {
  const { state, plan, failure, cause } = (data ?? {}) as Partial<Call>;
  const facts = { state, by: plan?.by, reason: plan?.reason, step: plan?.step, failure, cause };
  return `#${sequence ?? '-'} ${type} ${subject} ${JSON.stringify(facts)}`;
}
