/** What must be there before an example about the mapping or a part of it can be sent. */
import { PART_EXAMPLES } from '../../../src/delivery/http/mappingExample';
import type { Stage } from '../stage';

type Scene = (stage: Stage) => Promise<Readonly<Record<string, string>>>;

/** Names of parts of the mapping, and what must be put there first. */
const part =
  (names: Readonly<Record<string, string>>, ...first: readonly (readonly [path: string, body: unknown])[]): Scene =>
  async (stage) => {
    for (const [path, body] of first) {
      const sent = { method: 'PUT', path: `/v1/system/mapping/${path}`, key: 'admin', body: JSON.stringify(body) };
      const { status, text } = await stage.send({ ...sent, headers: { 'if-match': '*' } });
      if (status !== 200) throw new Error(`${path}: ${text}`);
    }
    return names;
  };
const hold = { kind: 'treatment', treatments: [{ do: 'hold' }] };
const spare = ['pbxs/spare', { kind: 'simulator', routingPoints: { main: {}, night: {} } }] as const;
const night = ['tenants/acme/applications/night', hold] as const;
const spareQueue = ['tenants/acme/queues/spare', {}] as const;
const concierge = ['applications/concierge', hold] as const;
const sending = ['tenants/acme/messages', PART_EXAMPLES.messages] as const;
const acme = { tenant: 'acme' };

export const MAPPING_SCENES: Readonly<Record<string, Scene>> = {
  'queues.put': async () => ({ tenant: 'acme', id: 'sales' }),
  'queues.delete': part({ ...acme, id: 'spare' }, spareQueue),
  'mapping.versions.get': part({ version: '1' }),
  'mapping.versions.diff': part({ version: '2' }, night),
  'mapping.versions.rollback': part({ version: '1' }, night),
  'mapping.pbx.get': part({ pbx: 'pbx' }),
  'mapping.pbx.put': part({ pbx: 'spare' }),
  'mapping.pbx.delete': part({ pbx: 'spare' }, spare),
  'mapping.routingPoint.get': part({ pbx: 'pbx', point: 'main' }),
  'mapping.routingPoint.put': part({ pbx: 'pbx', point: 'night' }),
  'mapping.routingPoint.delete': part({ pbx: 'spare', point: 'night' }, spare),
  'mapping.tenant.get': part(acme),
  'mapping.tenant.put': part({ tenant: 'initech' }),
  'mapping.tenant.delete': part({ tenant: 'globex' }),
  'mapping.venue.get': part({ ...acme, venue: 'reception' }),
  'mapping.venue.put': part({ ...acme, venue: 'night' }),
  'mapping.venue.delete': part({ ...acme, venue: 'reception' }),
  'mapping.application.get': part({ ...acme, application: 'reception' }),
  'mapping.application.put': part({ ...acme, application: 'night' }),
  'mapping.application.delete': part({ ...acme, application: 'night' }, night),
  'mapping.queue.get': part({ ...acme, queue: 'sales' }),
  'mapping.queue.put': part({ ...acme, queue: 'sales' }),
  'mapping.queue.delete': part({ ...acme, queue: 'spare' }, spareQueue),
  'mapping.workstation.get': part({ ...acme, workstation: 'desk-1' }),
  'mapping.workstation.put': part({ ...acme, workstation: 'desk-9' }),
  'mapping.workstation.delete': part({ ...acme, workstation: 'desk-2' }),
  'mapping.agent.get': part({ ...acme, agent: 'anna' }),
  'mapping.agent.put': part({ ...acme, agent: 'carla' }),
  'mapping.agent.delete': part({ ...acme, agent: 'bert' }),
  'mapping.key.get': part({ ...acme, key: 'program' }),
  'mapping.key.put': part({ ...acme, key: 'night' }),
  'mapping.key.delete': part({ ...acme, key: 'program' }),
  'mapping.owns.get': part({ ...acme, pbx: 'pbx' }),
  'mapping.owns.put': part({ ...acme, pbx: 'pbx' }),
  'mapping.owns.delete': part({ ...acme, pbx: 'spare' }, spare, ['tenants/acme/owns/spare', {}]),
  'mapping.messages.get': part(acme, sending),
  'mapping.messages.put': part(acme),
  'mapping.messages.delete': part(acme, sending),
  'mapping.sharedApplication.get': part({ application: 'concierge' }, concierge),
  'mapping.sharedApplication.put': part({ application: 'concierge' }),
  'mapping.sharedApplication.delete': part({ application: 'concierge' }, concierge),
};
