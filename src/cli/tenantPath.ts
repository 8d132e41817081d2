/** Where things of a tenant are in the API. */

/** `/v1/tenants/acme/users/us_…`, whatever the words hold. */
export const inTenant = (...words: readonly string[]): string =>
  `/v1/tenants/${words.map((word) => encodeURIComponent(word)).join('/')}`;

/** The option of commands that are about one tenant. */
export const TENANT = ['--tenant <tenant>', 'the tenant'] as const;
