/**
 * A tenant as lines of a file: who it is, everything as stored, and at the end how much that was. Texts of records and
 * documents are strings in it, so that they come out byte for byte as they went in.
 */
import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Store, Stored } from '../ports/store';
import { CliError } from './cliError';

const FORMAT = 'signalbox tenant 1';
/** Items that are written into a store together. */
const PAGE = 500;

interface First {
  readonly format: string;
  readonly tenant: string;
}

interface Last {
  readonly end: string;
  readonly items: number;
  readonly sha256: string;
}

export interface Moved {
  readonly tenant: string;
  readonly items: number;
}

/** The lines of one tenant, page by page as the store gives them. */
export async function* linesOf(store: Store, tenant: string): AsyncGenerator<string, Moved> {
  yield JSON.stringify({ format: FORMAT, tenant } satisfies First);
  const sum = createHash('sha256');
  let items = 0;
  let next: string | undefined;
  do {
    const page = next === undefined ? await store.exportPage(tenant) : await store.exportPage(tenant, next);
    for (const item of page.items) {
      const line = JSON.stringify(item);
      sum.update(line);
      items += 1;
      yield line;
    }
    next = page.next;
  } while (next !== undefined);
  yield JSON.stringify({ end: tenant, items, sha256: sum.digest('hex') } satisfies Last);
  return { tenant, items };
}

/** Writes every tenant of a file into the store; what was begun and cannot be finished is taken away again. */
export async function importFile(store: Store, file: string, replace: boolean): Promise<Moved[]> {
  const done: Moved[] = [];
  let open: Incoming | undefined;
  let number = 0;
  try {
    for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
      number += 1;
      const said = parsed(line, `${file}:${number}`);
      if (open && 'end' in said) {
        done.push(await open.finish(said, `${file}:${number}`));
        open = undefined;
      } else if (open && 'of' in said) await open.take(said, line);
      else if (!open && 'format' in said) open = await Incoming.begin(store, said, replace, `${file}:${number}`);
      else throw new CliError(`${file}:${number}: out of place; was the file put together by hand?`);
    }
    if (open) throw new CliError(`${file} ends in the middle of tenant ${open.tenant}`);
    if (number === 0) throw new CliError(`${file} is empty`);
    return done;
  } catch (error) {
    await open?.undo();
    throw error;
  }
}

/** A tenant that is being written. */
class Incoming {
  private readonly sum: Hash = createHash('sha256');
  private page: Stored[] = [];
  private items = 0;

  private constructor(
    private readonly store: Store,
    readonly tenant: string,
  ) {}

  static async begin(store: Store, { format, tenant }: First, replace: boolean, place: string): Promise<Incoming> {
    if (format !== FORMAT) throw new CliError(`${place}: a file of another version: ${format}`);
    if ((await store.tenants()).includes(tenant)) {
      if (!replace)
        throw new CliError(`tenant ${tenant} is there already; with --replace it is dropped first, all of it`);
      await store.eraseTenant(tenant);
    }
    return new Incoming(store, tenant);
  }

  async take(item: Stored, line: string): Promise<void> {
    this.sum.update(line);
    this.items += 1;
    this.page.push(item);
    if (this.page.length === PAGE) await this.flush();
  }

  async finish({ end, items, sha256 }: Last, place: string): Promise<Moved> {
    if (end !== this.tenant || items !== this.items || sha256 !== this.sum.digest('hex'))
      throw new CliError(`${place}: tenant ${this.tenant} is not as it was written: the file was changed or cut`);
    await this.flush();
    return { tenant: this.tenant, items };
  }

  async undo(): Promise<void> {
    await this.store.eraseTenant(this.tenant);
  }

  private async flush(): Promise<void> {
    const { page } = this;
    this.page = [];
    if (page.length > 0) await this.store.importPage(this.tenant, page);
  }
}

function parsed(line: string, place: string): First | Last | Stored {
  try {
    const said: unknown = JSON.parse(line);
    if (typeof said === 'object' && said !== null && ('format' in said || 'end' in said || 'of' in said))
      return said as First | Last | Stored;
  } catch {
    // No JSON: answered below like a line of something else.
  }
  throw new CliError(`${place}: no line of a file that signalbox export made`);
}
