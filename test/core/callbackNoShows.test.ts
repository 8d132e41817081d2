import { expect } from 'chai';
import type { Callback } from '../../src/core/callback';
import { LEAST_SHOWS, NO_SHOW_CAUSES, noShowPercent, showOf } from '../../src/core/callbackNoShows';
import { ATTEMPT_CAUSES, CHANGE_CAUSES } from '../../src/core/retry';

const callback = (more: Partial<Callback> = {}) => ({ promisedAt: 1_000, attempt: 1, ...more }) as Callback;

describe('no-shows', () => {
  it('are those who were promised a time and not there at their first dial', () => {
    for (const cause of ATTEMPT_CAUSES) {
      const theirs = NO_SHOW_CAUSES.includes(cause);
      expect(showOf('callback.retry_scheduled', callback(), cause), cause).to.deep.equal(theirs ? { noShows: 1 } : {});
    }
    expect(NO_SHOW_CAUSES).to.not.include.members(['network', 'agentSide', 'unsent', 'lost', ...CHANGE_CAUSES]);
    expect(showOf('callback.failed', callback({ attempt: 2 }), 'busy')).to.deep.equal({});
    expect(showOf('callback.failed', callback({ promisedAt: undefined }), 'busy')).to.deep.equal({});
    expect(showOf('callback.connected', callback(), undefined)).to.deep.equal({ shows: 1 });
    expect(showOf('callback.connected', callback({ rescuedIn: 1 }), undefined), 'counted').to.deep.equal({});
    expect(showOf('callback.failed', callback(), undefined), 'blocked').to.deep.equal({});
  });

  it('are a share of all who were dialled, of enough of them', () => {
    expect(noShowPercent({ shows: 0, noShows: LEAST_SHOWS - 1 })).to.equal(0);
    expect(noShowPercent({ shows: 15, noShows: 5 })).to.equal(25);
    expect(noShowPercent({ shows: 0, noShows: 0 })).to.equal(0);
  });
});
