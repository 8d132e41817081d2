/**
 * The one catalogue of refusals (design §9): `<family>.<reason>` with facts. Core and services know codes and
 * facts; only `delivery` knows status numbers for the wire, taken from here. `make docs` prints docs/errors.md.
 */
interface ErrorSpec {
  /** HTTP status at the edge. */
  readonly status: number;
  /** One sentence for a person. */
  readonly title: string;
}

const spec = <T extends Record<string, ErrorSpec>>(errors: T): Readonly<T> => Object.freeze(errors);

export const ERRORS = spec({
  'request.invalid': { status: 400, title: 'The request does not fit its schema; `errors` names each place.' },
  'request.malformed': { status: 400, title: 'The body or frame is not valid JSON.' },
  'request.too_slow': { status: 408, title: 'The headers took more than 10 s, or the body more than 30 s.' },
  'request.too_large': { status: 413, title: 'The body or frame is too large.' },
  'request.unsupported_type': { status: 415, title: 'The body must be application/json.' },
  'request.not_found': { status: 404, title: 'There is nothing at this address.' },
  'request.method_not_allowed': { status: 405, title: 'The address does not take this method.' },
  'request.condition_missing': {
    status: 428,
    title: 'The change needs `If-Match` with the ETag of what was read, or `*`.',
  },
  'request.upgrade_required': { status: 426, title: 'This address speaks WebSocket.' },
  'request.too_many': { status: 429, title: 'Too many requests without a key from there.' },
  'request.key_reused': { status: 422, title: 'The same idempotency key or command id was used with another body.' },
  'request.unknown_command': { status: 400, title: 'There is no such command.' },
  'auth.missing': { status: 401, title: 'A bearer key or a session is needed.' },
  'auth.invalid': { status: 401, title: 'The key or session is not known, or not accepted any more.' },
  'auth.sign_in_failed': { status: 401, title: 'Tenant, login and password do not fit together.' },
  'auth.locked': { status: 429, title: 'Too many failed sign-ins; `Retry-After` says when to try again.' },
  'auth.busy': { status: 503, title: 'Too many people sign in at this moment.' },
  'auth.invitation_gone': { status: 410, title: 'The invitation was used, replaced or has expired.' },
  'auth.not_signed_in': { status: 409, title: 'Only who signed in with a password can do this; keys have no session.' },
  'auth.csrf': {
    status: 403,
    title: 'A change with a session needs `X-CSRF-Token`, and a page of this gateway behind it.',
  },
  'auth.forbidden': { status: 403, title: 'The key may not do this.' },
  'resource.not_found': { status: 404, title: 'There is no such resource in this tenant.' },
  'resource.conflict': { status: 409, title: 'The resource has changed meanwhile.' },
  'resource.changed': { status: 412, title: 'The resource is no longer the one that `If-Match` names.' },
  'call.not_recorded': { status: 409, title: 'The call has no such recording.' },
  'report.too_large': {
    status: 422,
    title: 'The report would be too long; `detail` says of what: ask for less time, longer intervals or one queue.',
  },
  'recording.held': { status: 409, title: 'The recording is under legal hold.' },
  'recording.not_stored': { status: 409, title: 'The recording is not on our disk yet; `detail` says its state.' },
  'prompt.in_use': { status: 409, title: 'The mapping in force plays the prompt; `facts` says where.' },
  'audio.invalid': { status: 422, title: 'The audio cannot be read; `detail` says why.' },
  'audio.too_large': { status: 413, title: 'The audio is larger than 10 MiB.' },
  'audio.unsupported_type': { status: 415, title: 'The content type is not one of audio that is taken.' },
  'audio.busy': { status: 503, title: 'Too much audio is being converted.' },
  'speech.no_voice': { status: 422, title: 'Nothing here speaks this language.' },
  'speech.failed': { status: 503, title: 'The text could not be spoken; `detail` says why.' },
  'store.away': { status: 503, title: 'The store does not answer; nothing new is acknowledged.' },
  'service.starting': { status: 503, title: 'The gateway is starting.' },
  'service.stopping': { status: 503, title: 'The gateway is stopping.' },
  'service.internal': { status: 500, title: 'A defect of the gateway; the log has it under the request id.' },
  'service.timeout': {
    status: 504,
    title: 'The gateway did not finish in time; ask again with the same idempotency key to learn the outcome.',
  },
  'tenant.suspended': { status: 403, title: 'The tenant is suspended.' },
  'tenant.gone': { status: 503, title: 'The tenant is run by another node now.' },
  'call.ended': { status: 409, title: 'The call is over.' },
  'call.not_offered': { status: 409, title: 'The call does not wait for a decision.' },
  'call.reply_late': { status: 409, title: 'The decision came after its deadline; the default treatments run.' },
  'call.already_routed': { status: 409, title: 'The call was routed by an earlier decision.' },
  'call.offer_mismatch': { status: 409, title: 'The decision names another offer than the pending one.' },
  'call.not_answered': { status: 409, title: 'The party has not answered.' },
  'call.wrong_state': { status: 409, title: 'The call or party is not in a state that allows this.' },
  'call.no_such_party': { status: 404, title: 'The call has no such party.' },
  'call.loop': { status: 409, title: 'The call was at this venue or destination before.' },
  'disposition.unknown': {
    status: 422,
    title: 'The outcome is not on the list of the queue or tenant; `detail` has it.',
  },
  'offer.ended': { status: 409, title: 'The offer does not ring any more.' },
  'queue.not_found': { status: 404, title: 'There is no such queue in this tenant.' },
  'queue.full': { status: 409, title: 'The queue has as many entries as it may have.' },
  'queue.closed': { status: 409, title: 'The queue is closed.' },
  'queue.no_agents': { status: 409, title: 'Nobody is logged on who could serve the queue.' },
  'queue.empty': { status: 409, title: 'Nobody waits in the queue.' },
  'queue.entry_taken': { status: 409, title: 'The entry does not wait: somebody has it, or it left.' },
  'queue.entry_of_callback': { status: 409, title: 'The entry is the place of a callback: cancel that.' },
  'callback.not_offered': { status: 409, title: 'The queue takes no callbacks.' },
  'callback.not_accepted': { status: 409, title: 'No callbacks are taken there now.' },
  'callback.time_past': { status: 422, title: 'The wanted time is over.' },
  'callback.time_too_far': { status: 422, title: 'The wanted time is further ahead than callbacks are promised for.' },
  'callback.closed': {
    status: 409,
    title: 'No callbacks are placed at that time; `facts.next` has times that are free.',
  },
  'callback.slot_full': { status: 409, title: 'The slot is full; `facts.next` has times that are free.' },
  'callback.hold_over': {
    status: 409,
    title:
      'The place in the slot is not kept any more: its time is over, somebody has it, or it is for another number.',
  },
  'callback.duplicate': { status: 409, title: 'There is a callback for this number already; `facts` says which.' },
  'callback.blocked': { status: 403, title: 'This number is not called back.' },
  'callback.too_many': { status: 429, title: 'The queue has as many callbacks as it may have.' },
  'callback.too_often': { status: 429, title: 'This number was asked for too often today.' },
  'callback.budget': { status: 429, title: 'Today’s dials to such numbers are used up.' },
  'callback.ended': { status: 409, title: 'The callback is over.' },
  'callback.too_late': { status: 409, title: 'The customer is on the line: this cannot be changed now.' },
  'callback.wrong_state': { status: 409, title: 'The callback is not in a state that allows this.' },
  'callback.version': { status: 409, title: 'The callback has changed since the version that the request names.' },
  'agent.not_found': { status: 404, title: 'There is no such agent in this tenant.' },
  'agent.not_free': { status: 409, title: 'The agent is not ready, or has something to do.' },
  'agent.busy': { status: 409, title: 'The agent is on a call.' },
  'agent.logged_off': { status: 409, title: 'The agent is not signed in.' },
  'agent.off_duty': { status: 409, title: 'The agent does not work now, and a queue of it wants nobody who does not.' },
  'agent.too_many_bookings': { status: 409, title: 'The agent has as many bookings as it may have.' },
  'agent.no_such_booking': { status: 404, title: 'The agent has no such booking.' },
  'agent.no_workstation': { status: 409, title: 'The agent has no workstation of its own: name one.' },
  'workstation.not_found': { status: 404, title: 'There is no such workstation in this tenant.' },
  'workstation.taken': { status: 409, title: 'Another agent is signed in at the workstation; `facts` says who.' },
  'application.not_attached': {
    status: 409,
    title: 'The application is attached elsewhere; this socket or key may not decide.',
  },
  'application.not_found': { status: 404, title: 'There is no such application in this tenant.' },
  'application.wrong_kind': { status: 409, title: 'An application of this kind is not attached to.' },
  'destination.not_owned': { status: 403, title: 'The endpoint, trunk, number or venue is not one of this tenant.' },
  'destination.invalid': { status: 422, title: 'The number cannot be dialled.' },
  'destination.refused': {
    status: 403,
    title: 'Emergency, short, premium and satellite numbers are not dialled by programs.',
  },
  'destination.no_trunk': { status: 409, title: 'The tenant has no trunk that can dial this number.' },
  'pbx.link_down': { status: 503, title: 'The link to the PBX is down.' },
  'pbx.refused': { status: 409, title: 'The PBX refused the command.' },
  'pbx.timeout': { status: 504, title: 'The PBX did not answer in time.' },
  'mapping.invalid': { status: 422, title: 'The mapping has errors; `errors` names each place.' },
  'mapping.file_conflict': {
    status: 409,
    title:
      'The mapping was changed by other means since it was last applied from its file; the file takes effect only by force.',
  },
  'mapping.content_gone': { status: 410, title: 'The content of so old a version of the mapping is not kept.' },
  'webhook.not_kept': { status: 410, title: 'The journal does not reach back that far any more.' },
  'webhook.not_active': { status: 409, title: 'The webhook is paused or disabled.' },
  'attributes.too_large': { status: 413, title: 'Attributes of a transaction take at most 8 kB.' },
  'quota.exceeded': { status: 429, title: 'The tenant has reached its limit.' },
});

export type ErrorCode = keyof typeof ERRORS;

/** One place in the input that is wrong: a JSON pointer and what is the matter. */
export interface Flaw {
  readonly path: string;
  readonly message: string;
  /** Where the input was a text: its line, from 1; where it was files: which one. */
  readonly line?: number;
  readonly file?: string;
}

/** A refusal as a value: what decisions answer when they do not agree. */
export interface Refusal {
  readonly refused: ErrorCode;
  readonly detail?: string;
  readonly errors?: readonly Flaw[];
  readonly facts?: Readonly<Record<string, unknown>>;
}

/** Makes a refusal; `detail` says what is the matter with this input, in words for its sender. */
export const refuse = (refused: ErrorCode, detail?: string, facts?: Refusal['facts']): Refusal => ({
  refused,
  ...(detail !== undefined && { detail }),
  ...(facts !== undefined && { facts }),
});

export const isRefusal = (value: unknown): value is Refusal =>
  typeof value === 'object' && value !== null && 'refused' in value;

/** A refusal on its way through code that throws: the edge turns it back into the value. */
export class RefusedError extends Error {
  constructor(readonly refusal: Refusal) {
    super(refusal.detail ?? ERRORS[refusal.refused].title);
    this.name = 'RefusedError';
  }
}
