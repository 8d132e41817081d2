/**
 * The catalogue of events (design §8): `entity.past_participle` for facts, a reason is a field, never part of a name.
 * `durable` ones are journal records with a gapless sequence in their tenant; the others carry none and are not kept.
 * `make docs` prints docs/events.md from this file.
 */
interface EventSpec {
  /** Kind of the resource whose whole new state is `data`. */
  readonly kind: string;
  readonly durable: boolean;
  /** When exactly it is sent. */
  readonly doc: string;
  /** An act of people for the audit, although its kind is traffic. */
  readonly act?: true;
}

const spec = <T extends Record<string, EventSpec>>(events: T): Readonly<T> => Object.freeze(events);

export const EVENTS = spec({
  'tenant.acquired': {
    kind: 'tenure',
    durable: true,
    doc: 'A node began to run the tenant; `term` counts the tenures.',
  },
  'tenant.created': { kind: 'tenant', durable: true, doc: 'In `system`: a tenant came into being.' },
  'tenant.changed': { kind: 'tenant', durable: true, doc: 'In `system`: name or settings of a tenant changed.' },
  'tenant.suspended': {
    kind: 'tenant',
    durable: true,
    doc: 'In `system`: a tenant is not served any more: keys and sessions are refused, feeds closed, new calls do not reach it; what is up goes on.',
  },
  'tenant.erased': {
    kind: 'tenant',
    durable: true,
    doc: 'In `system`: everything of a tenant was dropped; its id stays and is not used again.',
  },
  'tenant.resumed': { kind: 'tenant', durable: true, doc: 'In `system`: a tenant is served again.' },
  'key.created': { kind: 'key', durable: true, doc: 'In `system`: an API key was made; its secret is kept as a hash.' },
  'key.changed': { kind: 'key', durable: true, doc: 'In `system`: role, scope or secret of a key changed.' },
  'key.revoked': { kind: 'key', durable: true, doc: 'In `system`: a key is no longer accepted.' },
  'user.created': {
    kind: 'user',
    durable: true,
    doc: 'A user was made and invited; the invitation is kept as a hash.',
  },
  'user.invited': { kind: 'user', durable: true, doc: 'A user was invited again; an invitation before is void.' },
  'user.changed': { kind: 'user', durable: true, doc: 'Name, role or password of a user changed.' },
  'user.deactivated': {
    kind: 'user',
    durable: true,
    doc: 'A user may no longer sign in; the sessions of the user end.',
  },
  'user.activated': { kind: 'user', durable: true, doc: 'A user that was deactivated may sign in again.' },
  'customer.erased': {
    kind: 'erasure',
    durable: true,
    doc: 'What calls and transactions of a customer said was emptied; nothing here says whose.',
  },
  'session.started': { kind: 'session', durable: true, doc: 'A user signed in.' },
  'session.ended': { kind: 'session', durable: true, doc: 'A session is over; `reason` says why.' },
  'mapping.changed': {
    kind: 'mapping',
    durable: true,
    doc: 'In `system`: another mapping is in force from the next call on; `author`, `source`, `comment` and `summary` say who changed what.',
  },
  'mapping.superseded': {
    kind: 'mapping',
    durable: true,
    doc: 'In `system`: a version of the mapping is no longer in force; it is kept for history and rollback.',
  },
  'mapping.forgotten': {
    kind: 'mapping',
    durable: true,
    doc: 'In `system`: the content of an old version of the mapping is no longer kept; who applied it when and what changed is.',
  },
  'link.live': {
    kind: 'link',
    durable: true,
    doc: 'In `system`: the link to a PBX works; parties were listed before.',
  },
  'link.lost': {
    kind: 'link',
    durable: true,
    doc: 'In `system`: the link to a PBX broke; `reason` says why. It is tried again for ever.',
  },
  'link.resynced': {
    kind: 'link',
    durable: true,
    doc: 'In `system`: after a loss the parties of the PBX were listed and compared.',
  },
  'application.attached': {
    kind: 'application',
    durable: true,
    doc: 'A socket of the tenant’s program attached to an application.',
  },
  'application.detached': { kind: 'application', durable: true, doc: 'A socket that was attached left or was lost.' },
  'application.circuit_opened': {
    kind: 'application',
    durable: true,
    doc: 'Too many answers failed in a row: calls get the default treatments at once until `openUntil`.',
  },
  'application.circuit_closed': { kind: 'application', durable: true, doc: 'The application answered again.' },
  'application.changed': {
    kind: 'application',
    durable: true,
    doc: 'The count of failed answers of an application changed.',
  },
  'call.attributes_requested': {
    kind: 'call',
    durable: true,
    doc: 'A call came in at a venue that asks for attributes of its callers: this event goes to the address of the venue, and until `fetching.deadlineAt` the call waits for the answer. Then it is offered; `fetched` says what came of it.',
  },
  'call.offered': {
    kind: 'call',
    durable: true,
    doc: 'A call waits for the decision of its application until `offer.replyBy`; `offer.cause` says why it is asked again.',
  },
  'call.routed': {
    kind: 'call',
    durable: true,
    doc: 'Treatments were chosen for a call (`plan.by`: application, treatment or default; `plan.reason`) or a party is about to be dialled for it.',
  },
  'call.route_failed': {
    kind: 'call',
    durable: true,
    doc: 'A decision or a destination failed; `failure` says which and why.',
  },
  'call.treated': {
    kind: 'call',
    durable: true,
    doc: 'A treatment that takes time (announce, collect, hold) began; `step` is it.',
  },
  'call.originated': { kind: 'call', durable: true, doc: 'An outgoing call was begun for the tenant.' },
  'call.ringing': { kind: 'call', durable: true, doc: 'The party named by `party` is being alerted.' },
  'call.answered': { kind: 'call', durable: true, doc: 'The party named by `party` answered, or was answered by us.' },
  'call.connected': {
    kind: 'call',
    durable: true,
    doc: 'Two parties of the call can talk; again after the customer waited in a queue or for somebody else.',
  },
  'call.party_joined': { kind: 'call', durable: true, doc: 'A further party entered the conversation.' },
  'call.party_left': { kind: 'call', durable: true, doc: 'The party named by `party` is gone; the call goes on.' },
  'call.held': {
    kind: 'call',
    durable: true,
    doc: 'The party named by `party` was put on hold, by command or at the desk phone.',
  },
  'call.retrieved': { kind: 'call', durable: true, doc: 'The party named by `party` was taken off hold.' },
  'call.muted': { kind: 'call', durable: true, doc: 'Whether the others hear the party named by `party` changed.' },
  'call.transferred': {
    kind: 'call',
    durable: true,
    doc: 'A party left in favour of another one (`party`), or of a place in a queue: then `party` is the one that left.',
  },
  'call.transfer_failed': {
    kind: 'call',
    durable: true,
    doc: 'A transfer or consultation failed (`failure`), or one asked for at a desk phone was refused; the call is as before. When who asked has left meanwhile, `call.routed` follows: that phone is rung.',
  },
  'call.consulted': {
    kind: 'call',
    durable: true,
    doc: 'Who talks to the customer asks a third first (`transfer`): `party` is dialled, the others are on hold until the consultation ends.',
  },
  'call.consult_cancelled': {
    kind: 'call',
    durable: true,
    doc: 'A consultation is over without a transfer, by command or because the third left; who was on hold is back.',
  },
  'call.supervised': {
    kind: 'call',
    durable: true,
    doc: 'A supervisor is being called to listen, to whisper or to talk, or does so in another way now: `supervises` of the party. Told to those who may supervise; all others get `call.progressed` of a call without that party.',
  },
  'call.conferenced': {
    kind: 'call',
    durable: true,
    doc: 'After a consultation everybody talks: who asked, the third (`party`), and who was on hold.',
  },
  'call.digits_collected': { kind: 'call', durable: true, doc: 'Digits are complete or timed out: `digits`.' },
  'call.attributes_changed': { kind: 'call', durable: true, doc: 'Attributes of the transaction changed.' },
  'call.adopted': {
    kind: 'call',
    durable: true,
    doc: 'After a restart or a lost link the call was found alive and goes on.',
  },
  'call.disposition_set': {
    kind: 'call',
    durable: true,
    doc: 'The outcome of the call was recorded: `disposition`. May come after `call.cleared`.',
  },
  'call.cleared': { kind: 'call', durable: true, doc: 'The call is over: `cause`, `by` and durations.' },
  'call.progressed': {
    kind: 'call',
    durable: true,
    doc: 'Something happened that needs no reaction: a program went on, a clearing began, media is played by command.',
  },
  'queue.opened': {
    kind: 'queue',
    durable: true,
    doc: 'A queue takes calls again, by its hours or by hand (`manual`); `changesAt` says until when.',
  },
  'queue.closed': {
    kind: 'queue',
    durable: true,
    doc: 'A queue takes no calls, by its hours or by hand (`manual`); `changesAt` says until when.',
  },
  'queue.changed': {
    kind: 'queue',
    durable: true,
    doc: 'A queue is as open as before, but until another time, or by hand where it was by its hours.',
  },
  'queue.removed': { kind: 'queue', durable: true, doc: 'A queue is not in the mapping any more.' },
  'queue.joined': { kind: 'entry', durable: true, doc: 'A call took its place in a queue.' },
  'queue.dequeued': {
    kind: 'entry',
    durable: true,
    doc: 'Somebody is being reached for the entry; it keeps its place until they talk.',
  },
  'queue.entry_changed': {
    kind: 'entry',
    durable: true,
    doc: 'Priority or skills of an entry that waits changed, by command or by an attribute of its call; it keeps its arrival.',
  },
  'queue.entry_moved': {
    kind: 'entry',
    durable: true,
    act: true,
    doc: 'The entry was moved to the front of its queue by command: `moved` says by whom, and how many it passed.',
  },
  'queue.entry_removed': {
    kind: 'entry',
    durable: true,
    act: true,
    doc: 'The entry was taken out of its queue by command, for a `queue.left` with the reason removed that follows.',
  },
  'queue.relaxed': {
    kind: 'entry',
    durable: true,
    doc: 'The entry has waited so long that it insists on less: `skills` is what it asks for now, `relaxed` how many steps were taken.',
  },
  'queue.returned': {
    kind: 'entry',
    durable: true,
    doc: 'Whoever was reached for the entry did not come (`failure`): it waits on, in its place.',
  },
  'queue.interrupted': {
    kind: 'entry',
    durable: true,
    doc: 'The caller is gone; the place is kept, out of line, for a call from the same number until `heldUntil`.',
  },
  'queue.reconnected': {
    kind: 'entry',
    durable: true,
    doc: 'The caller has called again (`call`, `transaction`) and is in line again, in the place of before.',
  },
  'queue.announced': {
    kind: 'entry',
    durable: true,
    doc: 'A caller was told another waiting time than before, or the first one: `told` is it.',
  },
  'queue.left': {
    kind: 'entry',
    durable: true,
    doc: 'The entry is out of the queue: `reason` is connected, left, abandoned, redirected, timeout, closed, no_agents, removed or cleared (docs/queues.md), of a callback also postponed, cancelled, expired, failed, merged or done.',
  },
  'agent.created': { kind: 'agent', durable: true, doc: 'The mapping has a further agent.' },
  'agent.changed': { kind: 'agent', durable: true, doc: 'Name, user, workstation or chat places of an agent changed.' },
  'agent.skills_changed': { kind: 'agent', durable: true, doc: 'Skills or queues of an agent changed.' },
  'agent.removed': {
    kind: 'agent',
    durable: true,
    doc: 'The mapping has the agent no more: it is signed off; a talk goes on.',
  },
  'agent.logged_on': { kind: 'agent', durable: true, doc: 'The agent signed in at `workstation`.' },
  'agent.logged_off': { kind: 'agent', durable: true, doc: 'The agent signed off.' },
  'agent.duty_changed': {
    kind: 'agent',
    durable: true,
    doc: 'The working time of an agent began or ended (`duty`), or a booking was made or taken back (`bookings`); one that is not ready because of it is told by `agent.state_changed`.',
  },
  'agent.state_changed': {
    kind: 'agent',
    durable: true,
    doc: 'The agent is ready or not (`state`, `reason`, `next`), or its voice place changed (`voice.state`).',
  },
  'offer.created': { kind: 'offer', durable: true, doc: 'An entry is offered to an agent, whose phone is dialled.' },
  'offer.accepted': { kind: 'offer', durable: true, doc: 'The agent answered; both are brought together.' },
  'offer.declined': { kind: 'offer', durable: true, doc: 'The agent declined, or the phone was busy (`reason`).' },
  'offer.expired': {
    kind: 'offer',
    durable: true,
    doc: 'The agent did not answer in time, or the phone could not be reached (`reason`).',
  },
  'offer.withdrawn': {
    kind: 'offer',
    durable: true,
    doc: 'The entry is gone (`reason`: as of `queue.left`) before the agent answered; the phone shows no missed call.',
  },
  'queue.stats': {
    kind: 'queueStats',
    durable: false,
    doc: 'How a queue stands: who waits, the longest wait, how long a newcomer would wait, its agents, the day so far. At most once a second and queue, only after a change. Not for keys that are limited to venues.',
  },
  'queue.position': {
    kind: 'queuePlace',
    durable: false,
    doc: 'Where one who waits stands, and how much longer it waits: for subscribers that name this type. After a change, at most every two seconds and queue, of the first fifty; only of those who stand elsewhere, or whose waiting time is notably another.',
  },
  'call.digit_pressed': { kind: 'digit', durable: false, doc: 'A party pressed one key.' },
  'queue.kept': {
    kind: 'entry',
    durable: true,
    doc: 'A caller who waited is called back: the place is that of the `callback` from now on, with the arrival and priority that it had.',
  },
  'queue.parked': {
    kind: 'entry',
    durable: true,
    doc: 'The entry of a callback that is paused is in the wait queue: it keeps its arrival, and is nobody’s turn.',
  },
  'queue.unparked': {
    kind: 'entry',
    durable: true,
    doc: 'The callback was resumed: the entry is back in its queue, with the arrival that it had.',
  },
  'queue.held': {
    kind: 'entry',
    durable: true,
    doc: 'The entry of a callback is nobody’s turn until `heldUntil`: its attempt failed, or its customer does something else.',
  },
  'queue.rejoined': {
    kind: 'entry',
    durable: true,
    doc: 'The entry of a callback is in line again, in the place that it had.',
  },
  'queue.reached': {
    kind: 'entry',
    durable: true,
    doc: 'The customer of a callback is on the line (`call`) and waits in its place until `until`.',
  },
  'callback.requested': {
    kind: 'callback',
    durable: true,
    doc: 'A callback was asked for: it is in line (`queued`), or waits for its time (`scheduled`).',
  },
  'callback.became_due': {
    kind: 'callback',
    durable: true,
    doc: 'The time of a callback has come, the promised one or that of its next attempt: it is in line.',
  },
  'callback.delayed': {
    kind: 'callback',
    durable: true,
    doc: 'It is the turn of a callback, but it is not dialled now: `waiting` says what for, and until when.',
  },
  'callback.reserved': {
    kind: 'callback',
    durable: true,
    doc: 'Agents are asked to take a callback before its customer is dialled.',
  },
  'callback.released': {
    kind: 'callback',
    durable: true,
    doc: 'None of the agents who were asked took it: it is in its place, and that cost its customer no attempt.',
  },
  'callback.attempted': {
    kind: 'callback',
    durable: true,
    doc: 'The customer of a callback is about to be dialled: `attempt` counts, `call` is the call.',
  },
  'callback.answered': {
    kind: 'callback',
    durable: true,
    doc: 'The customer answered; it is found out who did, where the queue wants that, and a key is asked for.',
  },
  'callback.judged': {
    kind: 'callback',
    durable: true,
    doc: 'It was found out who answered (`answeredBy` of the attempt): a person, a machine, or nobody can say.',
  },
  'callback.confirmed': {
    kind: 'callback',
    durable: true,
    doc: 'The customer wants to be connected, and waits for somebody in the place of the callback.',
  },
  'callback.connected': { kind: 'callback', durable: true, doc: 'The customer talks with somebody.' },
  'callback.rescued': {
    kind: 'callback',
    durable: true,
    doc: 'Whoever talked to the customer was cut off: the customer stays on the line and is first in line for somebody else.',
  },
  'callback.retry_scheduled': {
    kind: 'callback',
    durable: true,
    doc: 'An attempt came to nothing (`cause` of the last of `attempts`); the next one is in line at `dueAt`, in the same place.',
  },
  'callback.rescheduled': {
    kind: 'callback',
    durable: true,
    doc: 'A callback was given another time, or is wanted as soon as possible.',
  },
  'callback.paused': { kind: 'callback', durable: true, doc: 'A callback rests until it is resumed.' },
  'callback.resumed': { kind: 'callback', durable: true, doc: 'The pause of a callback is over.' },
  'callback.changed': { kind: 'callback', durable: true, doc: 'Something else about a callback changed.' },
  'callback.completed': {
    kind: 'callback',
    durable: true,
    doc: 'A callback is done: they talked, or somebody said that it is (`outcome`).',
  },
  'callback.cancelled': {
    kind: 'callback',
    durable: true,
    doc: 'A callback is not wanted any more; `outcome` says by whom.',
  },
  'callback.expired': { kind: 'callback', durable: true, doc: 'A callback waited too long and is given up.' },
  'callback.failed': {
    kind: 'callback',
    durable: true,
    doc: 'There is no further attempt: `outcome` says why, `attempts` how the last ones failed.',
  },
  'callback.merged': {
    kind: 'callback',
    durable: true,
    doc: 'The customer called: the call (`successor`) has the place of the callback.',
  },
  'callback.lost': {
    kind: 'callback',
    durable: true,
    doc: 'The customer was on the line, and nobody saw how that ended: never dialled again, for somebody to look at.',
  },
  'callback.many_cancelled': {
    kind: 'cancellation',
    durable: true,
    doc: 'Somebody asked to cancel all pending callbacks that fit: `matched` of them then. A `callback.cancelled` of each follows.',
  },
  'callback.fell_back': {
    kind: 'callbackFallback',
    durable: true,
    doc: 'Too many customers of a queue wanted to be connected and found nobody (`silent` of `wanted`): agents are asked first from now on.',
  },
  'callback.fallback_continued': {
    kind: 'callbackFallback',
    durable: true,
    doc: 'The share of customers who found nobody was looked at again, and is still too large.',
  },
  'callback.fallback_ended': {
    kind: 'callbackFallback',
    durable: true,
    doc: 'Few enough customers of a queue find nobody: callbacks are placed as its `mode` says again.',
  },
  'callback.slot_held': {
    kind: 'slotHold',
    durable: true,
    doc: 'A place in a slot is kept for a customer who is asked whether the time suits, until `until`.',
  },
  'callback.slot_taken': {
    kind: 'slotHold',
    durable: true,
    doc: 'A callback (`callback`) has the place that was kept.',
  },
  'callback.slot_released': { kind: 'slotHold', durable: true, doc: 'Nobody took the place in time: it is free.' },
  'callback.switched': {
    kind: 'callbackSwitch',
    durable: true,
    doc: 'Whether callbacks of a queue, or of all (`id` is `*`), are taken (`accept`) and dialled (`dial`) was set by hand; without a value the mapping says it.',
  },
  'message.requested': {
    kind: 'message',
    durable: true,
    doc: 'A text message to the customer of a callback is to be sent: `purpose` says what it tells. It is tried until `until`.',
  },
  'message.retry_scheduled': {
    kind: 'message',
    durable: true,
    doc: 'The service that sends messages did not take it (`reason`, `status`): it is tried again at `retryAt`.',
  },
  'message.retried': { kind: 'message', durable: true, doc: 'The next attempt of a message has begun.' },
  'message.sent': { kind: 'message', durable: true, doc: 'The service that sends messages has taken it.' },
  'message.failed': {
    kind: 'message',
    durable: true,
    doc: 'A message is not sent, or not any more: `reason` says why (docs/callbacks.md).',
  },
  'transaction.attributes_set': {
    kind: 'transaction',
    durable: true,
    doc: 'Application, program or agent attached attributes to a transaction.',
  },
  'transaction.ended': { kind: 'transaction', durable: true, doc: 'No resource of the transaction is alive any more.' },
  'recording.requested': {
    kind: 'recording',
    durable: true,
    doc: 'A recording of a call was asked for, or begins by itself; in state `announcing` its consent prompt is played first.',
  },
  'recording.started': { kind: 'recording', durable: true, doc: 'The PBX records.' },
  'recording.paused': {
    kind: 'recording',
    durable: true,
    doc: 'The PBX leaves out what is said, from before this event on until `recording.resumed`.',
  },
  'recording.resumed': { kind: 'recording', durable: true, doc: 'The PBX records on.' },
  'recording.ended': { kind: 'recording', durable: true, doc: 'The PBX records no more; what it has is fetched.' },
  'recording.stored': {
    kind: 'recording',
    durable: true,
    doc: 'The recording is on our disk and can be listened to, until `keepUntil`.',
  },
  'recording.failed': { kind: 'recording', durable: true, doc: 'There is no recording; `failure` says why.' },
  'recording.changed': {
    kind: 'recording',
    durable: true,
    act: true,
    doc: 'A recording was told to end (`stopAskedAt`), to pause or to go on, its consent prompt was heard, or it was put under legal hold, or taken out of it.',
  },
  'recording.deleted': {
    kind: 'recording',
    durable: true,
    act: true,
    doc: 'A recording is no more; `deletedFor` says why.',
  },
  'prompt.created': { kind: 'prompt', durable: true, doc: 'A prompt came into being.' },
  'prompt.changed': {
    kind: 'prompt',
    durable: true,
    doc: 'Audio, text or description of a prompt changed; whoever plays it from now on plays this.',
  },
  'prompt.deleted': { kind: 'prompt', durable: true, doc: 'A prompt is no more.' },
  'venue.circuit_opened': {
    kind: 'venue',
    durable: true,
    doc: 'The address of the attributes of a venue failed too often in a row: until `openUntil` calls are offered without asking.',
  },
  'venue.circuit_closed': {
    kind: 'venue',
    durable: true,
    doc: 'The address of the attributes of a venue answered again.',
  },
  'venue.changed': {
    kind: 'venue',
    durable: true,
    doc: 'The count of failed answers of the address of the attributes of a venue changed.',
  },
  'webhook.created': {
    kind: 'webhook',
    durable: true,
    doc: 'A webhook was made: from here on events are delivered to its address. None of the events of webhooks, deliveries and dead letters but `webhook.disabled` is itself delivered by webhook.',
  },
  'webhook.changed': {
    kind: 'webhook',
    durable: true,
    doc: 'Address, filter, attempts or secret of a webhook changed, or the overlap of two secrets ended.',
  },
  'webhook.paused': { kind: 'webhook', durable: true, doc: 'A webhook is served no more until it is resumed.' },
  'webhook.resumed': { kind: 'webhook', durable: true, doc: 'A webhook is served again, from where it was.' },
  'webhook.disabled': {
    kind: 'webhook',
    durable: true,
    doc: 'A webhook is served no more until it is resumed: `reason` is `gone` (its address answered 410), `failing` (nothing arrived for five days) or `dead_letters` (too many events were set aside). The other webhooks of the tenant are told.',
  },
  'webhook.deleted': { kind: 'webhook', durable: true, doc: 'A webhook is no more, nor are its dead letters.' },
  'webhook.pinged': { kind: 'ping', durable: false, doc: 'A test message to one webhook, asked for by `ping`.' },
  'delivery.started': {
    kind: 'delivery',
    durable: true,
    doc: 'Delivery of a webhook begins after `sequence`: it was made, changed, resumed or replayed.',
  },
  'delivery.stopped': { kind: 'delivery', durable: true, doc: 'Delivery of a webhook rests, or is over with it.' },
  'delivery.advanced': {
    kind: 'delivery',
    durable: true,
    doc: 'How far the delivery of a webhook has come; written at most once a second.',
  },
  'delivery.failed': {
    kind: 'delivery',
    durable: true,
    doc: 'An event did not arrive: it is tried again at `retry.at`, or was set aside when there is no `retry`.',
  },
  'delivery.retried': { kind: 'delivery', durable: true, doc: 'The next attempt of an event has begun.' },
  'delivery.truncated': {
    kind: 'delivery',
    durable: true,
    doc: 'The journal was pruned before a webhook got the events in `missed`.',
  },
  'dead_letter.added': {
    kind: 'deadLetter',
    durable: true,
    doc: 'The attempts of an event were used up, or one more was in vain: `reason` and `status` say how.',
  },
  'dead_letter.requeued': { kind: 'deadLetter', durable: true, doc: 'A dead letter is to be tried once more.' },
  'dead_letter.removed': {
    kind: 'deadLetter',
    durable: true,
    doc: 'A dead letter is no more; `outcome` is `delivered` or `purged`.',
  },
  'stream.position': {
    kind: 'stream',
    durable: false,
    doc: 'The point to resume from, every 15 s; with a filter gaps before it are normal.',
  },
  'stream.truncated': {
    kind: 'stream',
    durable: false,
    doc: 'The journal no longer reaches back to `after`, or never came so far; a snapshot and live events follow.',
  },
});

export type EventType = keyof typeof EVENTS;

export const isEventType = (name: string): name is EventType => Object.hasOwn(EVENTS, name);
