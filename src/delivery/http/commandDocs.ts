/**
 * What the description of the API says of each command beside its schema: an example that works as it stands, and the
 * refusals that only this command has. A command without a line here fails a test.
 */
import type { ErrorCode } from '../../core/errors';
import { CALLBACK_DOCS } from './callbackDocs';
import { type CommandDoc, DESTINATION, REACHED } from './commandDoc';

const AT_ONCE: readonly ErrorCode[] = ['call.ended', 'call.no_such_party', 'call.wrong_state', 'pbx.link_down'];
const UNDER_WAY: readonly ErrorCode[] = ['call.ended', 'call.wrong_state', 'pbx.link_down'];
const FURTHER: readonly ErrorCode[] = [...UNDER_WAY, 'call.no_such_party', ...REACHED];
const ATTRIBUTES: readonly ErrorCode[] = ['call.ended', 'attributes.too_large'];
const SIGN_IN: readonly ErrorCode[] = [
  'agent.not_found',
  'agent.busy',
  'agent.off_duty',
  'agent.no_workstation',
  'workstation.not_found',
  'workstation.taken',
];
const ROUTE: readonly ErrorCode[] = [
  'application.not_attached',
  'call.ended',
  'call.reply_late',
  'call.already_routed',
  'call.wrong_state',
  ...DESTINATION,
];
const welcome = { play: 'prompt', name: 'welcome' };
const PARTY = 'Without `party` it is the customer.';

/** By name of the command. */
export const COMMAND_DOCS: Readonly<Record<string, CommandDoc>> = Object.freeze({
  'call.route': {
    example: {
      summary: 'Greet the caller, then ring a phone, then give up',
      body: {
        treatments: [
          { do: 'announce', media: [welcome] },
          { do: 'connect', to: { endpoint: 'PJSIP/a6001' }, ringSeconds: 20 },
          { do: 'reject', cause: 'busy' },
        ],
        offer: 1,
      },
    },
    refusals: ['call.offer_mismatch', ...ROUTE],
    more:
      'Answers an offer (`offer` of the call) before `replyBy`; later the default treatments of the venue run, and only `interrupt` takes the call over. ' +
      'An application with an `exclusive` program attached is decided for by that program alone.',
  },
  'queue.dequeue': {
    example: { summary: 'Ring a phone for whoever is next', body: { to: { endpoint: 'PJSIP/a6001' } } },
    refusals: ['queue.not_found', 'queue.empty', 'queue.entry_taken', 'pbx.link_down', ...REACHED],
    more:
      'The entry keeps its place while `to` rings: `queue.left` says that they talk, `queue.returned` that nobody came and the entry waits on. ' +
      'An `entry` names another one than the first.',
  },
  ...CALLBACK_DOCS,
  'queue.open': {
    example: { summary: 'Open until the evening', body: { until: '2030-12-24T18:00:00+01:00' } },
    refusals: ['queue.not_found'],
    more: 'Without `until` until it is closed by hand or `follow_hours`. `queue.opened` says so, or `queue.changed` when it was open.',
  },
  'queue.close': {
    example: { summary: 'Close until somebody opens', body: {} },
    refusals: ['queue.not_found'],
    more: 'Calls that come get the overflow treatments `closed`; calls that wait go on as `atClosing` of the queue says.',
  },
  'queue.follow_hours': {
    example: { summary: 'Open by the hours again', body: {} },
    refusals: ['queue.not_found'],
  },
  'agent.sign_in': {
    example: { summary: 'Sign in at a desk, ready for calls', body: { workstation: 'desk-1', state: 'ready' } },
    refusals: SIGN_IN,
    more: 'Without `workstation` it is the one that the mapping gives the agent. A user signs in the own agent only.',
  },
  'agent.sign_off': {
    example: { summary: 'Sign off', body: {} },
    refusals: ['agent.not_found'],
  },
  'agent.set_state': {
    example: { summary: 'Not ready for a while', body: { state: 'notReady', reason: 'lunch' } },
    refusals: ['agent.not_found', 'agent.logged_off', 'agent.off_duty'],
    more: 'While an offer rings or the agent talks it is kept as `next`.',
  },
  'agent.book': {
    example: {
      summary: 'Two weeks of holidays',
      body: { from: '2030-07-15T00:00:00+02:00', until: '2030-07-29T00:00:00+02:00', reason: 'holidays' },
    },
    refusals: ['agent.not_found', 'agent.too_many_bookings'],
    more: 'When it begins, and when an extra shift (`works: true`) ends, an agent who is ready is not any more, after the talk in hand.',
  },
  'agent.cancel_booking': {
    example: { summary: 'Take a booking back', body: { booking: 'bo_0193c7a1e0f07a2bb3c4d5e6f7a8b9c0' } },
    refusals: ['agent.not_found', 'agent.no_such_booking'],
  },
  'offer.decline': {
    example: { summary: 'Say no', body: {} },
    refusals: ['offer.ended', 'pbx.link_down'],
    more: 'It counts like a no at the phone. A user declines offers to the own agent only.',
  },
  'entry.set_skills': {
    example: {
      summary: 'Somebody who speaks Spanish well',
      body: { required: { spanish: 2 }, preferred: { gold: 1 } },
    },
    refusals: ['queue.entry_taken'],
    more: 'What the queue, its treatment and its attributes asked before is asked no more; what the entry has waited counts for the steps of the queue as before.',
  },
  'entry.set_priority': {
    example: { summary: 'Before everybody of a lower priority', body: { priority: 10 } },
    refusals: ['queue.entry_taken'],
    more: 'An entry that is being offered keeps its offer.',
  },
  'entry.move_to_front': {
    example: { summary: 'Serve this one next', body: {} },
    refusals: ['queue.entry_taken'],
    more: 'Of several that were moved the last one is first. The audit of order says of each offer of it who moved it and how many it passed.',
  },
  'entry.remove': {
    example: { summary: 'Let the call go on', body: {} },
    refusals: ['queue.entry_taken', 'queue.entry_of_callback'],
    more: 'Phones that ring for it are let go. Its call goes on as after a wait that was too long, but without overflow treatments.',
  },
  'call.originate': {
    example: {
      summary: 'Ring a phone of the tenant and play a greeting',
      body: {
        to: { endpoint: 'PJSIP/a6001' },
        venue: 'hotline',
        treatments: [{ do: 'announce', media: [welcome] }],
        attributes: { reason: 'reminder' },
      },
    },
    refusals: [...DESTINATION, 'attributes.too_large', 'pbx.link_down'],
    more: 'The answer comes when the intent is durable; `call.ringing`, `call.answered` or `call.failed` say how it goes.',
  },
  'call.answer': {
    example: { summary: 'Answer the caller', body: {} },
    refusals: AT_ONCE,
  },
  'call.hold': {
    example: { summary: 'Put the customer on hold', body: {} },
    refusals: ['call.not_answered', ...AT_ONCE],
    more: PARTY,
  },
  'call.retrieve': {
    example: { summary: 'Bring the customer back', body: {} },
    refusals: ['call.not_answered', ...AT_ONCE],
    more: PARTY,
  },
  'call.mute': {
    example: { summary: 'Nobody hears the customer', body: { on: true } },
    refusals: ['call.not_answered', ...AT_ONCE],
    more: PARTY,
  },
  'call.transfer': {
    example: { summary: 'Give the customer to another phone', body: { to: { endpoint: 'PJSIP/a6002' } } },
    refusals: [...FURTHER, 'queue.not_found', 'queue.closed', 'queue.no_agents', 'queue.full'],
    more:
      'Without `party` the only one beside the customer leaves. `call.transferred` says that the other has taken over; `call.transfer_failed` that nobody came: the ' +
      'customer is back, or the one who asked is rung when it has hung up meanwhile.',
  },
  'call.consult': {
    example: { summary: 'Ask a colleague first', body: { to: { endpoint: 'PJSIP/a6002' } } },
    refusals: FURTHER,
    more: 'It ends with `call.complete_transfer`, `call.cancel_consult` or `call.conference`, or when one of the two hangs up.',
  },
  'call.complete_transfer': {
    example: { summary: 'The colleague takes over', body: {} },
    refusals: UNDER_WAY,
    more: 'While the other still rings it becomes a blind transfer: the one who asked is free at once.',
  },
  'call.cancel_consult': { example: { summary: 'Back to the customer', body: {} }, refusals: UNDER_WAY },
  'call.conference': {
    example: { summary: 'All three talk', body: {} },
    refusals: ['call.not_answered', ...UNDER_WAY],
  },
  'call.add_party': {
    example: { summary: 'A colleague joins', body: { to: { endpoint: 'PJSIP/a6002' } } },
    refusals: FURTHER,
    more: '`call.party_joined` says that it talks, `call.party_left` that it did not come.',
  },
  'call.supervise': {
    example: { summary: 'Listen in at a phone', body: { mode: 'listen', to: { endpoint: 'PJSIP/a6003' } } },
    refusals: [...UNDER_WAY, 'call.no_such_party', 'workstation.not_found', ...DESTINATION],
    more:
      '`listen` is heard by nobody, `whisper` by one agent alone, `barge` by all. With the `party` of the reply instead of `to` the mode is changed. Programs, webhooks and ' +
      'users without the right see the call without that party.',
  },
  'call.remove_party': {
    example: { summary: 'The colleague leaves', body: { party: 'pa_0193b2c4d5e67f8091a2b3c4d5e6f708' } },
    refusals: ['call.no_such_party', ...UNDER_WAY],
  },
  'call.play': {
    example: { summary: 'A beep for everybody in the conversation', body: { media: [{ play: 'tone', tone: 'beep' }] } },
    refusals: ['call.not_answered', ...AT_ONCE],
    more: 'Without `party` everybody in the conversation hears it, or the customer where there is none.',
  },
  'call.collect_digits': {
    example: {
      summary: 'Ask for a customer number of up to six digits',
      body: { media: [welcome], maxDigits: 6, as: 'customerId' },
    },
    refusals: ROUTE,
    more: 'The digits are read into the attribute `as`.',
  },
  'call.record': {
    example: { summary: 'Record the conversation', body: {} },
    refusals: ['call.ended', 'call.wrong_state', 'pbx.link_down'],
  },
  'call.pause_recording': {
    example: { summary: 'The next thing that is said is not kept', body: {} },
    refusals: ['call.ended', 'call.not_recorded', 'pbx.link_down'],
    more: 'Wait for `recording.paused`. When the PBX cannot do it in time, nothing of that recording is kept.',
  },
  'call.resume_recording': {
    example: { summary: 'What is said is kept again', body: {} },
    refusals: ['call.ended', 'call.not_recorded', 'pbx.link_down'],
  },
  'call.stop_recording': {
    example: { summary: 'End the recording of the call', body: {} },
    refusals: ['call.ended', 'call.not_recorded', 'pbx.link_down'],
  },
  'call.clear': {
    example: { summary: 'Hang up', body: {} },
    refusals: ['call.ended'],
  },
  'call.set_attributes': {
    example: {
      summary: 'Attach what was learned, and take one key out',
      body: { attributes: { vip: true, customer: { id: 4711 }, reason: null } },
    },
    refusals: ATTRIBUTES,
    more: 'All attributes of a transaction together take at most 8 kB.',
  },
  'call.set_disposition': {
    example: { summary: 'Say what became of it', body: { disposition: 'solved' } },
    refusals: ['call.ended', 'disposition.unknown'],
    more: 'Another one corrects it. A user does this for calls of the own agent only.',
  },
  'transaction.set_attributes': {
    example: { summary: 'Attach what was learned', body: { attributes: { case: 'C-1042' } } },
    refusals: ATTRIBUTES,
  },
});
