/** The store on MongoDB as the contract wants it: a database for each suite, behind a line that can be cut. */
import type { Store } from '../../../src/ports/store';
import { MongoStore } from '../../../src/store/mongo/mongoStore';
import type { StoreHarness } from '../../contracts/store/subject';
import { Line } from './line';
import { addressWith, drop, freshDatabase, run } from './setup';

export function mongoHarness(): StoreHarness {
  const database = freshDatabase();
  const opened: MongoStore[] = [];
  let line: Line | undefined;
  const open = async (): Promise<Store> => {
    line ??= await lineTo(run.uri);
    const store = new MongoStore(throughLine(run.uri, line, database));
    opened.push(store);
    await store.open();
    return store;
  };
  return {
    start: open,
    restart: async () => {
      await opened.at(-1)?.close();
      return open();
    },
    away: async () => {
      line?.cut();
      return async () => line?.mend();
    },
    beside: open,
    stop: async () => {
      for (const store of opened) await store.close();
      await line?.close();
      // A server of our own goes with everything on it.
      if (run.foreign) await drop(run.uri, database);
    },
  };
}

const HOST = /^(mongodb:\/\/(?:[^@/]*@)?)([^/?,:]+)(?::(\d+))?(?=[/?]|$)/;

/** The first host alone can be put behind a line: of several, name the primary. */
function lineTo(uri: string): Promise<Line> {
  const [, , host = '', port = '27017'] = HOST.exec(uri) ?? [];
  if (host === '') throw new Error('the tests want the address of one server: mongodb://user:password@host:port/');
  return Line.to(host, Number(port));
}

const throughLine = (uri: string, { port }: Line, database: string): string =>
  addressWith(uri.replace(HOST, `$1127.0.0.1:${port}`), database, 'directConnection=true');
