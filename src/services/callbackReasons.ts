/** Why a callback is where it is, by what the same services say that place it: everything that is true is named. */
import type { Agent } from '../core/agent';
import type { Call } from '../core/call';
import type { Callback } from '../core/callback';
import { hasAgents } from '../core/callbackMode';
import type { CallbackState } from '../core/callbackStates';
import { iso } from '../core/time';
import type { CallbackAgentParts } from './callbackAgents';
import type { CallbackWhy } from './callbackApi';
import type { CallbackForecast } from './callbackForecast';
import type { OfferingParts } from './callbackOffering';
import { isAtLimit } from './callbackRoom';
import type { CallbackQueue } from './callbackSettings';
import type { Lines } from './lines';
import type { Mappings } from './mappings';
import type { Partitions, Ports } from './partitions';

type Reason = CallbackWhy['reason'];
type Why = Pick<CallbackWhy, 'reason' | 'until' | 'also'>;

export interface ReasonParts extends Pick<OfferingParts, 'indexes' | 'modes'>, Pick<CallbackAgentParts, 'boards'> {
  readonly people: Pick<OfferingParts['people'], 'mayDial' | 'suspended'>;
  readonly trunks: Pick<OfferingParts['trunks'], 'full'>;
  readonly lines: Pick<Lines, 'state'>;
  readonly forecast: Pick<CallbackForecast, 'verdict'>;
}

/** They are looked at again when they are due. */
const RESTS: readonly CallbackState[] = ['scheduled', 'retryWait'];

/** What says it all by itself. */
const STATES: Partial<Record<CallbackState, Reason>> = {
  scheduled: 'promisedForLater',
  retryWait: 'waitsForNextAttempt',
  paused: 'paused',
  reserved: 'agentIsAsked',
  dialing: 'customerIsReached',
  confirming: 'customerIsReached',
  holding: 'customerHolds',
  connected: 'talking',
};

export class CallbackReasons {
  constructor(
    private readonly ports: Pick<Ports, 'clock'>,
    private readonly partitions: Partitions,
    private readonly mappings: Mappings,
    private readonly parts: ReasonParts,
  ) {}

  of(queue: CallbackQueue, callback: Callback, position = 1): Why {
    const { state, dueAt, pausedUntil } = callback;
    const plain = STATES[state];
    if (plain)
      return { reason: plain, ...until(state === 'paused' ? pausedUntil : RESTS.includes(state) ? dueAt : undefined) };
    const verdict = this.parts.forecast.verdict(queue, callback, this.ports.clock.now());
    const [reason, ...also] = [
      ...(this.parts.people.suspended(queue.tenant) ? (['suspended'] as const) : []),
      ...(verdict.dial ? [] : [verdict.for]),
      ...this.lineless(queue, callback),
      ...this.full(queue),
      ...(this.isDeserted(queue) ? (['noAgents'] as const) : []),
    ];
    if (reason === undefined) return { reason: this.inLine(queue, callback, position) };
    const over = 'until' in verdict && reason === verdict.for ? verdict.until : undefined;
    return { reason, ...until(over), ...(also.length > 0 && { also }) };
  }

  /** Nothing leads to its customer now. */
  private *lineless({ tenant, pbx }: CallbackQueue, { waiting, call = '' }: Callback): Generator<Reason> {
    if (this.parts.lines.state(pbx) !== 'live') yield 'linkDown';
    const before = this.partitions.get(tenant)?.get<Call>('call', call);
    if (before && before.clearedAt === undefined) yield 'callStillUp';
    else if (waiting?.for === 'noLine') yield 'noLine';
  }

  /** There are as many as there may be. */
  private *full(queue: CallbackQueue): Generator<Reason> {
    const { indexes, modes, people, trunks } = this.parts;
    const { tenant, queue: name, policy } = queue;
    const live = indexes.of(tenant)?.liveIn(name) ?? 0;
    const inQueue = modes.of(tenant, name) === 'customerFirst' && live >= policy.simultaneous;
    if (inQueue || isAtLimit(queue, indexes) || trunks.full()) yield 'asManyAsAllowed';
    if (trunks.full(queue.trunk)) yield 'line';
    if (!people.suspended(tenant) && people.mayDial(tenant)) yield 'quota';
  }

  /** Agents are to talk, and none of them is signed in. */
  private isDeserted(queue: CallbackQueue): boolean {
    if (!this.needsAgents(queue)) return false;
    const partition = this.partitions.get(queue.tenant);
    const agents = [...(partition?.ids('agent') ?? [])].map((id) => partition?.get<Agent>('agent', id));
    return !agents.some((agent) => agent && agent.state !== 'loggedOff' && queue.queue in agent.queues);
  }

  private needsAgents({ tenant, queue, policy }: CallbackQueue): boolean {
    return !policy.connect && hasAgents(this.mappings.current.tenants[tenant]?.agents ?? {}, queue);
  }

  /** Nothing keeps it but who else waits, and who is free for it. */
  private inLine(queue: CallbackQueue, { entry = '' }: Callback, position: number): Reason {
    const { tenant, queue: name } = queue;
    const board = this.parts.boards.board(tenant);
    const agentFirst = this.parts.modes.of(tenant, name) !== 'customerFirst';
    const found = agentFirst ? board.forEntry(entry) : undefined;
    if (found) return found.entry === entry ? 'itsTurn' : 'othersAreBefore';
    if (position > 1) return 'othersAreBefore';
    if (agentFirst) return 'nobodyIsFree';
    const live = this.parts.indexes.of(tenant)?.liveIn(name) ?? 0;
    return this.needsAgents(queue) && board.agents.countIn(name) <= live ? 'nobodyIsFree' : 'itsTurn';
  }
}

const until = (time: number | undefined) => (time === undefined ? {} : { until: iso(time) });
