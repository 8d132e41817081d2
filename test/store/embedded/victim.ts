/**
 * A process that writes until it is killed: `node -r ts-node/register victim.ts <folder> <term>`. It prints one line
 * for each acknowledged batch, `<tenant> <first seq> <count>`, and before that its own pid. (Writing to a pipe is
 * synchronous: a line that was printed is in the hands of the kernel.)
 */
import { EmbeddedStore } from '../../../src/store/embedded/embeddedStore';
import { batch, document, range } from '../../contracts/store/subject';

const TENANTS = range(1, 6).map((n) => `tenant-${n}`);

/** How many records the batch has that begins at `firstSeq`: the survivor can tell a torn one by it. */
export const sizeAt = (firstSeq: number): number => 1 + ((firstSeq * 7) % 40);

async function write(store: EmbeddedStore, tenant: string, term: number): Promise<never> {
  let firstSeq = (await store.load(tenant)).lastSeq + 1;
  for (;;) {
    const count = sizeAt(firstSeq);
    const said = range(1, count).map(() => ({ data: { firstSeq, count, filler: 'x'.repeat(400) } }));
    const [outcome] = await store.commit([batch(tenant, firstSeq, said, term)]);
    if (outcome !== 'durable') throw new Error(`the batch is ${outcome}`);
    process.stdout.write(`${tenant} ${firstSeq} ${count}\n`);
    const last = firstSeq + count - 1;
    if (firstSeq % 3 === 0) void store.checkpoint(tenant, [document('ca_1', last)], last);
    firstSeq = last + 1;
  }
}

async function main(folder: string, term: number): Promise<void> {
  const store = new EmbeddedStore(folder);
  await store.open();
  process.stdout.write(`pid ${process.pid} 0\n`);
  await Promise.all(TENANTS.map((tenant) => write(store, tenant, term)));
}

if (require.main === module) void main(process.argv[2] as string, Number(process.argv[3]));
