/**
 * A call being decided about: the state so far, the records it leads to, and what is to be done outside. Lives for
 * one decision only; nothing of it is shared.
 */

import type { Agent } from './agent';
import { draftOf } from './agentControl';
import { type ApplicationState, freshApplication } from './application';
import { alive, type Call, callState } from './call';
import { followAgents } from './callAgents';
import type { Callback } from './callback';
import { followCallback } from './callbackFollow';
import type { CallConfig } from './callConfig';
import type { Context, Decision, Draft } from './decision';
import type { Effect } from './effect';
import type { EventType } from './events';
import { bare } from './ids';
import type { Tags } from './line';
import type { Application, Venue } from './mapping';
import type { Offer } from './offer';
import { type Holdings, holdingsOf } from './ownership';
import type { Party } from './party';
import type { Entry } from './queue';

export type { CallConfig } from './callConfig';

type Optional =
  | 'fetching'
  | 'fetched'
  | 'offer'
  | 'plan'
  | 'step'
  | 'failure'
  | 'party'
  | 'waitUntil'
  | 'transfer'
  | 'conversation'
  | 'clearing'
  | 'digits'
  | 'entry'
  | 'asking'
  | 'connectedAt'
  | 'connectedIn'
  | 'proposal';

/** An effect without what is the same for all effects of a call. */
type Todo = Effect extends infer E ? (E extends Effect ? Omit<E, 'call' | 'pbx'> : never) : never;

export class CallDraft {
  readonly drafts: Draft[] = [];
  private emitted: Call;
  private readonly before: Effect[] = [];
  private readonly after: Effect[] = [];
  private application: ApplicationState | undefined;
  private readonly agents = new Map<string, Agent>();

  constructor(
    public call: Call,
    readonly config: CallConfig,
    readonly context: Context,
  ) {
    this.emitted = call;
  }

  get now(): number {
    return this.context.now;
  }

  get venue(): Venue | undefined {
    return this.call.venue === undefined ? undefined : this.config.mapping?.venues[this.call.venue];
  }

  get applicationConfig(): Application | undefined {
    return this.call.application === undefined ? undefined : this.config.mapping?.applications[this.call.application];
  }

  get applicationState(): ApplicationState | undefined {
    if (this.call.application === undefined) return undefined;
    return this.application ?? this.config.application(this.call.application);
  }

  get holdings(): Holdings {
    return holdingsOf(this.config.tenant, this.config.pbx, this.config.mapping?.owns[this.call.pbx]);
  }

  set(patch: Partial<Call>): void {
    this.call = { ...this.call, ...patch };
  }

  drop(...keys: Optional[]): void {
    if (keys.some((key) => key in this.call)) this.call = without(this.call, keys);
  }

  /** Puts a step in force; says its number. */
  begin(step: Omit<NonNullable<Call['step']>, 'number' | 'startedAt'>): number {
    const number = this.call.steps + 1;
    this.set({ steps: number, step: { ...step, number, startedAt: this.now } });
    return number;
  }

  party(id: string, patch: Partial<Party>): void {
    this.set({ parties: this.call.parties.map((p) => (p.id === id ? { ...p, ...patch } : p)) });
  }

  /** A record of the call as it is now; `party` is whom the event is about. */
  emit(type: EventType, party?: string): void {
    if (party === undefined) this.drop('party');
    const state = callState(this.call);
    this.set(party === undefined ? { state } : { party, state });
    this.emitted = this.call;
    this.drafts.push({ type, id: this.call.id, data: this.call, transaction: this.call.transaction });
  }

  /** What changed after the last record of the call belongs to it: nothing a decision says may be lost on replay. */
  private settle(): void {
    if (this.call === this.emitted) return;
    const last = this.drafts.findLastIndex((draft) => draft.data === this.emitted);
    if (last < 0) return this.emit('call.progressed', this.call.party);
    this.set({ state: callState(this.call) });
    this.drafts[last] = { ...(this.drafts[last] as Draft), data: this.call };
    this.emitted = this.call;
  }

  /** A record of the application that the call waits for. */
  emitApplication(type: EventType, patch: Partial<ApplicationState>): void {
    if (this.call.application === undefined) return;
    const { openUntil, ...rest } = { ...(this.applicationState ?? freshApplication(this.call.application)), ...patch };
    this.application = openUntil !== undefined && openUntil > this.now ? { ...rest, openUntil } : rest;
    this.drafts.push({ type, id: this.call.application, data: this.application });
  }

  /** A resource as this decision has it so far. */
  resource(kind: 'entry', id: string): Entry | undefined;
  resource(kind: 'callback', id: string): Callback | undefined;
  resource(kind: 'offer', id: string): Offer | undefined;
  resource(kind: 'entry' | 'callback' | 'offer', id: string): unknown {
    return this.drafts.findLast((draft) => draft.id === id)?.data ?? this.config[kind](id);
  }

  /** The entry of the call. */
  get entry(): Entry | undefined {
    return this.call.entry === undefined ? undefined : this.resource('entry', this.call.entry);
  }

  /** The callback that the call is an attempt of. */
  get callback(): Callback | undefined {
    return this.call.callback === undefined ? undefined : this.resource('callback', this.call.callback);
  }

  offer(id: string): Offer | undefined {
    return this.resource('offer', id);
  }

  /** An agent as this decision has it so far. */
  agent(id: string): Agent | undefined {
    return this.agents.get(id) ?? this.config.agent(id);
  }

  /** Its record is written at the end, once. */
  setAgent(agent: Agent): void {
    this.agents.set(agent.id, agent);
  }

  /** A record of an offer to an agent. */
  emitOffer(type: EventType, offer: Offer): void {
    this.drafts.push({ type, id: offer.id, data: offer, transaction: offer.transaction });
  }

  /** A record of the place in a queue. */
  emitEntry(type: EventType, entry: Entry): void {
    this.drafts.push({ type, id: entry.id, data: entry, transaction: entry.transaction });
  }

  /** Done at once, ahead of the commit. */
  first(todo: Todo): void {
    this.before.push({ ...todo, call: this.call.id, pbx: this.call.pbx } as Effect);
  }

  /** Done only when the decision is durable. */
  later(todo: Todo): void {
    this.after.push({ ...todo, call: this.call.id, pbx: this.call.pbx } as Effect);
  }

  /** A decision about something else that is part of this one. */
  absorb({ drafts, before = [], after = [] }: Decision<unknown>): void {
    this.drafts.push(...drafts);
    this.before.push(...before);
    this.after.push(...after);
  }

  tags(role: Party['role'], attempt?: number): Tags {
    return { tenant: this.config.tenant, call: bare(this.call.id), role, ...(attempt !== undefined && { attempt }) };
  }

  /** Tags and a time limit, once, for a caller who stays for more than an answer; not before the call is on disk: until then nobody knows what they would say. */
  tagOnce(): void {
    const customer = alive(this.call).find((p) => p.role === 'customer');
    if (this.call.tagged || !customer || this.call.direction === 'out') return;
    this.later({
      do: 'tag',
      party: customer.id,
      tags: this.tags('customer'),
      maxMs: this.call.maxUntil - this.now + 5_000,
    });
    this.set({ tagged: true });
  }

  decision(): Decision;
  decision<R>(reply: R): Decision<R>;
  decision<R>(reply?: R): Decision<R | undefined> {
    this.settle();
    followAgents(this);
    for (const agent of this.agents.values()) this.drafts.push(draftOf(agent));
    followCallback(this);
    return { drafts: this.drafts, before: this.before, after: this.after, reply };
  }
}

/** Built anew, because V8 copies and serialises an object that something was deleted from many times slower. */
function without(call: Call, keys: readonly Optional[]): Call {
  const rest: Record<string, unknown> = {};
  for (const key in call) if (!keys.includes(key as Optional)) rest[key] = call[key as keyof Call];
  return rest as Call;
}
