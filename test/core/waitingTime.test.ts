import { expect } from 'chai';
import { replay } from '../../bench/waiting/replay';
import { SCENARIOS } from '../../bench/waiting/scenarios';
import { COLD_HANDLING_MS, handlingMs, learn, unlearned, type WaitingState } from '../../src/core/waitingLearning';
import { estimateOf, shareOf, type WaitingAgent } from '../../src/core/waitingTime';

const NOW = 1_700_000_000_000;
const agents = (...busyFor: number[]): WaitingAgent[] => busyFor.map((ms) => ({ share: 1, busyForMs: ms }));

function handled(times: readonly number[], state = unlearned(NOW)): WaitingState {
  return times.reduce((learned, ms) => learn(learned, { kind: 'handled', ms }, NOW), state);
}

const repeat = (count: number, ms: number): number[] => Array.from({ length: count }, () => ms);
const median = (state: WaitingState, ahead: number, who: readonly WaitingAgent[], callbacks = 0): number =>
  estimateOf(state, { ahead, agents: who, callbacks })?.p50Ms as number;

describe('a waiting time', () => {
  it('of a queue without history takes 180 s a call and says that it is cold', () => {
    const estimate = estimateOf(unlearned(NOW), { ahead: 9, agents: agents(0) });
    expect(estimate?.cold).to.equal(true);
    expect(estimate?.p50Ms).to.be.within(9 * COLD_HANDLING_MS, 10 * COLD_HANDLING_MS);
    expect(estimateOf(handled(repeat(5, 60_000)), { ahead: 0, agents: agents(0) })?.cold).to.equal(false);
  });

  it('of a queue without history takes what its settings say, which counts less the more was seen', () => {
    const minute = (state: WaitingState) => ({ ...state, usualMs: 60_000 });
    expect(median(minute(unlearned(NOW)), 9, agents(0))).to.be.within(9 * 60_000, 10 * 60_000);
    expect(handlingMs(minute(handled(repeat(40, 20_000))))).to.be.within(20_000, 21_500);
  });

  it('is nothing while an agent is free for one who is first', () => {
    const free: WaitingAgent[] = [{ share: 1 }, ...agents(10_000)];
    expect(estimateOf(unlearned(NOW), { ahead: 0, agents: free })).to.include({ p50Ms: 0, p90Ms: 0 });
    expect(median(unlearned(NOW), 1, free)).to.be.greaterThan(0);
  });

  it('grows by handling time over agents with every position', () => {
    const state = handled([...repeat(100, 100_000), ...repeat(100, 300_000)]);
    const who = agents(0, 40_000, 80_000, 120_000);
    const step = (median(state, 40, who) - median(state, 20, who)) / 20;
    expect(step).to.be.within(47_000, 53_000);
  });

  it('counts an agent of two queues half', () => {
    const state = handled(repeat(100, 200_000));
    const halves = agents(0, 0).map((agent) => ({ ...agent, share: 0.5 }));
    expect(median(state, 30, halves) / median(state, 30, agents(0))).to.be.within(0.9, 1.1);
    expect([shareOf(0, 0), shareOf(0, 1), shareOf(2, 5)]).to.deep.equal([1, 0.5, 0.5]);
  });

  it('is short when the agent has talked for nearly as long as talks last', () => {
    const state = handled(repeat(200, 240_000));
    expect(median(state, 0, agents(0))).to.be.within(200_000, 260_000);
    expect(median(state, 0, agents(200_000))).to.be.lessThan(60_000);
  });

  it('is long when a talk has outlasted the short ones and only long ones are left', () => {
    const state = handled([...repeat(180, 30_000), ...repeat(20, 1_800_000)]);
    expect(median(state, 0, agents(120_000))).to.be.greaterThan(4 * median(state, 0, agents(0)));
  });

  it('stays a number when an agent has been talking for a day', () => {
    const estimate = estimateOf(handled(repeat(50, 20_000)), { ahead: 0, agents: agents(86_400_000) });
    expect(estimate?.p50Ms).to.be.within(1, 100_000);
  });

  it('is shorter by those who will leave, among whom are no callbacks', () => {
    let state = handled(repeat(100, 240_000));
    const who = agents(0, 60_000);
    const patient = median(state, 20, who);
    for (let i = 0; i < 50; i++) state = learn(state, { kind: 'left', waitedMs: 600_000 }, NOW);
    expect(median(state, 20, who)).to.be.lessThan(0.6 * patient);
    expect(median(state, 20, who, 20)).to.be.within(0.99 * patient, 1.01 * patient);
  });

  it('without agents is the time between departures, and unknown when none was seen', () => {
    expect(estimateOf(handled(repeat(50, 60_000)), { ahead: 3, agents: [] })).to.equal(undefined);
    let state = unlearned(NOW);
    for (let i = 1; i <= 100; i++)
      state = learn(state, { kind: 'served', by: 'dequeue', waitedMs: 300_000 }, NOW + i * 30_000);
    expect(estimateOf(state, { ahead: 19, agents: [] })?.p50Ms).to.be.within(560_000, 640_000);
  });

  it('does not take an empty queue for a slow one', () => {
    let state = unlearned(NOW);
    for (let i = 1; i <= 20; i++)
      state = learn(state, { kind: 'served', by: 'dequeue', waitedMs: 5_000 }, NOW + i * 3_600_000);
    expect(estimateOf(state, { ahead: 0, agents: [] })?.p50Ms).to.be.lessThan(6_000);
  });

  it('learns from how far it was off, but not from one odd call', () => {
    let state = handled(repeat(100, 240_000));
    const line = { ahead: 10, agents: agents(0, 60_000) };
    const first = estimateOf(state, line);
    for (let i = 0; i < 120; i++) {
      const basis = estimateOf(state, line)?.basis;
      const waitedMs = 2 * (first?.p50Ms as number);
      state = learn(state, { kind: 'served', by: 'agent', waitedMs, ...(basis && { basis }) }, NOW);
      if (i === 0) expect(estimateOf(state, line)?.p50Ms).to.be.lessThan(1.1 * (first?.p50Ms as number));
    }
    expect(estimateOf(state, line)?.p50Ms).to.be.within(1.5 * (first?.p50Ms as number), 2 * (first?.p50Ms as number));
  });

  it('follows the last hour, and keeps what it knows over a quiet night', () => {
    let state = handled(repeat(50, 100_000));
    for (let i = 1; i <= 120; i++) state = learn(state, { kind: 'handled', ms: 300_000 }, NOW + i * 60_000);
    expect(handlingMs(state)).to.be.within(280_000, 300_000);
    const morning = learn(state, { kind: 'left', waitedMs: 1_000 }, NOW + 50_000_000);
    expect(handlingMs(morning)).to.be.within(260_000, 300_000);
    expect(estimateOf(morning, { ahead: 0, agents: agents(0) })?.cold).to.equal(false);
  });

  it('keeps its state small, plain and free of what cannot be', () => {
    let state = unlearned(NOW);
    for (let i = 0; i < 5_000; i++) state = learn(state, { kind: 'handled', ms: i * 997 }, NOW + i * 1_000);
    expect(JSON.stringify(state).length).to.be.lessThan(2_000);
    expect(JSON.parse(JSON.stringify(state))).to.deep.equal(state);
    for (const ms of [-1, Number.NaN, Number.POSITIVE_INFINITY])
      expect(learn(state, { kind: 'handled', ms }, NOW)).to.equal(state);
  });

  for (const scenario of SCENARIOS)
    it(`keeps its word on simulated days: ${scenario.name}`, () => {
      const told = replay(scenario, 1).filter(({ waited }) => waited === 0);
      const share = (within: (one: (typeof told)[number]) => boolean) => told.filter(within).length / told.length;
      expect(told.length).to.be.greaterThan(100);
      expect(share(({ truth, ours }) => truth <= ours)).to.be.within(0.4, 0.62);
      expect(share(({ truth, p90 }) => truth <= p90)).to.be.within(0.84, 0.96);
    });
});
