/** kill -9 in the middle of writing: nothing acknowledged is lost, no batch is torn, and the folder is free at once. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect } from 'chai';
import type { JournalRecord } from '../../../src/core/record';
import { EmbeddedStore } from '../../../src/store/embedded/embeddedStore';
import { range, seqs } from '../../contracts/store/subject';
import { dataFolder, failure } from './folder';
import { sizeAt } from './victim';

/** Acknowledged last sequence by tenant. */
type Acknowledged = Map<string, number>;

/** Lets a process write until `enough` batches are acknowledged, and kills it `later` ms after that. */
async function killedAfter(
  { enough, later }: { readonly enough: number; readonly later: number },
  folder: string,
  term: number,
  onStart: (pid: number) => Promise<void> = async () => {},
): Promise<Acknowledged> {
  const victim = spawn(process.execPath, ['-r', 'ts-node/register', join(__dirname, 'victim.ts'), folder, `${term}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = once(victim, 'exit');
  const acknowledged: Acknowledged = new Map();
  let count = 0;
  try {
    for await (const line of createInterface({ input: victim.stdout as NonNullable<ChildProcess['stdout']> })) {
      const [name, firstSeq, size] = line.split(' ') as [string, string, string];
      if (name === 'pid') await onStart(Number(firstSeq));
      else acknowledged.set(name, Number(firstSeq) + Number(size) - 1);
      count += 1;
      // An answer comes between two writes; some milliseconds later the next one is under way.
      if (count === enough) setTimeout(() => victim.kill('SIGKILL'), later);
    }
  } finally {
    victim.kill('SIGKILL');
  }
  expect(await gone).to.deep.equal([null, 'SIGKILL']);
  return acknowledged;
}

/** Every record from 1 on, cut into the batches in which it was written. */
function expectWhole(records: readonly JournalRecord[], after: number): void {
  expect(seqs(records)).to.deep.equal(range(after + 1, after + records.length));
  const batches = new Map<number, number>();
  for (const { seq, data } of records) {
    const { firstSeq, count } = data as { firstSeq: number; count: number };
    expect(count).to.equal(sizeAt(firstSeq));
    expect(seq).to.be.within(firstSeq, firstSeq + count - 1);
    batches.set(firstSeq, (batches.get(firstSeq) ?? 0) + 1);
  }
  for (const [firstSeq, size] of batches) if (firstSeq > after) expect(size).to.equal(sizeAt(firstSeq));
}

/** Opens what is left and compares it with what was acknowledged. */
async function expectKept(folder: string, acknowledged: Acknowledged): Promise<void> {
  const store = new EmbeddedStore(folder);
  await store.open();
  try {
    for (const [tenant, last] of acknowledged) {
      const { lastSeq, records, checkpointSeq } = await store.load(tenant);
      expect(lastSeq).to.be.at.least(last);
      expect(checkpointSeq + records.length).to.equal(lastSeq);
      expectWhole(records, checkpointSeq);
    }
  } finally {
    await store.close();
  }
}

describe('a process killed while it writes', function () {
  this.timeout(90_000);

  let folder: ReturnType<typeof dataFolder>;
  before(() => {
    folder = dataFolder();
  });
  after(() => folder.remove());

  it('keeps its folder while it lives, and not a moment longer', async () => {
    const acknowledged = await killedAfter({ enough: 1, later: 0 }, folder.path, 1, async (pid) => {
      const message = await failure(new EmbeddedStore(folder.path).open());
      expect(message).to.contain(`is in use by process ${pid}, started 2`);
    });
    await expectKept(folder.path, acknowledged);
  });

  it('loses nothing that it acknowledged and tears no batch', async () => {
    const rounds = [150, 400].map((enough, index) => ({ enough, later: 2 + 4 * index }));
    for (const [index, round] of rounds.entries()) {
      const acknowledged = await killedAfter(round, folder.path, index + 2);
      expect([...acknowledged.keys()]).not.to.have.length(0);
      await expectKept(folder.path, acknowledged);
    }
  });
});
