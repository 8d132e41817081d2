/**
 * What is counted beside the journal is what the journal says, whatever documents a start finds: each may be as of another
 * moment after the checkpoint, and what has ended is not in memory.
 */
import { expect } from 'chai';
import { stream } from '../../connectors/simulator/random';
import { countedInto, type Derived } from '../../src/core/derived';
import { kindOf } from '../../src/core/kinds';
import { Partition } from '../../src/core/partition';
import type { JournalRecord } from '../../src/core/record';

const START = Date.UTC(2026, 0, 5, 9);
const MINUTE = 60_000;

const STATES = ['ready', 'notReady', 'loggedOff'] as const;

/** An agent takes another state, or is offered something. */
function agentRecord(random: () => number, now: number, told: Map<string, { at: number; state: string }>) {
  const id = `a${Math.floor(random() * 2)}`;
  if (random() < 0.3) return { type: 'offer.created', subject: 'offer/of_1', data: { id: 'of_1', agent: id } } as const;
  const before = told.get(id);
  const state = STATES[Math.floor(random() * 3)] as string;
  told.set(id, { at: now, state });
  const signedIn = before && before.state !== 'loggedOff';
  const was = signedIn && { what: before.state, reason: 'lunch', since: before.at, began: before.at };
  const voice = { state: 'idle', since: now, parties: [] };
  return {
    type: 'agent.state_changed',
    subject: `agent/${id}`,
    data: { id, state, voice, toldAt: now, ...(was && { was }) },
  } as const;
}

/** Entries of some queues that come and go over two hours, and agents beside them. */
function journalOf(seed: number): JournalRecord[] {
  const random = stream(seed, 'journal');
  const records: JournalRecord[] = [];
  const told = new Map<string, { at: number; state: string }>();
  let now = START;
  for (let n = 1; records.length < 200; n++) {
    now += Math.floor(random() * 2 * MINUTE);
    if (random() < 0.4) {
      const seq = records.length + 1;
      records.push({ seq, commit: seq, v: 1, time: now, actor: 'system', ...agentRecord(random, now, told) });
      continue;
    }
    const queue = `q${Math.floor(random() * 3)}`;
    const joined = random() < 0.5;
    const left = { reason: random() < 0.6 ? 'connected' : 'abandoned', waitMs: Math.floor(random() * 60_000) };
    records.push({
      seq: records.length + 1,
      commit: records.length + 1,
      v: 1,
      type: joined ? 'queue.joined' : 'queue.left',
      time: now,
      subject: `entry/en_${n}`,
      actor: 'system',
      data: { id: `en_${n}`, queue, ...(joined ? {} : { ...left, endedAt: now }) },
    });
  }
  return records;
}

const key = ({ kind, id }: { kind: string; id: string }): string => `${kind}/${id}`;

/** Newest states of everything derived, as documents would have it. */
function truthOf(records: readonly JournalRecord[]): Map<string, Derived> {
  const partition = new Partition('acme');
  const truth = new Map<string, Derived>();
  for (const record of records) for (const one of partition.apply(record)) truth.set(key(one), one);
  return truth;
}

/** A start on documents of which each is as of the checkpoint or of the moment of the crash. */
function started(
  records: readonly JournalRecord[],
  checkpoint: number,
  crash: number,
  newer: (key: string) => boolean,
) {
  const [old, latest] = [truthOf(records.slice(0, checkpoint)), truthOf(records.slice(0, crash))];
  const documents = new Map(
    [...latest.keys()].flatMap((name) => {
      const one = newer(name) ? latest.get(name) : old.get(name);
      return one ? [[name, one]] : [];
    }),
  );
  const partition = new Partition('acme');
  partition.seq = checkpoint;
  const put = (one: Derived) => partition.put(one.kind, one.id, one.data, one.seq);
  for (const one of documents.values()) if (!kindOf(one.kind).ended(one.data as never)) put(one);
  const tail = records.slice(checkpoint);
  for (const name of countedInto(tail)) {
    const one = documents.get(key(name));
    if (one && !partition.resource(one.kind, one.id)) put(one);
  }
  for (const record of tail)
    for (const one of partition.apply(record))
      if (one.seq > (documents.get(key(one))?.seq ?? 0)) documents.set(key(one), one);
  return documents;
}

describe('what is derived of records', () => {
  it('is what the whole journal says, whichever documents were written when a start finds them', () => {
    for (let seed = 1; seed <= 40; seed++) {
      const records = journalOf(seed);
      const random = stream(seed, 'crash');
      const checkpoint = Math.floor(random() * 150);
      const crash = checkpoint + Math.floor(random() * 40);
      const documents = started(records, checkpoint, crash, () => random() < 0.5);
      const sorted = (all: Map<string, Derived>) => [...all].sort(([a], [b]) => (a < b ? -1 : 1));
      expect(sorted(documents), `seed ${seed}`).to.deep.equal(sorted(truthOf(records)));
    }
  });

  it('has one open interval of each queue, and closes it with the first thing that happens later', () => {
    const partition = new Partition('acme');
    const records = journalOf(1);
    for (const record of records) partition.apply(record);
    for (const queue of ['q0', 'q1', 'q2']) {
      const last = records.filter(({ data }) => (data as { queue: string }).queue === queue).at(-1)?.time as number;
      const quarter = new Date(last - (last % (15 * MINUTE))).toISOString();
      expect(partition.open('queueInterval', queue)).to.deep.equal([`${queue}@${quarter}`]);
    }
  });

  it('does not open again what is closed when the clock is set back', () => {
    const first = journalOf(1).find(({ type }) => type === 'queue.joined') as JournalRecord;
    const at = (minute: number, seq: number): JournalRecord => ({ ...first, seq, time: START + minute * MINUTE });
    const partition = new Partition('acme');
    const all = [at(10, 1), at(16, 2), at(12, 3)].flatMap((record) => [...partition.apply(record)]);
    const derived = all.filter(({ kind }) => kind === 'queueInterval');
    const starts = derived.map(({ id, data }) => [id.slice(-13, -8), (data as { closedAt?: number }).closedAt ?? 0]);
    expect(starts).to.deep.equal([
      ['09:00', 0],
      ['09:00', START + 16 * MINUTE],
      ['09:15', 0],
      ['09:15', 0],
    ]);
  });
});
