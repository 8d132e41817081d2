/** Who hears whom in a conversation, where the harness can tell. */
import { expect } from 'chai';
import { type Group, SOON, type Subject } from './subject';

/** Waits until a party hears exactly these. */
async function hears(on: Subject, party: string, ...whom: string[]): Promise<void> {
  let heard: readonly string[] = [];
  for (let waited = 0; waited < SOON; waited += 100) {
    heard = await on.do(on.harness.hearsWhom?.(party) ?? Promise.resolve([]));
    if ([...heard].sort().join() === [...whom].sort().join()) return;
    await on.harness.pause(100);
  }
  expect(heard).to.have.members(whom);
}

/** Tests of in a conversation. */
export const HEARING: Group = {
  'those who talk hear each other': async (on) => {
    const [{ party: a }, b, c] = [await on.caller(), await on.answeredPhone(), await on.answeredPhone()];
    await on.talking(a, b, c);
    await hears(on, a, b, c);
    await hears(on, b, a, c);
    await hears(on, c, a, b);
  },

  'nobody hears who has left, or is in another': async (on) => {
    const [{ party: a }, b, c] = [await on.caller(), await on.answeredPhone(), await on.answeredPhone()];
    const conversation = await on.talking(a, b);
    await on.talking(c);
    await on.ok(on.pbx.leave(conversation, a));
    await hears(on, a);
    await hears(on, b);
    await hears(on, c);
  },

  'who listens hears and is not heard': async (on) => {
    const [{ party: a }, b, c] = [await on.caller(), await on.answeredPhone(), await on.answeredPhone()];
    const conversation = await on.talking(a, b);
    await on.ok(on.pbx.join(conversation, c, { mode: 'listen' }));
    await hears(on, c, a, b);
    await hears(on, a, b);
    await hears(on, b, a);
  },

  'a coach hears all and is heard by one': async (on, skip) => {
    if (!on.pbx.abilities().has('coach')) return skip();
    const [{ party: customer }, agent, coach] = [await on.caller(), await on.answeredPhone(), await on.answeredPhone()];
    const conversation = await on.talking(customer, agent);
    await on.ok(on.pbx.join(conversation, coach, { mode: 'coach', of: agent }));
    await on.event('joined', (event) => event.party === coach && event.conversation === conversation);
    await hears(on, coach, customer, agent);
    await hears(on, agent, customer, coach);
    await hears(on, customer, agent);
    await on.ok(on.pbx.leave(conversation, coach));
    await on.event('left', (event) => event.party === coach);
    await hears(on, agent, customer);
  },

  'who is muted is not heard until the mute ends': async (on) => {
    const [{ party: a }, b] = [await on.caller(), await on.answeredPhone()];
    await on.talking(a, b);
    await on.ok(on.pbx.mute(a, true));
    await hears(on, b);
    await hears(on, a, b);
    await on.ok(on.pbx.mute(a, false));
    await hears(on, b, a);
  },

  'hold music ends when its party joins': async (on, skip) => {
    if (!on.harness.hearsMusic) return skip();
    const [{ party: a }, b] = [await on.caller(), await on.answeredPhone()];
    await on.ok(on.pbx.hold(a, 'default'));
    expect(await on.do(on.harness.hearsMusic(a))).to.equal(true);
    await on.talking(a, b);
    await hears(on, a, b);
    expect(await on.do(on.harness.hearsMusic(a))).to.equal(false);
  },
};
