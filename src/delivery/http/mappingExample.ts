/** The examples of the documentation: a small mapping, and one of each part. */
import type { MappingPartName } from '../../core/mappingParts';

const pbx = {
  kind: 'simulator',
  trunks: {
    carrier: { country: 'DE', inbound: 'e164', dial: 'PJSIP/{digits}', endpoint: 'PJSIP/carrier' },
  },
  routingPoints: { main: {} },
};
const venue = { routingPoint: 'pbx/main', match: { dnis: '493023125109' }, application: 'reception' };
const application = { kind: 'treatment', treatments: [{ do: 'hold', maxSeconds: 600 }] };
const owns = { endpoints: ['PJSIP/a*'], trunks: ['carrier'], numbers: ['+493023125100', '+493023125109'] };

export const MAPPING_EXAMPLE = {
  pbxs: { pbx },
  tenants: {
    acme: { name: 'Acme', owns: { pbx: owns }, applications: { reception: application }, venues: { reception: venue } },
  },
};

/** What is sent to make or replace a part. */
export const PART_EXAMPLES: Readonly<Record<MappingPartName, unknown>> = {
  pbx,
  routingPoint: { default: [{ do: 'reject', cause: 'congestion' }], fallback: 'fallback,{dnis}' },
  tenant: { name: 'Initech' },
  venue,
  application,
  queue: { maxWaitSeconds: 600, wrapUpSeconds: 20 },
  workstation: { name: 'Desk 9', phone: { endpoint: 'PJSIP/a6009' }, place: 'first floor' },
  agent: { name: 'Carla', skills: { spanish: 3 }, queues: { sales: {} } },
  key: { role: 'application', secret: { env: 'ACME_NIGHT_KEY' }, venues: ['reception'] },
  owns,
  messages: {
    url: 'https://sms.example/v1/messages',
    headers: { Authorization: 'Bearer {secrets.key}', 'Idempotency-Key': '{id}' },
    secrets: { key: { env: 'ACME_SMS_KEY' } },
    body: { json: { from: '{from}', to: '{to}', text: '{text}' } },
    from: 'Acme',
  },
  sharedApplication: application,
};
