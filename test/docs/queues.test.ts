/** Settings and requests of docs/queues.md as they are written there: a gateway takes them. */
import { expect } from 'chai';
import { parse } from 'yaml';
import { openingHours } from '../../src/core/hours';
import { Opening } from '../../src/core/opening';
import { queueSettings } from '../../src/core/queueSettings';
import { Page, type Written } from '../support/docs/page';
import type { Reply } from '../support/memoryServer';
import { Stage } from '../support/stage';

const PAGE = new Page('docs/queues.md');

describe('docs/queues.md', () => {
  it('has settings of queues that the mapping takes', () => {
    const sections = PAGE.blocks('yaml').map((text) => parse(text));
    const settings = sections.flatMap((one) => Object.values((one.tenants?.acme ?? one).queues ?? {}));
    expect(settings.length).to.be.greaterThan(1);
    for (const one of settings) expect(() => queueSettings.parse(one), JSON.stringify(one)).not.to.throw();
  });

  it('has opening hours that are as it says', () => {
    const written = PAGE.blocks('yaml')
      .map((text) => parse(text))
      .filter((one) => one.weekly);
    expect(written).to.have.length(1);
    const { manual, ...hours } = openingHours.parse(written[0]);
    const opening = new Opening(hours);
    const open = (local: string) => opening.isOpen(Date.parse(local));
    expect(open('2026-03-02T09:00:00+01:00'), 'Monday').to.equal(true);
    expect(open('2026-03-02T17:30:00+01:00'), 'after work').to.equal(false);
    expect(open('2026-03-08T01:59:00+01:00'), 'Sunday, until two').to.equal(true);
    expect(open('2026-12-24T11:59:00+01:00'), 'Christmas Eve, in the morning').to.equal(true);
    expect(open('2026-12-24T12:00:00+01:00'), 'Christmas Eve, in the afternoon').to.equal(false);
    expect(open('2026-08-03T09:30:00+02:00'), 'summer').to.equal(false);
    expect(open('2026-04-06T12:00:00+02:00'), 'Easter Monday').to.equal(false);
    expect(open('2026-12-25T12:00:00+01:00'), 'Christmas').to.equal(false);
    expect(open('2026-01-30T12:00:00+01:00'), 'the last Friday of the first quarter').to.equal(false);
    expect(open('2026-02-27T12:00:00+01:00'), 'the last Friday of another month').to.equal(true);
    expect(manual?.until, 'by hand').to.equal(Date.UTC(2027, 0, 1));
    expect(new Opening({ ...hours, manual }).isOpen(Date.parse('2026-03-02T12:00:00+01:00'))).to.equal(false);
  });

  describe('has requests that are taken', () => {
    let stage: Stage;
    beforeEach(async () => {
      stage = await Stage.open();
    });
    afterEach(() => stage.close());

    const written = (ending: RegExp) => PAGE.requests().filter(({ path }) => ending.test(path));
    const send = async ({ method, path, rest }: Written, id = ''): Promise<Reply> => {
      const reply = await stage.send({
        ...{ method, path: path.replace(/en_[0-9a-f]{32}/, id), key: stage.keys.owner ?? '' },
        ...(method === 'POST' && { body: rest }),
      });
      expect(reply.status, `${path}: ${reply.text}`).to.equal(200);
      return reply;
    };
    /** The entry of the next caller. */
    const entry = async (): Promise<string> => {
      const before = stage.program.of('queue.joined').length;
      await stage.queued();
      const joined = await stage.house.world.waitFor(() => stage.program.of('queue.joined')[before]);
      return (joined.data as { id: string }).id;
    };

    it('and there are no others', () => {
      expect(PAGE.requests().map(({ method, path }) => `${method} ${path.split('/').at(-1)}`)).to.have.members([
        ...['POST dequeue', 'POST set_priority', 'POST move_to_front', 'POST remove', 'POST set_skills'],
        ...['GET entries', 'POST close', 'POST open', 'POST follow_hours'],
      ]);
    });

    it('about entries', async () => {
      const id = await entry();
      const requests = written(/\/entries\/\S+/);
      expect(requests).to.have.length(4);
      // Who was removed is nobody's to change any more.
      const removing = ({ path }: Written): number => Number(path.endsWith('/remove'));
      for (const one of requests.sort((a, b) => removing(a) - removing(b))) await send(one, id);
      await stage.house.world.waitFor(() => stage.program.of('queue.left')[0]);
    });

    it('to be told who waits, with the estimates that are written there', async () => {
      const signIn = { method: 'POST', path: '/v1/tenants/acme/agents/anna/sign_in', rest: '{"state":"ready"}' };
      await send(signIn);
      await entry();
      await stage.house.world.waitFor(() => stage.program.of('call.connected')[0]);
      const id = await entry();
      const [list] = written(/\/entries$/);
      const { json } = await send(list as Written);
      const [one] = json.items;
      const shown = parse((list as Written).rest.replace(', …', '')).items[0];
      expect(one).to.include({ id, position: shown.position }).and.to.include.keys(Object.keys(shown));
      for (const key of ['estimate', 'remaining']) expect(one[key], key).to.have.all.keys(Object.keys(shown[key]));
    });

    it('to take somebody out', async () => {
      const caller = await stage.queued();
      const [dequeue] = written(/\/dequeue$/);
      await send(dequeue as Written);
      const { endpoint } = JSON.parse((dequeue as Written).rest).to;
      await stage.house.world.waitFor(() => caller.hearsWhom.join() === endpoint);
    });

    it('to close and open a queue by hand', async () => {
      const requests = written(/\/(close|open|follow_hours)$/);
      const key = stage.keys.owner ?? '';
      const seen: boolean[] = [];
      for (const one of requests) {
        await send(one);
        seen.push((await stage.send({ path: '/v1/tenants/acme/queues/sales', key })).json.open);
      }
      expect(seen).to.deep.equal([false, true, true]);
    });
  });
});
