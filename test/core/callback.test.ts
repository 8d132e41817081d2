/** The table of callbacks is the one of the design, and whatever happens a callback comes to an end. */
import { expect } from 'chai';
import fc from 'fast-check';
import { type Callback, callbackDeadlines } from '../../src/core/callback';
import {
  CALLBACK_INPUTS,
  CALLBACK_STATES,
  CALLBACK_TABLE,
  type CallbackInput,
  type CallbackState,
  callbackNext,
  isLive,
  isOver,
} from '../../src/core/callbackStates';

const ENDS: readonly CallbackState[] = ['completed', 'cancelled', 'expired', 'failed', 'merged', 'unknown'];
const INPUTS = Object.keys(CALLBACK_INPUTS) as CallbackInput[];

/** From the states → to the state, as the design writes it down. */
const from = (states: string, to: CallbackState): string[] => states.split(', ').map((state) => `${state} → ${to}`);
const DESIGN = new Set([
  ...from('scheduled', 'queued'),
  ...from('queued', 'reserved'),
  ...from('reserved', 'queued'),
  ...from('queued, reserved', 'dialing'),
  ...from('dialing', 'confirming'),
  ...from('confirming', 'holding'),
  ...from('confirming, holding, reserved', 'connected'),
  ...from('dialing, confirming, holding, connected', 'retryWait'),
  ...from('retryWait', 'queued'),
  ...from('queued, reserved, dialing, confirming, holding, retryWait, paused', 'scheduled'),
  ...from('scheduled, queued, reserved, dialing, retryWait', 'paused'),
  ...from('paused', 'queued'),
  ...from('paused', 'retryWait'),
]);

/** Whose agent is cut off stays on the line: decision 0019. */
DESIGN.add('connected → holding');

const edges = CALLBACK_STATES.flatMap((state) =>
  Object.entries(CALLBACK_TABLE[state]).map(([input, to]) => ({ state, input: input as CallbackInput, to })),
);

describe('the table of callbacks', () => {
  it('is exactly the one of the design', () => {
    const inside = edges.filter(({ state, to }) => !ENDS.includes(to) && state !== to);
    expect(new Set(inside.map(({ state, to }) => `${state} → ${to}`))).to.deep.equal(DESIGN);
  });

  it('ends where the design says', () => {
    const into = (end: CallbackState) => edges.filter(({ to }) => to === end).map(({ state }) => state);
    expect(CALLBACK_STATES.filter((state) => isOver({ state }))).to.deep.equal(ENDS);
    // Nobody is connected behind the back of the customer, and nothing that is being talked about is cancelled.
    expect(into('cancelled')).to.not.include('connected');
    expect(into('merged')).to.not.include.members(['confirming', 'holding', 'connected']);
    expect(into('unknown')).to.have.members(['confirming', 'holding', 'connected']);
    expect(into('expired')).to.have.members(['queued', 'retryWait', 'paused']);
    expect(into('failed')).to.have.members(['queued', 'reserved', 'dialing', 'confirming', 'holding', 'connected']);
  });

  it('has a use for each input, and an input for each state but the first two', () => {
    expect(INPUTS.filter((input) => !edges.some((edge) => edge.input === input))).to.deep.equal([]);
    const reached = new Set(edges.map(({ to }) => to));
    expect(CALLBACK_STATES.filter((state) => !reached.has(state))).to.deep.equal([]);
  });

  it('dials nobody but from the line', () => {
    expect(edges.filter(({ to }) => to === 'dialing').map(({ state }) => state)).to.deep.equal(['queued', 'reserved']);
  });

  it('takes any inputs in any order without leaving an end, and no end is live', () => {
    fc.assert(
      fc.property(fc.constantFrom(...CALLBACK_STATES), fc.array(fc.constantFrom(...INPUTS)), (first, inputs) => {
        let state: CallbackState = first;
        for (const input of inputs) {
          const next = callbackNext(state, input);
          if (isOver({ state })) expect(next).to.equal(undefined);
          state = next ?? state;
          expect(isOver({ state }) && isLive({ state })).to.equal(false);
        }
      }),
    );
  });

  it('can be ended from every state that waits: nothing stays stuck', () => {
    for (const state of CALLBACK_STATES)
      if (!isOver({ state }))
        expect(edges.filter((edge) => edge.state === state && ENDS.includes(edge.to))).to.not.be.empty; //
  });
});

describe('the deadlines of a callback', () => {
  const times = { dueAt: 1, waiting: { for: 'hours', until: 2 }, expiresAt: 3, pausedUntil: 4 } as const;
  const names = (state: CallbackState) =>
    callbackDeadlines({ ...times, state } as unknown as Callback).map(({ name, at }) => `${name} ${at}`);

  it('are those of its state', () => {
    expect(names('scheduled')).to.deep.equal(['due 1']);
    expect(names('queued')).to.deep.equal(['look 2', 'expiry 3']);
    expect(names('retryWait')).to.deep.equal(['due 1', 'expiry 3']);
    expect(names('paused')).to.deep.equal(['pause 4']);
  });

  it('are the call’s while there is one, and none when it is over', () => {
    for (const state of CALLBACK_STATES)
      if (isLive({ state }) || isOver({ state }) || state === 'reserved') expect(names(state)).to.deep.equal([]);
  });
});
