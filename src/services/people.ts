/** Who may come in and how much they may use: keys, users, sessions, tenants and quotas, put together. */
import { type Refusal, refuse } from '../core/errors';
import type { Passwords } from '../ports/passwords';
import type { Vault } from '../ports/vault';
import { Keys } from './access';
import type { Api, Principal } from './api';
import type { Admission } from './authority';
import type { Deadlines } from './deadlines';
import { KeyService } from './keys';
import { TenantLimits } from './limits';
import type { Mappings } from './mappings';
import type { PartitionListener, Partitions, Ports } from './partitions';
import { quotaCounts } from './quotaCounts';
import { RequestMarks } from './requestMarks';
import { Sessions } from './sessions';
import { SignInService } from './signIn';
import { TenantService } from './tenants';
import { UserDirectory } from './userDirectory';
import { UserService } from './users';

export interface PeopleDeps {
  readonly ports: Ports;
  readonly partitions: Partitions;
  readonly mappings: Mappings;
  readonly vault: Vault;
  readonly passwords: Passwords;
  /** SHA-256 of the admin key. */
  readonly adminHash: string;
  /** Feeds open in a tenant. */
  readonly subscribers: (tenant: string) => number;
  /** Opens the partition of a tenant. */
  readonly open: (tenant: string) => Promise<void>;
}

export class People implements Admission {
  readonly keys: Keys;
  readonly limits: TenantLimits;
  readonly tenants: TenantService;
  readonly sessions: Sessions;
  readonly api: Pick<Api, 'access' | 'keys' | 'tenants' | 'limits' | 'users' | 'signIns'>;
  readonly marks: RequestMarks;
  private readonly users: UserDirectory;

  constructor(deps: PeopleDeps) {
    const { ports, partitions, mappings, vault, passwords, subscribers } = deps;
    const marks = new RequestMarks(ports, partitions);
    const keys = new Keys(ports, partitions, mappings, deps.adminHash);
    const users = new UserDirectory(ports, partitions, vault);
    const sessions = new Sessions(ports, partitions, vault);
    const mapped = (what: 'queues' | 'workstations' | 'agents') => (of: string) =>
      Object.keys(mappings.current.tenants[of]?.[what] ?? {}).length;
    const parts = { queues: mapped('queues'), workstations: mapped('workstations'), agents: mapped('agents') };
    const counters = {
      ...quotaCounts(partitions, mappings),
      ...parts,
      subscribers,
      keys: (of: string) => keys.count(of),
      users: (of: string) => users.count(of),
    };
    const limits = new TenantLimits(ports.clock, partitions, counters);
    const tenants = new TenantService(ports, partitions, mappings, limits, marks, deps.open);
    const suspended = (tenant: string): boolean => keys.suspended(tenant);
    this.api = {
      access: keys,
      limits,
      keys: new KeyService(ports, partitions, { mappings, keys, limits, marks }),
      tenants,
      users: new UserService(ports, partitions, { users, sessions, limits, marks }),
      signIns: new SignInService({ ports, partitions, passwords, users, sessions, marks, suspended }),
    };
    this.marks = marks;
    this.keys = keys;
    this.users = users;
    this.sessions = sessions;
    this.limits = limits;
    this.tenants = tenants;
  }

  /** Who is told of records. */
  get listeners(): readonly PartitionListener[] {
    return [this.keys, this.users, this.sessions];
  }

  loaded(tenant: string): void {
    this.keys.loaded(tenant);
    this.users.loaded(tenant);
    this.sessions.loaded(tenant);
  }

  suspended(tenant: string): boolean {
    return this.keys.suspended(tenant);
  }

  /** Why no call is begun for a tenant. */
  mayDial(tenant: string): Refusal | undefined {
    return this.keys.suspended(tenant) ? refuse('tenant.suspended') : this.limits.dialLeft(tenant);
  }

  handle(deadlines: Deadlines): void {
    deadlines.handle('key', (_, id, name) => this.keys.deadline(id, name));
    deadlines.handle('session', (_, id) => this.sessions.deadline(id));
  }

  admits(principal: Principal): Refusal | undefined {
    return principal.user === undefined ? this.keys.admits(principal) : this.sessions.admits(principal);
  }
}
