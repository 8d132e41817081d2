/** Waiting times in words. */
import { expect } from 'chai';
import { positionMedia, waitingMedia } from '../../src/core/queueAnnouncement';
import type { Spoken } from '../../src/core/waitingSpoken';

const words = (spoken: Omit<Spoken, 'longer'>, longer = false): string =>
  waitingMedia({ ...spoken, longer })
    .map((item) => (item.play === 'prompt' ? item.name : item.play === 'number' ? item.number : item.play))
    .join(' ');

describe('a waiting time in words', () => {
  it('is about so many minutes', () => {
    expect(words({ style: 'approximate', seconds: 60 })).to.equal('queue-wait 1 minute');
    expect(words({ style: 'approximate', seconds: 360 })).to.equal('queue-wait 6 minutes');
  });

  it('is rounded to seconds', () => {
    expect(words({ style: 'rounded', seconds: 30 })).to.equal('queue-wait 30 seconds');
    expect(words({ style: 'rounded', seconds: 90 })).to.equal('queue-wait 1 minute 30 seconds');
  });

  it('is less than so many minutes, or from here to there', () => {
    expect(words({ style: 'lessThan', seconds: 300 })).to.equal('queue-wait queue-less-than 5 minutes');
    expect(words({ style: 'range', fromSeconds: 240, seconds: 540 })).to.equal('queue-wait 4 queue-to 9 minutes');
    expect(words({ style: 'range', fromSeconds: 0, seconds: 120 })).to.equal('queue-wait queue-less-than 2 minutes');
  });

  it('begins with an excuse when it is longer than was said', () => {
    expect(words({ style: 'approximate', seconds: 600 }, true)).to.equal('queue-longer queue-wait 10 minutes');
  });

  it('goes with a place', () => {
    expect(positionMedia(1)).to.deep.equal([{ play: 'prompt', name: 'queue-next' }]);
    expect(positionMedia(7)).to.have.lengthOf(2);
  });
});
