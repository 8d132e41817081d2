/** The mapping of the gateway in the lab: two tenants on one Asterisk, with the same names wherever names may be the same. */

const beep = { do: 'announce', media: [{ play: 'prompt', name: 'beep' }] };

/** Phones a6001 to a6009 are Acme's, a6010 to a6019 Globex's; a6009 and a6019 take what no program decides. */
export const twoTenantsOn = (url: string, user: string) => ({
  pbxs: {
    lab: {
      kind: 'asterisk',
      url,
      user,
      password: { env: 'PBX_PASSWORD' },
      headers: ['X-Case'],
      trunks: {
        carrier: { country: 'DE', inbound: 'e164', dial: 'PJSIP/{digits}@trunk', endpoint: 'PJSIP/trunk' },
        other: { country: 'DE', inbound: 'e164', dial: 'PJSIP/{digits}@trunk' },
      },
      routingPoints: { main: {}, desk: {} },
    },
  },
  tenants: { acme, globex },
});

const acme = {
  name: 'Acme',
  keys: { program: { role: 'application', secret: { env: 'ACME_KEY' } } },
  owns: { lab: { endpoints: ['PJSIP/a600*'], trunks: ['carrier'], numbers: ['+493023125100'] } },
  applications: {
    hotline: { kind: 'feed', replySeconds: 5, circuitFailures: 1000 },
    hasty: { kind: 'feed', replySeconds: 1, circuitFailures: 1000 },
    sales: { kind: 'queue', queue: 'sales' },
  },
  queues: { sales: { ringSeconds: 15, wrapUpSeconds: 1 } },
  workstations: {
    'desk-1': { phone: { endpoint: 'PJSIP/a6001' } },
    'desk-2': { phone: { endpoint: 'PJSIP/a6002' } },
  },
  agents: {
    anna: { name: 'Anna', workstation: 'desk-1', queues: { sales: {} } },
    bert: { name: 'Bert', workstation: 'desk-2', queues: { sales: {} } },
  },
  venues: {
    hotline: {
      routingPoint: 'lab/main',
      match: { dnis: '1000' },
      application: 'hotline',
      headers: { 'X-Case': 'case' },
      default: [beep, { do: 'connect', to: { endpoint: 'PJSIP/a6009' }, ringSeconds: 10 }, { do: 'reject' }],
    },
    hasty: {
      routingPoint: 'lab/main',
      match: { dnis: '1100' },
      application: 'hasty',
      default: [beep, { do: 'connect', to: { endpoint: 'PJSIP/a6009' }, ringSeconds: 10 }, { do: 'reject' }],
    },
    sales: { routingPoint: 'lab/main', match: { dnis: '1300' }, application: 'sales' },
    spare: { routingPoint: 'lab/main', match: { dnis: '1200' }, application: 'hotline' },
  },
};

const globex = {
  name: 'Globex',
  keys: { program: { role: 'application', secret: { env: 'GLOBEX_KEY' } } },
  owns: { lab: { endpoints: ['PJSIP/a601*'], trunks: ['other'], numbers: ['+493023125200'] } },
  applications: { hotline: { kind: 'feed', replySeconds: 5 } },
  venues: {
    hotline: { routingPoint: 'lab/main', match: { dnis: '2000' }, application: 'hotline' },
    only: { routingPoint: 'lab/main', match: { dnis: '2001' }, application: 'hotline' },
  },
};
