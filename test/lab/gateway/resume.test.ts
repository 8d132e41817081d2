/** A subscriber that comes back with its last sequence misses nothing and sees nothing twice, however it was lost (design §8). */
import { expect } from 'chai';
import type { Caller } from '../support/people';
import type { Program } from '../support/program';
import { story } from '../support/story';

/** Larger than all buffers between the gateway and a reader that does not read. */
const BYTES = 16_000_000;
const ATTRIBUTE_BYTES = 7_000;
/** So many commands may be under way on one socket. */
const AT_ONCE = 50;

describe('a feed of a real Asterisk', () => {
  const on = story();

  /** A call that is answered, hears a beep, and is left by the caller. */
  async function call(dnis = '1000'): Promise<void> {
    const anna = await on.lab.caller(dnis);
    const offer = await on.acme.offer();
    await on.acme.route(offer, [{ do: 'hold', maxSeconds: 60 }]);
    await anna.answered();
    await on.acme.sees('call.treated', offer.id);
    await anna.hangUp();
    await on.acme.sees('call.cleared', offer.id);
  }

  /** What two feeds of the same wishes got together, one after the other. */
  const together = (first: Program, second: Program) =>
    [...first.events, ...second.events].filter(({ sequence }) => sequence !== undefined);

  const all = () => on.acme.events.filter(({ sequence }) => sequence !== undefined);

  it('goes on after the last event seen, while further calls come', async () => {
    const first = await on.gateway.program('acme', { after: on.acme.welcome.durableSeq });
    await call();
    await first.cut();
    await call();
    const between = call();
    const second = await on.gateway.program('acme', { after: first.last });
    await between;
    await second.until(() => second.last >= on.acme.last, 'the last event');
    expect(together(first, second)).to.deep.equal(all());
  });

  it('goes on through a filter by type and by venue', async () => {
    const wishes = [{ types: ['call.offered', 'call.cleared'] }, { venues: ['spare'] }, { types: ['application.*'] }];
    const after = on.acme.welcome.durableSeq;
    const firsts = await Promise.all(wishes.map((wish) => on.gateway.program('acme', { ...wish, after })));
    await call('1200');
    await call();
    await Promise.all(firsts.map((first) => first.cut()));
    await call();
    const seconds = await Promise.all(
      wishes.map((wish, i) => on.gateway.program('acme', { ...wish, after: firsts[i]?.last ?? 0 })),
    );
    // The last thing that happens is something that each of them wants to know.
    await call('1200');
    await on.acme.attach('hasty');
    const wanted = [
      all().filter(({ type }) => type === 'call.offered' || type === 'call.cleared'),
      all().filter(({ data }) => (data as { venue?: string }).venue === 'spare'),
      all().filter(({ type }) => type.startsWith('application.')),
    ];
    for (const [i, events] of wanted.entries()) {
      const [first, second] = [firsts[i] as Program, seconds[i] as Program];
      await second.until(() => second.last === events.at(-1)?.sequence, 'the last event');
      expect(together(first, second)).to.deep.equal(events);
      expect(first.sequences.length * second.sequences.length).to.be.greaterThan(0);
    }
  });

  it('is cut for a reader that does not read, who goes on where it was', async () => {
    const anna: Caller = await on.lab.caller('1000');
    const offer = await on.acme.offer();
    await on.acme.route(offer, [{ do: 'hold', maxSeconds: 60 }]);
    const slow = await on.gateway.program('acme', { after: on.acme.welcome.durableSeq });
    const readers = await on.gateway.metric('signalbox_feed_subscribers{tenant="acme"}');
    slow.pause();
    const attributes = { text: 'x'.repeat(ATTRIBUTE_BYTES) };
    await on.gateway.allow('acme', 10_000);
    const set = async (n: number) => {
      const reply = await on.acme.command('call.set_attributes', { call: offer.id, attributes: { ...attributes, n } });
      expect(reply).to.include({ status: 200 });
    };
    let n = 0;
    for (let bytes = 0; bytes < BYTES; bytes += AT_ONCE * 2 * ATTRIBUTE_BYTES) {
      await Promise.all(Array.from({ length: AT_ONCE }, () => set(n++)));
      if ((await on.gateway.metric('signalbox_feed_subscribers{tenant="acme"}')) < readers) break;
    }
    slow.resume();
    expect(await slow.ended()).to.include({ code: 4429 });
    expect(slow.last).to.be.lessThan(on.acme.last);
    await anna.hangUp();
    await on.acme.sees('call.cleared', offer.id);
    const second = await on.gateway.program('acme', { after: slow.last });
    await second.until(() => second.last >= on.acme.last, 'the last event');
    expect(together(slow, second)).to.deep.equal(all());
  });

  it('begins with what is live when asked for a snapshot, and goes on from there', async () => {
    const anna = await on.lab.caller('1000');
    const offer = await on.acme.offer();
    const feed = await on.gateway.program('acme', { snapshot: true });
    await feed.until(() => feed.frames.some(({ type }) => type === 'snapshot'), 'the snapshot');
    const items = feed.frames.flatMap(({ data }) => (data as { items: { subject: string; data: unknown }[] }).items);
    const shown = items.find(({ subject }) => subject === `call/${offer.id}`);
    expect(shown?.data).to.deep.equal(on.acme.calls('call.offered', offer.id)[0]);
    await anna.hearsRinging();
    await anna.cancel();
    expect(await feed.sees('call.cleared', offer.id)).to.include({ by: 'remote' });
  });
});
