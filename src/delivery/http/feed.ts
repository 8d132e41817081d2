/** The feed in the table of routes: a plain request learns that the address speaks WebSocket (see ../ws). */
import { refuse } from '../../core/errors';
import { rolesFor } from '../../core/permissions';
import type { Route } from './route';

/** One route, which never opens a socket itself. */
export const feedRoutes = (): Route[] => [
  {
    method: 'get',
    path: '/v1/tenants/{tenant}/feed',
    operation: 'feed.open',
    tag: 'feed',
    doc: 'The events of the tenant and the commands to it over WebSocket; docs/feed.md describes the frames.',
    access: rolesFor('feed.open'),
    reply: { status: 101, doc: 'The socket is open; the first frame is `hello`.' },
    refusals: ['request.upgrade_required'],
    handle: () => refuse('request.upgrade_required'),
  },
];
