/** Two tenants whose queues have the same name and call customers back, each by its own configuration. */
import { twoTenantsOn } from './labMapping';

/** Acme dials the customer first, for 5 s, and again after 1 s; Globex asks an agent first, rings for 8 s and tries again after 2 s. */
export const callbacksOn = (url: string, user: string): object => callbackTenants(url, user, {});

/** The same, and whoever asks is asked for a name. */
export const namesOn = (url: string, user: string): object =>
  callbackTenants(url, user, { recordName: { maxSeconds: 8, silenceSeconds: 2 } });

const callbackTenants = (url: string, user: string, more: object): object => {
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
            callback: callback({
              mode: 'customerFirst',
              venue: 'sales',
              ringSeconds: 5,
              delay: 1,
              from: '+493023125100',
              ...more,
            }),
          },
        },
      },
      globex: {
        ...globex,
        queues: {
          sales: {
            wrapUpSeconds: 1,
            keys,
            callback: callback({
              mode: 'agentFirst',
              venue: 'sales',
              ringSeconds: 8,
              delay: 2,
              from: '+493023125200',
              ...more,
            }),
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
  minDelaySeconds: 1,
  minTalkSeconds: 1,
  retry: { delaysSeconds: [delay] },
});
