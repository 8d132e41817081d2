/**
 * Every metric there is (decision: none without a line here). Names are `signalbox_<thing>_<unit>`, a counter ends in
 * `_total`; labels have few values (a tenant, a PBX, a reason), never an id or a number of a customer.
 * `make docs` prints docs/metrics.md; the dashboard and the alerts may use only these.
 */
interface MetricSpec {
  readonly type: 'counter' | 'gauge' | 'histogram';
  /** One sentence. */
  readonly help: string;
  readonly labels: readonly string[];
  /** Upper bounds in seconds; default: from a millisecond to a minute. */
  readonly buckets?: readonly number[];
}

const catalogue = <T extends Readonly<Record<string, MetricSpec>>>(metrics: T): Readonly<T> => Object.freeze(metrics);

/** Calls last longer than requests. */
const CALL_BUCKETS = [1, 5, 10, 20, 30, 60, 120, 300, 600, 1_800, 3_600, 14_400] as const;

export const METRICS = catalogue({
  signalbox_calls_total: { type: 'counter', help: 'Calls that are over, by their cause.', labels: ['tenant', 'cause'] },
  signalbox_calls_live: { type: 'gauge', help: 'Calls that are not over.', labels: ['tenant'] },
  signalbox_call_duration_seconds: {
    type: 'histogram',
    help: 'From arrival to end of a call.',
    labels: ['tenant'],
    buckets: CALL_BUCKETS,
  },
  signalbox_call_wait_seconds: {
    type: 'histogram',
    help: 'From arrival until connected, or until the end where nobody was.',
    labels: ['tenant'],
    buckets: CALL_BUCKETS,
  },
  signalbox_calls_unmapped_total: { type: 'counter', help: 'Calls that no venue takes.', labels: ['pbx'] },
  signalbox_calls_turned_away_total: {
    type: 'counter',
    help: 'Calls given back to the dialplan because the store was away for too long.',
    labels: ['pbx'],
  },
  signalbox_calls_defaulted_total: {
    type: 'counter',
    help: 'Calls for which the default treatments ran, by the reason.',
    labels: ['tenant', 'reason'],
  },
  signalbox_offers_total: {
    type: 'counter',
    help: 'Offers of a call to an application: decided, abandoned by the caller, or why the default treatments ran.',
    labels: ['tenant', 'application', 'outcome'],
  },
  signalbox_offer_decision_seconds: {
    type: 'histogram',
    help: 'From an offer to the decision of the application.',
    labels: ['tenant'],
  },
  signalbox_agents: {
    type: 'gauge',
    help: 'Agents by what they do: ready, notReady, offered, talking (from a queue), otherCall, wrapUp.',
    labels: ['tenant', 'state'],
  },
  signalbox_queue_waiting_entries: { type: 'gauge', help: 'Who has a place in a queue.', labels: ['tenant', 'queue'] },
  signalbox_queue_longest_wait_seconds: {
    type: 'gauge',
    help: 'How long who waits longest has waited.',
    labels: ['tenant', 'queue'],
  },
  signalbox_queue_joined_total: { type: 'counter', help: 'Places that were taken.', labels: ['tenant', 'queue'] },
  signalbox_queue_left_total: {
    type: 'counter',
    help: 'Places that came to their end, by the reason: connected, abandoned, timeout and so on.',
    labels: ['tenant', 'queue', 'reason'],
  },
  signalbox_queue_turned_away_total: {
    type: 'counter',
    help: 'Calls that were to wait and took no place, by the reason: full, closed, no_agents.',
    labels: ['tenant', 'queue', 'reason'],
  },
  signalbox_queue_order_violations_total: {
    type: 'counter',
    help: 'Offers that passed somebody over without a reason: a defect, it must stay 0; there from the first offer on.',
    labels: ['tenant', 'queue'],
  },
  signalbox_queue_answered_wait_seconds: {
    type: 'histogram',
    help: 'How long calls waited that were answered.',
    labels: ['tenant', 'queue'],
    buckets: CALL_BUCKETS,
  },
  signalbox_callbacks_watched: {
    type: 'gauge',
    help: 'Callbacks that the call-management service of this node watches, in all queues of all tenants: there is one.',
    labels: [],
  },
  signalbox_callbacks_pending: { type: 'gauge', help: 'Callbacks that are not over.', labels: ['tenant'] },
  signalbox_callbacks_total: {
    type: 'counter',
    help: 'Callbacks that are over, by outcome.',
    labels: ['tenant', 'outcome'],
  },
  signalbox_trunk_callback_lines: {
    type: 'gauge',
    help: 'Lines of a trunk that callbacks of a tenant have.',
    labels: ['trunk', 'tenant'],
  },
  signalbox_trunk_callback_lines_limit: {
    type: 'gauge',
    help: 'Lines of a trunk that callbacks may have, of all tenants together.',
    labels: ['trunk'],
  },
  signalbox_trunk_callback_line_wanted: {
    type: 'gauge',
    help: '1 while callbacks of a tenant wait for a line of a trunk, else 0.',
    labels: ['trunk', 'tenant'],
  },
  signalbox_callback_dials_total: { type: 'counter', help: 'Dials of customers.', labels: ['tenant'] },
  signalbox_callback_attempts_failed_total: {
    type: 'counter',
    help: 'Attempts that came to nothing, by cause.',
    labels: ['tenant', 'cause'],
  },
  signalbox_callback_silent_share: {
    type: 'gauge',
    help: 'Share of the customers of a queue in its window who wanted to be connected and found nobody within 2 s.',
    labels: ['tenant', 'queue'],
  },
  signalbox_callback_fallback: {
    type: 'gauge',
    help: '1 while a queue asks agents first because too many customers found nobody, else 0.',
    labels: ['tenant', 'queue'],
  },
  signalbox_callback_rescues_total: {
    type: 'counter',
    help: 'Customers who were kept on the line when whoever talked to them was cut off.',
    labels: ['tenant'],
  },
  signalbox_callback_lateness_seconds: {
    type: 'histogram',
    help: 'From the promised time to the first dial, of callbacks that were promised for a time.',
    labels: ['tenant'],
    buckets: CALL_BUCKETS,
  },
  signalbox_commands_failed_total: {
    type: 'counter',
    help: 'Commands to a PBX that did not succeed, races with hang-ups included.',
    labels: ['command', 'result'],
  },
  signalbox_commit_duration_seconds: {
    type: 'histogram',
    help: 'From a batch of records to its being on disk.',
    labels: [],
  },
  signalbox_journal_waiting_records: { type: 'gauge', help: 'Records decided and not yet on disk.', labels: [] },
  signalbox_store_up: { type: 'gauge', help: '1 while the store answers.', labels: [] },
  signalbox_checkpoint_waiting_documents: { type: 'gauge', help: 'Documents that are behind the journal.', labels: [] },
  signalbox_feed_subscribers: { type: 'gauge', help: 'Open feeds.', labels: ['tenant'] },
  signalbox_feed_backlog_bytes: {
    type: 'gauge',
    help: 'Bytes that subscribers have not read yet.',
    labels: ['tenant'],
  },
  signalbox_feeds_too_slow_total: {
    type: 'counter',
    help: 'Feeds closed because nobody read them.',
    labels: ['tenant'],
  },
  signalbox_webhook_deliveries_total: {
    type: 'counter',
    help: 'Deliveries of events by webhook that were tried, by outcome.',
    labels: ['tenant', 'outcome'],
  },
  signalbox_webhook_delivery_seconds: { type: 'histogram', help: 'Deliveries by webhook.', labels: ['tenant'] },
  signalbox_webhook_lag_events: {
    type: 'gauge',
    help: 'Events that the subscription furthest behind has not been sent.',
    labels: ['tenant'],
  },
  signalbox_messages_total: {
    type: 'counter',
    help: 'Text messages that are over: sent, or why not.',
    labels: ['tenant', 'outcome'],
  },
  signalbox_message_attempt_seconds: {
    type: 'histogram',
    help: 'How long the service that sends messages took to answer.',
    labels: ['tenant'],
  },
  signalbox_attribute_fetches_total: {
    type: 'counter',
    help: 'Questions to a tenant who is calling, before the call is offered, by outcome.',
    labels: ['tenant', 'venue', 'outcome'],
  },
  signalbox_attribute_fetch_seconds: {
    type: 'histogram',
    help: 'How long the answer took for which the caller waited.',
    labels: ['tenant'],
  },
  signalbox_http_requests_total: {
    type: 'counter',
    help: 'Requests over HTTP by operation of the API and status.',
    labels: ['operation', 'status'],
  },
  signalbox_pbx_link_up: { type: 'gauge', help: '1 while the link to the PBX is live.', labels: ['pbx'] },
  signalbox_pbx_link_losses_total: {
    type: 'counter',
    help: 'How often the link to the PBX was lost.',
    labels: ['pbx'],
  },
  signalbox_pbx_part_up: { type: 'gauge', help: '1 while this part of the PBX answers.', labels: ['pbx', 'part'] },
  signalbox_pbx_command_duration_seconds: { type: 'histogram', help: 'Requests to the PBX.', labels: ['pbx'] },
  signalbox_pbx_command_failures_total: {
    type: 'counter',
    help: 'Requests to the PBX without an answer or with a 5xx.',
    labels: ['pbx'],
  },
  signalbox_pbx_events_total: { type: 'counter', help: 'Events of the PBX.', labels: ['pbx'] },
  signalbox_pbx_events_unknown_total: { type: 'counter', help: 'Events of a type that is not known.', labels: ['pbx'] },
  signalbox_pbx_events_malformed_total: {
    type: 'counter',
    help: 'Messages of the PBX that are no events.',
    labels: ['pbx'],
  },
  signalbox_pbx_events_failed_total: {
    type: 'counter',
    help: 'Events that could not be handled: a defect.',
    labels: ['pbx'],
  },
  signalbox_pbx_listener_failures_total: {
    type: 'counter',
    help: 'Events that the gateway could not take: a defect.',
    labels: ['pbx'],
  },
  signalbox_tenants: { type: 'gauge', help: 'Tenants that this process runs.', labels: [] },
  signalbox_deadlines: { type: 'gauge', help: 'Deadlines that are set.', labels: [] },
  signalbox_build_info: { type: 'gauge', help: 'Always 1; the labels say what runs.', labels: ['version', 'node'] },
});

type Of<Type extends MetricSpec['type']> = {
  [Name in keyof typeof METRICS]: (typeof METRICS)[Name]['type'] extends Type ? Name : never;
}[keyof typeof METRICS];

export type CounterName = Of<'counter'>;
export type GaugeName = Of<'gauge'>;
export type HistogramName = Of<'histogram'>;
