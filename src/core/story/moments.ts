/** What a story reads of the events of a transaction: envelopes with the public view of a call, times in ISO 8601. */

export interface StoryEvent {
  readonly type: string;
  readonly time: string;
  readonly subject: string;
  readonly actor: string;
  readonly causeid?: string | undefined;
  readonly data?: unknown;
}

export interface StoryTreatment {
  readonly do: string;
  readonly to?: { readonly endpoint?: string; readonly number?: string };
  readonly venue?: string;
  readonly cause?: string;
}

export interface StoryParty {
  readonly id: string;
  readonly role: string;
  readonly state: string;
  readonly endpoint?: string;
  readonly number?: string;
  readonly sip?: string;
  readonly supervises?: { readonly mode: string };
  readonly goneAt?: string;
  readonly cause?: string;
  readonly by?: string;
  readonly sipCode?: number;
}

export interface StoryCall {
  readonly id: string;
  readonly state: string;
  readonly direction: string;
  readonly pbx: string;
  readonly routingPoint: string;
  readonly venue?: string;
  readonly application?: string;
  readonly ani: string;
  readonly dnis: string;
  readonly arrival?: {
    readonly context?: string;
    readonly endpoint?: string;
    readonly pbxTenant?: string;
    readonly matched?: readonly string[];
  };
  readonly parties: readonly StoryParty[];
  readonly party?: string;
  readonly disposition?: { readonly value: string };
  readonly offer?: {
    readonly number: number;
    readonly replyBy: string;
    readonly cause: string;
    readonly attached?: number;
  };
  readonly fetched?: {
    readonly outcome: string;
    readonly reason?: string;
    readonly status?: number;
    readonly ms: number;
  };
  readonly plan?: {
    readonly by: string;
    readonly reason?: string;
    readonly of?: string;
    readonly until?: string;
    readonly at?: string;
    readonly failures?: number;
    readonly treatments: readonly StoryTreatment[];
    readonly step: number;
  };
  readonly step?: { readonly do: string; readonly party?: string };
  readonly failure?: { readonly reason: string; readonly destination?: string; readonly detail?: string };
  readonly digits?: { readonly digits: string; readonly complete: boolean; readonly as: string };
  readonly late?: { readonly at: string };
  readonly transfer?: { readonly kind: string; readonly asking: string; readonly party: string };
  readonly startedAt: string;
  readonly connectedAt?: string;
  readonly clearing?: { readonly cause: string; readonly by: string };
  readonly clearedAt?: string;
  readonly cause?: string;
  readonly by?: string;
  readonly durations?: { readonly waitMs: number; readonly talkMs: number; readonly totalMs: number };
}

/** An event about a call, with the call as it was before. */
export interface Moment {
  readonly event: StoryEvent;
  readonly call: StoryCall;
  readonly before: StoryCall | undefined;
}

/** The events about one call, in order. */
export function momentsOf(events: readonly StoryEvent[], call: string): Moment[] {
  let before: StoryCall | undefined;
  return events
    .filter(({ subject }) => subject === `call/${call}`)
    .map((event) => {
      const moment = { event, call: event.data as StoryCall, before };
      before = moment.call;
      return moment;
    });
}
