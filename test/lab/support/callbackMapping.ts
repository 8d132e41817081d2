/** Two tenants whose queues have the same name and call customers back, each by its own configuration. */
import { twoTenantsOn } from './labMapping';

/** Acme rings for 5 s, tries again after 1 s and dials two at once; Globex rings for 8 s and tries again after 2 s. */
export const callbacksOn = (url: string, user: string): object => {
  const { pbxs, tenants } = twoTenantsOn(url, user);
  const { acme, globex } = tenants;
  return {
    pbxs,
    tenants: {
      acme: {
        ...acme,
        queues: {
          sales: {
            ...acme.queues.sales,
            keys,
            callback: callback({ venue: 'sales', ringSeconds: 5, simultaneous: 2, delay: 1, from: '+493023125100' }),
          },
        },
      },
      globex: {
        ...globex,
        queues: {
          sales: {
            wrapUpSeconds: 1,
            keys,
            callback: callback({ venue: 'sales', ringSeconds: 8, simultaneous: 1, delay: 2, from: '+493023125200' }),
          },
        },
        workstations: { 'desk-1': { phone: { endpoint: 'PJSIP/a6011' } } },
        agents: { gina: { name: 'Gina', workstation: 'desk-1', queues: { sales: {} } } },
        applications: { ...globex.applications, sales: { kind: 'queue', queue: 'sales' } },
        venues: {
          ...globex.venues,
          sales: { routingPoint: 'lab/main', match: { dnis: '2300' }, application: 'sales' },
        },
      },
    },
  };
};

/** Key 1 asks for a callback. */
const keys = { '1': [{ do: 'propose', queue: 'sales' }] };

const callback = ({ delay, ...given }: { delay: number; [name: string]: unknown }) => ({
  ...given,
  mode: 'customerFirst',
  minDelaySeconds: 1,
  minTalkSeconds: 1,
  retry: { delaysSeconds: [delay] },
});
