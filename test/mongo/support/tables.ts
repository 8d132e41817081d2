/** The disk of a house on a real server: time in the house stands still until the server has answered. */
import type { Stored } from '../../../src/ports/store';
import { MongoStore } from '../../../src/store/mongo/mongoStore';
import type { Tables } from '../../support/tables';
import type { World } from '../../support/world';
import { type Database, emptied } from './databases';

export class MongoTables implements Tables {
  private store: MongoStore | undefined;

  constructor(
    private readonly database: Database,
    private readonly world: Pick<World, 'real'>,
  ) {}

  /** As a process: with connections of its own. Of one that has died nothing is on its way any more. */
  open(): Promise<void> {
    return this.world.real(this.again());
  }

  private async again(): Promise<void> {
    if (!this.store && this.database.used) await emptied(this.database.uri);
    await this.store?.close();
    this.store = new MongoStore(this.database.uri);
    await this.store.open();
  }

  async close(): Promise<void> {
    await this.world.real(this.at.close());
    this.database.giveBack();
  }

  private get at(): MongoStore {
    if (!this.store) throw new Error('the tables are not open');
    return this.store;
  }

  readonly write: Tables['write'] = (batch) =>
    this.world.real(this.at.commit([batch]).then(([outcome]) => outcome ?? 'unknown'));

  readonly checkpoint: Tables['checkpoint'] = (tenant, documents, mark = 0) =>
    this.world.real(this.at.checkpoint(tenant, documents, mark));

  readonly tenants: Tables['tenants'] = () => this.world.real(this.at.tenants().then((names) => [...names]));
  readonly load: Tables['load'] = (tenant) => this.world.real(this.at.load(tenant));
  readonly get: Tables['get'] = (...asked) => this.world.real(this.at.get(...asked));
  readonly find: Tables['find'] = (...asked) => this.world.real(this.at.find(...asked));
  readonly history: Tables['history'] = (...asked) =>
    this.world.real(this.at.history(...asked).then((records) => [...records]));
  readonly oldest: Tables['oldest'] = (tenant) => this.world.real(this.at.oldest(tenant));
  readonly prune: Tables['prune'] = (...asked) => this.world.real(this.at.prune(...asked));
  readonly pruneDocuments: Tables['pruneDocuments'] = (...asked) => this.world.real(this.at.pruneDocuments(...asked));
  readonly audit: Tables['audit'] = (...asked) =>
    this.world.real(this.at.audit(...asked).then((records) => [...records]));
  readonly pruneAudit: Tables['pruneAudit'] = (...asked) => this.world.real(this.at.pruneAudit(...asked));
  readonly erase: Tables['erase'] = (...asked) => this.world.real(this.at.erase(...asked));
  readonly eraseTenant: Tables['eraseTenant'] = (tenant) => this.world.real(this.at.eraseTenant(tenant));
  readonly exportAll: Tables['exportAll'] = (tenant) => this.world.real(this.everything(tenant));
  readonly importPage: Tables['importPage'] = (...asked) => this.world.real(this.at.importPage(...asked));

  private async everything(tenant: string): Promise<Stored[]> {
    const all: Stored[] = [];
    for (let cursor: string | undefined; ; ) {
      const { items, next } = await this.at.exportPage(tenant, cursor);
      all.push(...items);
      if (next === undefined) return all;
      cursor = next;
    }
  }
}
