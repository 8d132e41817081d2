/** When a callback is proposed: every rule that is given has to hold. */
import { expect } from 'chai';
import { proposalRules } from '../../src/core/callbackPolicy';
import { type Outlook, proposes } from '../../src/core/proposalRules';

const OUTLOOK: Outlook = { waiting: 6, agents: 2, longestMs: 90_000 };

const holds = (rules: object, outlook: Partial<Outlook> = {}, share = 50) =>
  proposes(proposalRules.parse(rules), { ...OUTLOOK, ...outlook }, share);

describe('the rules of a proposal', () => {
  it('hold where none are given', () => {
    expect(holds({}, { waiting: 0, agents: 0, longestMs: 0 }, 99)).to.equal(true);
  });

  for (const [rule, reached, missed] of [
    ['leastWaiting', 6, 7],
    ['leastWaitingPerAgent', 3, 3.5],
    ['leastWaitSeconds', 90, 91],
    ['mostWaitSeconds', 90, 89],
    ['longestWaitSeconds', 90, 89],
    ['percent', 51, 50],
  ] as const)
    it(`${rule} holds at ${reached} and not at ${missed}`, () => {
      expect(holds({ [rule]: reached })).to.equal(true);
      expect(holds({ [rule]: missed })).to.equal(false);
    });

  it('go by the wait that is expected, where somebody can say, and not by what the first has waited', () => {
    expect(holds({ leastWaitSeconds: 60 }, { longestMs: 0, expectedMs: 60_000 })).to.equal(true);
    expect(holds({ leastWaitSeconds: 60 }, { longestMs: 90_000, expectedMs: 59_000 })).to.equal(false);
    expect(holds({ mostWaitSeconds: 60 }, { longestMs: 0, expectedMs: 61_000 })).to.equal(false);
    expect(holds({ longestWaitSeconds: 60 }, { longestMs: 0, expectedMs: 61_000 })).to.equal(true);
  });

  it('for each agent hold where no agent is there', () => {
    expect(holds({ leastWaitingPerAgent: 3 }, { agents: 0 })).to.equal(true);
  });
});
