// Lists the live calls of a tenant and routes the first one that waits for a decision. See README.md beside it.
import createClient from 'openapi-fetch';
import type { paths } from './api.generated';

const { SIGNALBOX_URL = 'http://127.0.0.1:8080', SIGNALBOX_KEY = 'demo-key-of-acme' } = process.env;
const [tenant = 'acme', endpoint = 'SIM/101'] = process.argv.slice(2);

const api = createClient<paths>({ baseUrl: SIGNALBOX_URL, headers: { Authorization: `Bearer ${SIGNALBOX_KEY}` } });

async function main(): Promise<void> {
  const { data, error } = await api.GET('/v1/tenants/{tenant}/calls', {
    params: { path: { tenant }, query: { state: 'live', limit: 20 } },
  });
  if (error) throw new Error(`${error.code}: ${error.title}`);
  for (const { id, state, ani, dnis, venue } of data.items) console.log(id, state, `${ani} -> ${dnis}`, venue ?? '');
  const waiting = data.items.find((call) => call.offer !== undefined);
  if (!waiting?.offer) return console.log('nobody waits for a decision');
  await route(waiting.id, waiting.offer.number);
}

// One key per offer: a request that is sent again repeats the answer, not the act.
async function route(id: string, offer: number): Promise<void> {
  const { data, error } = await api.POST('/v1/tenants/{tenant}/calls/{id}/route', {
    params: { path: { tenant, id }, header: { 'Idempotency-Key': `${id}-${offer}` } },
    body: {
      offer,
      interrupt: false,
      treatments: [
        { do: 'announce', media: [{ play: 'prompt', name: 'welcome' }] },
        { do: 'connect', to: { endpoint }, ringSeconds: 20 },
      ],
    },
  });
  if (error) throw new Error(`${error.code}: ${error.detail ?? error.title}`);
  console.log('routed', data.call, 'to', endpoint);
}

main().catch((problem) => {
  console.error(problem instanceof Error ? problem.message : problem);
  process.exitCode = 1;
});
