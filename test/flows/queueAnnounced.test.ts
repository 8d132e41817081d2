/** When somebody who waits is told what, and that what is told of a waiting time can be believed (docs/queues.md). */
import { expect } from 'chai';
import type { Person } from '../../connectors/simulator/people';
import type { Call } from '../../src/core/call';
import type { MediaItem } from '../../src/core/media';
import type { Estimate } from '../../src/core/waitingTime';
import { QueueTelling } from '../../src/services/queueTelling';
import { QueueHouse, queueMapping } from '../support/queueHouse';

const prompt = (name: string): MediaItem => ({ play: 'prompt', name });

describe('announcements to those who wait', () => {
  let house: QueueHouse;

  const up = async (announcements: object): Promise<void> => {
    house = await new QueueHouse({ mapping: queueMapping({ sales: { announcements } }) }).open();
  };
  afterEach(() => house.end());

  /** Seconds since the person heard music first, and what was told then; numbers left out. */
  const heard = (person: Person): [number, string][] => {
    const start = person.heard.find(({ what }) => /music/.test(what))?.at ?? 0;
    return person.heard
      .filter(({ what }) => /^prompt/.test(what))
      .map(({ at, what }) => [Math.round((at - start) / 1_000), what.slice(7)]);
  };

  it('come first, then every so often, the periodic ones in turn and never too close', async () => {
    await up({
      ...{ firstSeconds: 10, everySeconds: 30, minSeconds: 8, position: true },
      periodic: { everySeconds: 15, lists: [[prompt('website')], [prompt('hours')]] },
    });
    const person = await house.waiting();
    await house.world.advance(80_000);
    expect(heard(person)).to.deep.equal([
      [10, 'queue-next'],
      [20, 'website'],
      [37, 'hours'],
      [47, 'queue-next'],
      [57, 'website'],
      [74, 'hours'],
    ]);
  });

  it('come sooner to those who move up', async () => {
    await up({ firstSeconds: 5, everySeconds: 600, position: true, whenMoved: true });
    const first = await house.waiting();
    const second = await house.waiting(0, '+493023125702');
    await house.world.advance(12_000);
    first.hangup();
    await house.world.advance(60_000);
    expect(heard(second).map(([, what]) => what)).to.deep.equal(['queue-position', 'queue-next']);
    const [, moved = 0] = heard(second).map(([at]) => at);
    expect(moved).to.be.within(20, 30);
  });

  it('leave out a place that only puts people off', async () => {
    await up({ firstSeconds: 5, position: true, positionUpTo: 1, media: [prompt('patience')] });
    await house.waiting();
    const second = await house.waiting(0, '+493023125702');
    await house.world.advance(10_000);
    expect(heard(second).map(([, what]) => what)).to.deep.equal(['patience']);
  });

  it('say what the tenant wants to be said where there is no waiting time to tell, also at a key', async () => {
    const { keys, ...announcements } = {
      keys: { '5': [{ do: 'announce', media: [{ play: 'waitingTime' }] }] },
      ...{ firstSeconds: 5, everySeconds: 600 },
      waitingTime: { otherwise: [prompt('a-while'), { play: 'position' }] },
    };
    house = await new QueueHouse({ mapping: queueMapping({ sales: { announcements, keys } }) }).open();
    const person = await house.waiting();
    await house.world.advance(20_000);
    person.press('5');
    await house.world.advance(20_000);
    expect(heard(person).map(([, what]) => what)).to.deep.equal(['a-while', 'queue-next', 'a-while', 'queue-next']);
  });

  it('say a waiting time that does not rise without a word', async () => {
    await up({ waitingTime: { style: 'approximate', upToSeconds: 1_200 } });
    await house.waiting();
    const { partitions, mappings } = house.signalbox;
    let minutes = 4;
    const estimateOf = (): Estimate => ({
      ...{ p50Ms: minutes * 60_000, p90Ms: minutes * 120_000, cold: false, basis: { medianMs: 1, spread: 1 } },
    });
    const queues = { position: () => 1 };
    const telling = new QueueTelling({ clock: house.clock }, partitions, mappings, queues, estimateOf);
    const call = (await house.event<Call>('call.offered')).id;
    const say = (now: number) => {
      minutes = now;
      return telling.waiting('acme', call).filled([{ play: 'waitingTime' }]);
    };
    const wait = (number: number) => [prompt('queue-wait'), { play: 'number', number }, prompt('minutes')];
    expect(say(4)).to.deep.equal(wait(4));
    expect(say(5)).to.deep.equal(wait(4));
    expect(say(7)).to.deep.equal([prompt('queue-longer'), ...wait(7)]);
    expect(say(1)).to.deep.equal([prompt('queue-wait'), { play: 'number', number: 1 }, prompt('minute')]);
    expect(say(30)).to.deep.equal([]);
    const seconds = (n: number) => house.event('queue.announced', n).then(({ told }) => [told?.seconds, told?.longer]);
    expect([await seconds(1), await seconds(2), await seconds(3)]).to.deep.equal([
      [240, false],
      [420, true],
      [60, false],
    ]);
  });
});
