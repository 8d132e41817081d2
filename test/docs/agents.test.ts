/** Settings and requests of docs/agents.md as they are written there: a gateway takes them. */
import { expect } from 'chai';
import { parse } from 'yaml';
import { agentSettings } from '../../src/core/agent';
import { mapping } from '../../src/core/mapping';
import { checkMapping } from '../../src/core/mappingCheck';
import { Page } from '../support/docs/page';
import { Stage } from '../support/stage';

const PAGE = new Page('docs/agents.md');

/** What a tenant of the page has beside what the page shows. */
const around = (tenant: { readonly queues: object }) => ({
  pbxs: {
    pbx: {
      kind: 'simulator',
      trunks: {
        carrier: {
          ...{ country: 'DE', dial: 'PJSIP/{e164}@carrier' },
          sip: { dial: 'PJSIP/carrier/{address}', hosts: ['example.com'] },
        },
      },
      routingPoints: { main: {} },
    },
  },
  tenants: {
    acme: {
      ...{ name: 'Acme', owns: { pbx: { endpoints: ['PJSIP/a*'], trunks: ['carrier'] } } },
      ...tenant,
      queues: { support: {}, ...tenant.queues },
    },
  },
});

describe('docs/agents.md', () => {
  it('has workstations, agents and queues that a mapping takes', () => {
    const [whole = '', ...others] = PAGE.blocks('yaml');
    const made = mapping.parse(around(parse(whole).tenants.acme));
    expect(checkMapping(made)).to.deep.equal([]);
    const { workstations, agents } = made.tenants.acme ?? {};
    expect(Object.values(workstations ?? {}).map(({ phone }) => Object.keys(phone)[0])).to.deep.equal([
      'endpoint',
      'number',
      'sip',
    ]);
    expect(Object.keys(agents ?? {})).to.deep.equal(['anna']);
    const timed = others.flatMap((text) => Object.values(parse(text).agents));
    expect(timed).to.have.length(1);
    for (const one of timed) expect(agentSettings.parse(one)).to.have.any.keys('hours', 'bookings');
  });

  it('has requests that are taken, in the order in which they stand there', async () => {
    const stage = await Stage.open();
    try {
      const requests = PAGE.requests();
      expect(requests.map(({ method, path }) => `${method} ${path.split('/').slice(4).join('/')}`)).to.deep.equal([
        ...['PUT workstations/desk-9', 'PUT agents/carla', 'DELETE agents/carla'],
        ...['POST agents/anna/sign_in', 'POST agents/anna/set_state', 'POST agents/anna/set_state'],
        ...['POST agents/anna/sign_off', 'POST agents/anna/book', 'POST agents/anna/cancel_booking'],
      ]);
      let booking = '';
      for (const { method, path, rest } of requests) {
        const body = rest.replace(/bo_[0-9a-f]{32}/, booking);
        const reply = await stage.send({
          ...{ method, path, key: stage.keys.owner ?? '' },
          ...(body !== '' && { body }),
        });
        expect(reply.status, `${method} ${path}: ${reply.text}`).to.be.oneOf([200, 201, 204]);
        booking = reply.json?.booking ?? booking;
        const { json } = await stage.send({ path: '/v1/tenants/acme/agents/anna', key: stage.keys.owner ?? '' });
        const { state, reason } = JSON.parse(body || '{}');
        if (/sign_in|set_state/.test(path)) expect(json).to.include({ state, ...(reason && { reason }) });
        if (path.endsWith('sign_off')) expect(json).to.include({ state: 'loggedOff' });
        if (path.endsWith('/book')) expect(json.bookings).to.have.length(1);
        if (path.endsWith('/cancel_booking')) expect(json.bookings ?? []).to.deep.equal([]);
      }
    } finally {
      await stage.close();
    }
  });

  it('says how a desk declines an offer, and how offers and workstations are listed', async () => {
    const stage = await Stage.open();
    const key = stage.keys.owner ?? '';
    try {
      const text = PAGE.prose;
      const [decline, offers, desks] = [
        /`POST …(\/offers\/of_…\/decline)`/,
        /`GET …(\/offers)`/,
        /`GET …(\/workstations)`/,
      ].map((written) => written.exec(text)?.[1] ?? expect.fail(`the page has no ${written}`));
      const which = /\(`(\?agent=\S+)`\)/.exec(text)?.[1] ?? expect.fail('the page asks for no offers of an agent');
      const at = '/v1/tenants/acme';
      await stage.send({ method: 'POST', path: `${at}/agents/anna/sign_in`, key, body: '{"state":"ready"}' });
      await stage.queued();
      const offer = await stage.house.world.waitFor(() => stage.program.of('offer.created')[0]);
      const { id } = offer.data as { id: string };
      const declined = await stage.send({
        method: 'POST',
        path: `${at}${decline?.replace('of_…', id)}`,
        key,
        body: '{}',
      });
      expect(declined.status, declined.text).to.equal(200);
      // Lists are of documents, which are written within a second.
      await stage.house.world.advance(2_000);
      const listed = await stage.send({ path: `${at}${offers}${which}`, key });
      expect(listed.json.items[0], listed.text).to.include({ id, state: 'declined', agent: 'anna' });
      const seen = await stage.send({ path: `${at}${desks}`, key });
      expect(seen.json.items[0], seen.text).to.include({ id: 'desk-1', agent: 'anna' }).and.to.have.property('device');
    } finally {
      await stage.close();
    }
  });
});
