/** Finds what stands at an address, exactly as the table of routes writes it: no other case, no slash too many. */
import findMyWay from 'find-my-way';
import { grouped } from '../grouped';
import type { Route } from './route';

/** A route with what the address says. */
export interface Found {
  readonly route: Route;
  /** Values of the `{names}` in the path, decoded. */
  readonly params: Readonly<Record<string, string>>;
  /** The query as it came; a name that came several times has all its values. */
  readonly query: Readonly<Record<string, unknown>>;
}

/** The headers of a request are not longer; how long a name may be is for the services to say. */
const MAX_CHARS = 16_384;

export class RouteTable {
  /** An address has one place, whatever the method: so it is found as if everything were a GET. */
  private readonly places = findMyWay({ maxParamLength: MAX_CHARS });

  constructor(routes: readonly Route[]) {
    for (const [path, ofPath] of grouped(routes, (route) => route.path)) {
      const byMethod = new Map(ofPath.map((route) => [route.method.toUpperCase(), route]));
      this.places.on('GET', path.replace(/\{(\w+)\}/g, ':$1'), () => {}, byMethod);
    }
  }

  /** The route of a request, or the methods that its address has instead (as `Allow` names them). HEAD is answered like GET. */
  find(method: string, url: string): Found | { readonly allowed: string } | undefined {
    const place = this.places.find('GET', url);
    const params = place?.params as Record<string, string>;
    if (!place || Object.values(params).includes('')) return undefined;
    const byMethod: ReadonlyMap<string, Route> = place.store;
    const route = byMethod.get(method === 'HEAD' ? 'GET' : method);
    if (route) return { route, params, query: place.searchParams };
    return { allowed: [...byMethod.keys()].map((name) => (name === 'GET' ? 'GET, HEAD' : name)).join(', ') };
  }
}
