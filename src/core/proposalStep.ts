/**
 * The dialogue in which a caller asks for a callback by keypad (design §5.3.1): where it is, what is said there and which
 * keys are awaited. A caller who has a place in a queue keeps it, and may be connected in the middle of a word; once the
 * callback is registered the place is the callback's, and nothing is said of it before it is on the disk.
 */
import { customer } from './call';
import { clear } from './callClear';
import type { CallDraft } from './callDraft';
import type { ProposeStep } from './effect';
import type { MediaItem } from './media';
import { isUp } from './party';
import type { Proposal } from './proposal';

/** A dialogue that says nothing for so long is lost. */
const DIALOGUE_MS = 300_000;
const said = (name: string): MediaItem => ({ play: 'prompt', name });
const digits = (text: string): MediaItem => ({ play: 'digits', digits: text.replace(/\D/g, '') });
const PAUSE: MediaItem = { play: 'silence', ms: 500 };

/** Goes to a point of the dialogue, for so long at most: what is said there is based on what is decided here. */
export function ask(draft: CallDraft, proposal: Proposal, longestMs = DIALOGUE_MS): void {
  const party = customer(draft.call);
  if (!party || !isUp(party)) return clear(draft, 'normal', 'local');
  const inLine = draft.call.entry !== undefined;
  const { deadlineAt = draft.now + DIALOGUE_MS, party: reached } = draft.call.step ?? {};
  draft.set({ proposal });
  const step = inLine ? { do: 'queue', deadlineAt } : { do: 'propose', deadlineAt: draft.now + longestMs };
  const number = draft.begin({ ...step, ...(inLine && reached !== undefined && { party: reached }) });
  const words = proposalStep(proposal);
  const run = words && ({ do: 'run', party: party.id, number, step: words } as const);
  if (run && proposal.callback === undefined) draft.first(run);
  else if (run) draft.later(run);
  draft.emit('call.treated', party.id);
}

/** What is said at a point, and what is awaited; nothing where it is the caller who speaks. */
export function proposalStep(proposal: Proposal): ProposeStep | undefined {
  const { at, number = '', again, reason = '', confirmationId = '', media } = proposal;
  const point = (list: MediaItem[], keys = '', more: Partial<ProposeStep> = {}): ProposeStep => ({
    ...{ do: 'propose', media: list, keys, tries: 2, seconds: 5 },
    ...more,
  });
  switch (at) {
    case 'offer':
      return point([...closed(proposal), ...(media ?? [said('callback-offer')])], '1', { tries: 1 });
    case 'number':
      return point([...(again ? [said('callback-number-invalid')] : []), said('callback-enter-number')], '', {
        digits: { min: 3, max: 15, finishOn: '#' },
      });
    case 'readBack':
      return point([said('callback-number'), digits(number), said('callback-number-right')], '12');
    case 'keep':
      return point([said('callback-number'), digits(number), said('callback-number-keep')], '12', { tries: 1 });
    case 'name':
      return point([said('callback-say-name')], '', { tries: 1, seconds: 0 });
    case 'naming':
      return undefined;
    case 'said': {
      const id = [said('callback-confirmation'), digits(confirmationId)];
      const done = [said('callback-registered'), ...opening(proposal)];
      return point([...done, ...id, PAUSE, ...id, said('callback-hear-again')], '9', { tries: 1 });
    }
    case 'already':
      return point([said('callback-already'), said('goodbye')], '', { tries: 1, seconds: 0 });
    case 'refused':
      return point([said(REFUSED[reason] ?? 'callback-not-now')], '', { tries: 1, seconds: 0 });
  }
}

/** When a queue opens that is closed: when it calls back. */
const opening = ({ opens }: Proposal): MediaItem[] =>
  opens ? [said('callback-next-opening'), { play: 'time', ...opens }] : [];
const closed = (proposal: Proposal): MediaItem[] =>
  proposal.opens ? [said('callback-closed'), ...opening(proposal)] : [];

/** What is said of a refusal; anything else is "not now". */
const REFUSED: Readonly<Record<string, string>> = {
  'callback.closed': 'callback-closed',
  'callback.duplicate': 'callback-already',
  'destination.refused': 'callback-number-invalid',
  'destination.invalid': 'callback-number-invalid',
};
