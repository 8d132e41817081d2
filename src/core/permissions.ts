/**
 * Who may do what (design §9): one table from operation to roles, for every route of HTTP and every command of the
 * feed. Services and delivery ask it alike, a test walks it, `make docs` prints it into docs/security.md.
 */

export const ROLES = ['admin', 'owner', 'supervisor', 'user', 'application'] as const;
/**
 * `admin`: the installation. `owner`: a tenant's configuration, users and keys. `supervisor`: its queues and people.
 * `user`: the own desk. `application`: a program, feed and API, which may be limited to venues.
 */
export type Role = (typeof ROLES)[number];
type Roles = readonly Role[];

const ADMIN: Roles = ['admin'];
const STAFF: Roles = ['admin', 'owner', 'supervisor'];
const OWNERS: Roles = ['admin', 'owner'];
const SUPERVISORS: Roles = ['admin', 'owner', 'supervisor'];
const PROGRAMS: Roles = ['admin', 'owner', 'application'];
const CALLS: Roles = ['admin', 'owner', 'supervisor', 'application'];

const table = <T extends Readonly<Record<string, Roles>>>(permissions: T): Readonly<T> => Object.freeze(permissions);

/** Operation → roles, as `/openapi.json` and the feed name operations. What is open to everybody is not here. */
export const PERMISSIONS = table({
  'calls.list': CALLS,
  'calls.get': CALLS,
  'call.originate': CALLS,
  'call.route': CALLS,
  'call.answer': CALLS,
  'call.hold': CALLS,
  'call.retrieve': CALLS,
  'call.mute': CALLS,
  'call.play': CALLS,
  'call.collect_digits': CALLS,
  'call.clear': CALLS,
  'call.set_attributes': CALLS,
  'transactions.get': CALLS,
  'transaction.set_attributes': CALLS,
  'queues.list': CALLS,
  'queues.get': CALLS,
  'queues.entries': CALLS,
  'queue.dequeue': CALLS,
  'venues.list': CALLS,
  'applications.list': CALLS,
  'application.attach': PROGRAMS,
  'feed.open': CALLS,
  'call.record': CALLS,
  'call.stop_recording': CALLS,
  'recordings.list': CALLS,
  'recordings.get': CALLS,
  'recordings.download': SUPERVISORS,
  'recordings.change': OWNERS,
  'recordings.delete': OWNERS,
  'prompts.list': CALLS,
  'prompts.get': CALLS,
  'prompts.download': CALLS,
  'prompts.create': OWNERS,
  'prompts.change': OWNERS,
  'prompts.upload': OWNERS,
  'prompts.delete': OWNERS,
  'prompts.delete_language': OWNERS,
  'webhooks.list': PROGRAMS,
  'webhooks.create': PROGRAMS,
  'webhooks.get': PROGRAMS,
  'webhooks.change': PROGRAMS,
  'webhooks.delete': PROGRAMS,
  'webhooks.pause': PROGRAMS,
  'webhooks.resume': PROGRAMS,
  'webhooks.replay': PROGRAMS,
  'webhooks.rotate': PROGRAMS,
  'webhooks.ping': PROGRAMS,
  'deadLetters.list': PROGRAMS,
  'deadLetters.get': PROGRAMS,
  'deadLetters.replay': PROGRAMS,
  'deadLetters.replay_all': PROGRAMS,
  'deadLetters.purge': PROGRAMS,
  'deadLetters.purge_all': PROGRAMS,
  'keys.list': OWNERS,
  'keys.create': OWNERS,
  'keys.rotate': OWNERS,
  'keys.revoke': OWNERS,
  'users.list': STAFF,
  'users.get': STAFF,
  'users.create': OWNERS,
  'users.change': OWNERS,
  'users.invite': OWNERS,
  'users.deactivate': OWNERS,
  'users.activate': OWNERS,
  'users.sign_out': OWNERS,
  'session.get': ROLES,
  'session.end': ROLES,
  'session.end_all': ROLES,
  'session.password': ROLES,
  'system.keys.list': ADMIN,
  'system.keys.create': ADMIN,
  'system.keys.rotate': ADMIN,
  'system.keys.revoke': ADMIN,
  'tenants.list': ADMIN,
  'tenants.create': ADMIN,
  'tenants.get': ADMIN,
  'tenants.change': ADMIN,
  'tenants.suspend': ADMIN,
  'tenants.resume': ADMIN,
  'tenants.erase': ADMIN,
  'quotas.get': OWNERS,
  'audit.list': OWNERS,
  'system.audit': ADMIN,
  'tenant.export': OWNERS,
  'customers.erase': OWNERS,
  'routingPoints.list': ADMIN,
  'mapping.get': ADMIN,
  'mapping.export': ADMIN,
  'mapping.validate': ADMIN,
  'mapping.diff': ADMIN,
  'mapping.dryRun': ADMIN,
  'mapping.apply': ADMIN,
  'mapping.applyFile': ADMIN,
  'mapping.versions.list': ADMIN,
  'mapping.versions.get': ADMIN,
  'mapping.versions.diff': ADMIN,
  'mapping.versions.rollback': ADMIN,
  'mapping.pbx.get': ADMIN,
  'mapping.pbx.put': ADMIN,
  'mapping.pbx.delete': ADMIN,
  'mapping.routingPoint.get': ADMIN,
  'mapping.routingPoint.put': ADMIN,
  'mapping.routingPoint.delete': ADMIN,
  'mapping.tenant.get': ADMIN,
  'mapping.tenant.put': ADMIN,
  'mapping.tenant.delete': ADMIN,
  'mapping.venue.get': ADMIN,
  'mapping.venue.put': ADMIN,
  'mapping.venue.delete': ADMIN,
  'mapping.application.get': ADMIN,
  'mapping.application.put': ADMIN,
  'mapping.application.delete': ADMIN,
  'mapping.key.get': ADMIN,
  'mapping.key.put': ADMIN,
  'mapping.key.delete': ADMIN,
  'mapping.owns.get': ADMIN,
  'mapping.owns.put': ADMIN,
  'mapping.owns.delete': ADMIN,
  'mapping.sharedApplication.get': ADMIN,
  'mapping.sharedApplication.put': ADMIN,
  'mapping.sharedApplication.delete': ADMIN,
  'doctor.examine': ADMIN,
  'health.metrics': ADMIN,
});
export type Operation = keyof typeof PERMISSIONS;

/** The roles that may do it; nobody, when the table has no such operation. */
export const rolesFor = (operation: string): Roles =>
  Object.hasOwn(PERMISSIONS, operation) ? ((PERMISSIONS as Readonly<Record<string, Roles>>)[operation] ?? []) : [];
