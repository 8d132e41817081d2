/**
 * When a callback is going to be dialled: from when on hours, windows and limits allow it, and when it is expected to be its
 * turn, by the waiting time of its queue. Requests, the dry run and `why` are told the same.
 */
import type { Callback } from '../core/callback';
import type { ExpectedDial } from '../core/callbackExpected';
import type { DialVerdict } from '../core/guards';
import { mayDial } from '../core/guards';
import { type Entry, estimateView } from '../core/queue';
import type { CallbackQueue, CallbackSettings } from './callbackSettings';
import type { Candidate, WaitingTimes } from './waitingTimes';

/** So many closings, windows and budgets are looked past. */
const TURNS = 20;
/** What would take longer nobody can say; it bounds the days of the calendar that a request looks at, too. */
const HORIZON_MS = 21 * 86_400_000;

export interface ForecastParts {
  readonly settings: Pick<CallbackSettings, 'windows' | 'midnightAfter' | 'dialled'>;
  readonly waiting: Pick<WaitingTimes, 'of'>;
}

/** The first moment; absent where nobody knows. `waitsFor`: what has to pass before, in order. */
export interface FirstDial {
  readonly at?: number;
  readonly waitsFor: readonly string[];
}

type Asked = Pick<Callback, 'customerNumber' | 'zone' | 'requestedAt' | 'priority' | 'promisedAt'>;

export class CallbackForecast {
  constructor(private readonly parts: ForecastParts) {}

  /** Whether it may be dialled at a moment, and what it waits for where it may not. */
  verdict(queue: CallbackQueue, callback: Asked, now: number): DialVerdict {
    const { rules, zone } = queue;
    const { settings } = this.parts;
    const dialled = settings.dialled(queue, now);
    const windows = settings.windows(queue, callback);
    return mayDial(callback, rules, { now, windows, midnight: () => settings.midnightAfter(now, zone), dialled });
  }

  /** From that moment on. */
  first(queue: CallbackQueue, callback: Asked, from: number): FirstDial {
    const waitsFor: string[] = [];
    let at = from;
    for (let turn = 0; turn < TURNS; turn++) {
      const verdict = this.verdict(queue, callback, at);
      if (verdict.dial) return { at, waitsFor };
      waitsFor.push(verdict.for);
      if (!('until' in verdict) || verdict.until === undefined || verdict.until <= at) return { waitsFor };
      at = verdict.until;
    }
    return { waitsFor };
  }

  /**
   * When it is dialled that is in line now, in its place, or would take one; undefined for one that has a time, or where nobody
   * can say. Its queue moves on only while it is open.
   */
  expected(queue: CallbackQueue, callback: Asked, place: Entry | undefined, now: number): ExpectedDial | undefined {
    const { tenant, rules } = queue;
    if (callback.promisedAt !== undefined && callback.promisedAt > now) return undefined;
    const anew: Candidate = { id: '', queue: queue.queue, priority: callback.priority, arrivedAt: now };
    const { at: opens = now, waitsFor } = this.first(queue, callback, now);
    // What holds it back holds others, too: the line of all of them moves on from then.
    const held = opens > now && waitsFor.some((reason) => reason === 'hours' || reason === 'window');
    const estimate = estimateView(this.parts.waiting.of(tenant, place ?? anew, held));
    if (!estimate) return undefined;
    const from = held ? opens : now;
    const after = (ms: number): number | undefined => {
      const turn = rules.opening ? rules.opening.afterOpen(from, ms, HORIZON_MS) : from + ms;
      const at = turn === undefined ? undefined : this.first(queue, callback, turn).at;
      return at === undefined || at - now > HORIZON_MS ? undefined : at;
    };
    const p50At = after(estimate.p50Ms);
    const p90At = p50At === undefined ? undefined : after(estimate.p90Ms);
    return p50At === undefined || p90At === undefined ? undefined : { p50At, p90At, cold: estimate.cold };
  }
}
