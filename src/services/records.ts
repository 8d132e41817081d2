/** What is kept, put together: the audit, forgetting a customer, erasing and exporting a tenant. */
import { eraseCustomerBody, eraseTenantBody } from '../core/erasure';
import type { Refusal } from '../core/errors';
import type { AuditQuery, CommandReply, Page, Principal, Records } from './api';
import { AuditService } from './audit';
import { CustomerErasure } from './customerErasure';
import type { Ports } from './partitions';
import { TenantErasure, type TenantErasureDeps } from './tenantErasure';
import { TenantExport } from './tenantExport';

export class RecordsService implements Records {
  readonly bodies = { customer: eraseCustomerBody, tenant: eraseTenantBody };
  private readonly auditing: AuditService;
  private readonly customers: CustomerErasure;
  private readonly tenants: TenantErasure;
  private readonly exports: TenantExport;

  constructor(ports: Ports, deps: TenantErasureDeps) {
    const { partitions } = deps;
    this.auditing = new AuditService(ports, partitions);
    this.customers = new CustomerErasure(ports, deps);
    this.tenants = new TenantErasure(ports, deps);
    this.exports = new TenantExport(ports, partitions);
  }

  audit(principal: Principal, tenant: string | undefined, query: AuditQuery): Promise<Page | Refusal> {
    return this.auditing.list(principal, tenant, query);
  }

  eraseCustomer(principal: Principal, tenant: string, body: unknown): Promise<CommandReply> {
    return this.customers.erase(principal, tenant, body);
  }

  eraseTenant(principal: Principal, tenant: string, body: unknown): Promise<CommandReply> {
    return this.tenants.erase(principal, tenant, body);
  }

  exportTenant(principal: Principal, tenant: string): AsyncIterable<string> | Refusal {
    return this.exports.lines(principal, tenant);
  }

  /** Whether a tenant that the store has was erased; a start drops what is left of it. */
  erased(tenant: string): Promise<boolean> {
    return this.tenants.finished(tenant);
  }
}
