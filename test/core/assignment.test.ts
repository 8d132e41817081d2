import { expect } from 'chai';
import fc from 'fast-check';
import { AssignmentBoard, type AssignmentRules, DEFAULT_RULES } from '../../src/core/assignment';
import { type FreeAgent, STRATEGIES } from '../../src/core/assignmentAgents';
import type { WaitingEntry } from '../../src/core/assignmentEntries';
import type { Levels } from '../../src/core/skills';
import { rivalOf } from '../support/assignmentRival';

const entry = (id: string, change: Partial<WaitingEntry> = {}): WaitingEntry => ({
  ...{ id, queue: 'sales', priority: 0, arrival: Number(id.replace(/\D/g, '')), at: 'pbx' },
  wanted: { required: {}, preferred: {} },
  ...change,
});
const asks = (required: Levels, preferred: Levels = {}) => ({ wanted: { required, preferred } });
const agent = (id: string, change: Partial<Omit<FreeAgent, 'queues'>> & { queues?: Record<string, number> } = {}) => {
  const { queues = { sales: 10 }, ...rest } = change;
  return { id, reaches: ['pbx'], skills: {}, idleSince: 0, ...rest, queues: new Map(Object.entries(queues)) } as const;
};
const rulesOf = (rules: Record<string, Partial<AssignmentRules>>) =>
  new Map(Object.entries(rules).map(([queue, rule]) => [queue, { ...DEFAULT_RULES, ...rule }]));
const board = (rules: Record<string, Partial<AssignmentRules>>, agents: FreeAgent[], entries: WaitingEntry[]) => {
  const made = new AssignmentBoard();
  made.setRules(rulesOf(rules));
  for (const one of agents) made.agents.put(one);
  for (const one of entries) made.entries.put(one);
  return made;
};
const chosen = (made: AssignmentBoard, id: string) => made.forEntry(id)?.agents.map((one) => one.agent);

describe('who gets which entry', () => {
  it('gives an agent the one of highest priority, among equals the one that waits longest', () => {
    const made = board({}, [agent('a')], [entry('e3'), entry('e2'), entry('e4', { priority: 1 })]);
    expect(made.forAgent('a')?.entry).to.equal('e4');
    made.entries.remove('e4');
    expect(made.forAgent('a')).to.deep.equal({ entry: 'e2', queue: 'sales', agents: [{ agent: 'a', passed: [] }] });
  });

  it('serves who has waited longest across the queues of an agent, and counts the weight of a queue', () => {
    const queues = { sales: 0, support: 0 };
    const entries = [entry('e2'), entry('e1', { queue: 'support' }), entry('e0', { queue: 'other' })];
    expect(board({}, [agent('a', { queues })], entries).forAgent('a')?.entry).to.equal('e1');
    expect(board({ sales: { weight: 1 } }, [agent('a', { queues })], entries).forAgent('a')?.entry).to.equal('e2');
  });

  it('gives an entry to one agent before all others, unless that one is not free for it or must serve another before', () => {
    const agents = [agent('a', { idleSince: 5 }), agent('b')];
    const made = board({ sales: { ringAtOnce: 2 } }, agents, [entry('e2'), entry('e1', asks({ spanish: 1 }))]);
    const because = { reason: 'skill', skill: 'spanish', level: 1 };
    const passed = [{ queue: 'sales', because, count: 1, entries: ['e1'] }];
    expect(made.forBoth('e2', 'a')).to.deep.equal({ entry: 'e2', queue: 'sales', agents: [{ agent: 'a', passed }] });
    for (const [id, name] of [
      ['e1', 'a'],
      ['e2', 'c'],
      ['e9', 'a'],
    ] as const)
      expect(made.forBoth(id, name), `${id} ${name}`).to.equal(undefined);
    made.entries.put(entry('e0'));
    expect(made.forBoth('e2', 'a')).to.equal(undefined);
  });

  it('passes over whom the agent cannot serve, and says why', () => {
    const entries = [
      entry('e1', asks({ spanish: 2 })),
      entry('e2', asks({ spanish: 2 })),
      entry('e3', { withheld: 'offered' }),
      entry('e4', { at: 'other' }),
      entry('e5', { wanted: { required: {}, preferred: {}, minLevel: 9 } }),
      entry('e7'),
      entry('e8', asks({ french: 1 })),
    ];
    const made = board({}, [agent('a', { skills: { spanish: 1 }, queues: { sales: 8 } })], entries);
    const found = made.forAgent('a');
    expect(found?.entry).to.equal('e7');
    expect(found?.agents[0]?.passed).to.deep.equal([
      { queue: 'sales', because: { reason: 'skill', skill: 'spanish', level: 2 }, count: 2, entries: ['e1', 'e2'] },
      { queue: 'sales', because: { reason: 'offered' }, count: 1, entries: ['e3'] },
      { queue: 'sales', because: { reason: 'unreachable' }, count: 1, entries: ['e4'] },
      { queue: 'sales', because: { reason: 'level', level: 9 }, count: 1, entries: ['e5'] },
    ]);
  });

  it('counts all who were passed over and names the first of them', () => {
    const made = board(
      {},
      [agent('a')],
      [...Array(30).keys()].map((i) => entry(`e${i + 10}`, asks({ spanish: 1 }))),
    );
    expect(made.forAgent('a')).to.equal(undefined);
    made.entries.put(entry('e50'));
    const [passed] = made.forAgent('a')?.agents[0]?.passed ?? [];
    expect([passed?.count, passed?.entries.length, passed?.entries[0]]).to.deep.equal([30, 3, 'e10']);
  });

  it('takes a skill that is the name of something else for a skill', () => {
    const made = board({}, [agent('a')], [entry('e1', asks({ constructor: 1 }))]);
    expect(made.forAgent('a')).to.equal(undefined);
    made.agents.put(agent('b', { skills: Object.fromEntries([['constructor', 1]]) }));
    expect(chosen(made, 'e1')).to.deep.equal(['b']);
  });

  it('asks agents of a higher level first, then those who have more of what is preferred', () => {
    const agents = [
      agent('a', { queues: { sales: 9 }, skills: { gold: 9, spanish: 9 } }),
      agent('b', { idleSince: 1 }),
      agent('c', { idleSince: 2, skills: { gold: 1 } }),
      agent('d', { idleSince: 3, skills: { gold: 2 } }),
    ];
    const made = board({ sales: { ringAtOnce: 9 } }, agents, [entry('e1', asks({}, { gold: 2 }))]);
    expect(chosen(made, 'e1')).to.deep.equal(['d', 'b', 'c', 'a']);
  });

  for (const [strategy, order] of [
    ['longestIdle', 'dbac'],
    ['leastRecent', 'cbad'],
    ['bestSkill', 'cbda'],
    ['roundRobin', 'cdab'],
  ] as const)
    it(`asks ${order.split('').join(', ')} by the strategy ${strategy}`, () => {
      const agents = [
        agent('a', { idleSince: 30, offeredAt: 30, skills: { gold: 1, car: 1 } }),
        agent('b', { idleSince: 20, offeredAt: 20, skills: { gold: 2, car: 2 } }),
        agent('c', { idleSince: 40, skills: { gold: 1, car: 4 } }),
        agent('d', { idleSince: 10, offeredAt: 40, skills: { gold: 3, bike: 9 } }),
      ];
      const made = board({ sales: { strategy, ringAtOnce: 9 } }, agents, [entry('e1', asks({ gold: 1 }, { car: 9 }))]);
      made.agents.setLast('sales', 'b');
      expect(chosen(made, 'e1')?.join('')).to.equal(order);
    });

  it('offers an entry to several at once, but to none who must serve an earlier one', () => {
    const agents = [agent('a'), agent('b', { queues: { sales: 0, support: 0 } }), agent('c'), agent('d')];
    const made = board({ sales: { ringAtOnce: 3 } }, agents, [entry('e1', { queue: 'support' }), entry('e2')]);
    expect(chosen(made, 'e2')).to.deep.equal(['a', 'c', 'd']);
    expect(made.forAgent('b')?.entry).to.equal('e1');
  });

  it('turns to the earlier entry when an agent is free for both', () => {
    const made = board({}, [agent('a')], [entry('e1'), entry('e2')]);
    expect(made.forEntry('e2')?.entry).to.equal('e1');
  });

  it('puts the agents of a queue in another order when its strategy changes', () => {
    const agents = [agent('a', { idleSince: 1, offeredAt: 2 }), agent('b', { idleSince: 2, offeredAt: 1 })];
    const made = board({}, agents, [entry('e1')]);
    expect(chosen(made, 'e1')).to.deep.equal(['a']);
    made.setRules(rulesOf({ sales: { strategy: 'leastRecent' } }));
    expect(chosen(made, 'e1')).to.deep.equal(['b']);
  });

  it('has nobody for those it does not know', () => {
    const made = board({}, [], []);
    expect([made.forAgent('a'), made.forEntry('e1')]).to.deep.equal([undefined, undefined]);
    made.entries.remove('e1');
    made.agents.remove('a');
    expect([made.entries.groupOf('e1'), made.agents.get('a')]).to.deep.equal([undefined, undefined]);
  });
});

describe('who gets which entry, whatever happens', () => {
  const QUEUES = ['x', 'y', 'z'];
  const skills = fc.dictionary(fc.constantFrom('s', 't'), fc.integer({ min: 1, max: 2 }), { maxKeys: 2 });
  const anEntry = fc.record({
    id: fc.integer({ min: 1, max: 12 }).map((n) => `e${n}`),
    queue: fc.constantFrom(...QUEUES),
    priority: fc.integer({ min: 0, max: 1 }),
    arrival: fc.integer({ min: 1, max: 5 }),
    at: fc.constantFrom('p', 'p', 'q'),
    required: skills,
    preferred: skills,
    minLevel: fc.option(fc.integer({ min: 9, max: 10 }), { nil: undefined }),
    held: fc.integer({ min: 0, max: 7 }).map((n) => n === 0),
  });
  const anAgent = fc.record({
    id: fc.constantFrom('a', 'b', 'c', 'd'),
    reaches: fc.constantFrom(['p'], ['p', 'q'], ['q'], [] as string[]),
    skills,
    queues: fc.dictionary(fc.constantFrom(...QUEUES), fc.integer({ min: 8, max: 10 }), { minKeys: 1 }),
    idleSince: fc.integer({ min: 0, max: 3 }),
    offeredAt: fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined }),
  });
  const aRule = fc.record({
    queue: fc.constantFrom(...QUEUES),
    strategy: fc.constantFrom(...STRATEGIES),
    ringAtOnce: fc.integer({ min: 1, max: 3 }),
    weight: fc.integer({ min: 0, max: 1 }),
  });
  const step = fc.oneof(
    { weight: 6, arbitrary: fc.record({ do: fc.constant('put' as const), entry: anEntry }) },
    { weight: 6, arbitrary: fc.record({ do: fc.constant('free' as const), agent: anAgent }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('leave' as const), entry: anEntry }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('busy' as const), agent: anAgent }) },
    { weight: 4, arbitrary: fc.record({ do: fc.constant('decline' as const), nth: fc.nat(9) }) },
    { weight: 4, arbitrary: fc.record({ do: fc.constant('accept' as const), nth: fc.nat(9) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('rule' as const), rule: aRule }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('settle' as const) }) },
  );

  it('is what a search through all would find, with nobody passed over who could be served', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.boolean(), (steps, lazy) => {
        const rival = rivalOf(lazy);
        for (const one of steps) rival.take(one);
        rival.settle();
        rival.check();
      }),
      { numRuns: 400 },
    );
  });
});
