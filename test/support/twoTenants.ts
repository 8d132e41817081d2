/** The mapping of most flows: two tenants on one PBX, with the same names wherever names may be the same. */
export const twoTenants = {
  pbxs: {
    pbx: {
      kind: 'simulator',
      headers: ['X-Case'],
      trunks: {
        carrier: { country: 'DE', inbound: 'e164', dial: 'PJSIP/carrier-{digits}', endpoint: 'PJSIP/carrier' },
        other: { country: 'DE', inbound: 'e164', dial: 'PJSIP/other-{digits}' },
      },
      routingPoints: { main: { default: [{ do: 'reject', cause: 'congestion' }] } },
    },
  },
  tenants: {
    acme: {
      name: 'Acme',
      owns: { pbx: { endpoints: ['PJSIP/a*'], trunks: ['carrier'], numbers: ['+493023125100'] } },
      applications: {
        hotline: { kind: 'feed', replySeconds: 5, retries: 2, circuitFailures: 3, circuitSeconds: 30 },
        menu: {
          kind: 'treatment',
          treatments: [
            { do: 'collect', media: [{ play: 'prompt', name: 'menu' }], as: 'choice' },
            { do: 'connect', to: { endpoint: 'PJSIP/a1' } },
          ],
        },
        echo: { kind: 'treatment', treatments: [{ do: 'answer' }, { do: 'reject', cause: 'normal' }] },
        sales: { kind: 'treatment', treatments: [{ do: 'queue', queue: 'sales' }] },
        vip: { kind: 'treatment', treatments: [{ do: 'queue', queue: 'sales', priority: 10 }] },
      },
      queues: {
        sales: {
          maxEntries: 3,
          maxWaitSeconds: 60,
          music: 'waiting',
          announcements: { firstSeconds: 10, everySeconds: 15, position: true, positionUpTo: 2 },
        },
      },
      venues: {
        hotline: {
          routingPoint: 'pbx/main',
          match: { dnis: '1000' },
          application: 'hotline',
          headers: { 'X-Case': 'case' },
          default: [
            { do: 'announce', media: [{ play: 'prompt', name: 'sorry' }] },
            { do: 'connect', to: { endpoint: 'PJSIP/a9' }, ringSeconds: 10 },
            { do: 'reject', cause: 'congestion' },
          ],
        },
        menu: { routingPoint: 'pbx/main', match: { dnis: '1001' }, application: 'menu' },
        echo: { routingPoint: 'pbx/main', match: { dnis: '1002' }, application: 'echo' },
        sales: { routingPoint: 'pbx/main', match: { dnis: '1003' }, application: 'sales' },
        vip: { routingPoint: 'pbx/main', match: { dnis: '1004' }, application: 'vip' },
      },
    },
    globex: {
      name: 'Globex',
      owns: { pbx: { endpoints: ['PJSIP/b*'], trunks: ['other'], numbers: ['+493023125200'] } },
      applications: {
        hotline: { kind: 'feed', replySeconds: 5 },
        sales: { kind: 'treatment', treatments: [{ do: 'queue', queue: 'sales' }] },
      },
      queues: { sales: {} },
      venues: {
        hotline: { routingPoint: 'pbx/main', match: { dnis: '2000' }, application: 'hotline' },
        only: { routingPoint: 'pbx/main', match: { dnis: '2001' }, application: 'hotline' },
        sales: { routingPoint: 'pbx/main', match: { dnis: '2003' }, application: 'sales' },
      },
    },
  },
};
