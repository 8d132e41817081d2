/** The two tenants, where venues of the first ask for attributes of their callers. */
import { twoTenants } from './twoTenants';

export const SECRET = `whsec_${Buffer.alloc(32, 5).toString('base64')}`;
export const FROM = 'https://crm.example/caller';
export const askingVenues = (more: object = {}) => {
  const copy = structuredClone(twoTenants) as { tenants: { acme: { venues: Record<string, object> } } };
  const attributes = { from: FROM, secret: { literal: SECRET }, ...more };
  const { venues } = copy.tenants.acme;
  venues.hotline = { ...venues.hotline, attributes };
  venues.menu = { ...venues.menu, attributes: { ...attributes, from: `${FROM}/menu` } };
  return copy;
};
