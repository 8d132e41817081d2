import { expect } from 'chai';
import { PARTY_STATES, PARTY_TABLE, type PartyInput, partyNext } from '../../src/core/party';

const INPUTS: readonly PartyInput[] = ['ringing', 'answered', 'held', 'retrieved', 'gone'];

describe('the table of parties', () => {
  it('has an end: every state but gone leads to gone, and nothing leads out of it', () => {
    for (const state of PARTY_STATES) {
      if (state === 'gone') for (const input of INPUTS) expect(partyNext(state, input)).to.equal(undefined);
      else expect(partyNext(state, 'gone'), state).to.equal('gone');
    }
  });

  it('is exactly the one of the design', () => {
    const edges = PARTY_STATES.flatMap((from) =>
      Object.entries(PARTY_TABLE[from]).map(([input, to]) => `${from} ${input} ${to}`),
    );
    expect(edges.filter((edge) => !edge.includes('gone'))).to.deep.equal([
      'arrived answered up',
      'dialing ringing ringing',
      'dialing answered up',
      'ringing answered up',
      'up held held',
      'held retrieved up',
    ]);
  });
});
