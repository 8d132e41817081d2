/** What is kept, as delivery sees it. */
import { eraseCustomerBody, eraseTenantBody } from '../../src/core/erasure';
import type { Records } from '../../src/services/api';
import type { FakeTools } from './fakePeople';

/** Records that remember what they are asked. */
export const fakeRecords = (tools: FakeTools): Records => ({
  bodies: { customer: eraseCustomerBody, tenant: eraseTenantBody },
  audit: async (principal, tenant, query) => {
    tools.asked.push(['audit', tenant, query]);
    return tools.page('audit', tenant ?? 'system', principal);
  },
  eraseCustomer: async (_, tenant, body) => tools.created('eraseCustomer', eraseCustomerBody, [body, tenant], 200),
  eraseTenant: async (_, tenant, body) => tools.created('eraseTenant', eraseTenantBody, [body, tenant], 200),
  exportTenant: (principal, tenant) => tools.query('export', [tenant], tenant, principal) ?? lines(),
});

async function* lines(): AsyncGenerator<string> {
  yield '{"type":"export"}';
  yield '{"type":"event"}';
}
