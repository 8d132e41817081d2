/**
 * A start finds what the last life had: documents and the tail of the journal give the same tables as the journal from
 * its first record, and as the partition that lives, wherever a checkpoint or a crash came between.
 */
import { isDeepStrictEqual } from 'node:util';
import { countedInto } from '../../../src/core/derived';
import { kindOf } from '../../../src/core/kinds';
import { Partition } from '../../../src/core/partition';
import { REQUEST_KIND } from '../../../src/core/record';
import type { Disk } from '../disk';
import type { Findings } from '../findings';

const KINDS = [
  ...(['tenure', 'tenant', 'key', 'mapping', 'link', 'application', 'call', 'transaction', 'entry'] as const),
  ...(['queueInterval', 'queueLearning', 'callback', 'callbackInterval', 'agent', 'agentInterval'] as const),
] as const;

/** What a start would load, from documents and tail. */
function loadedFrom(disk: Disk, tenant: string): Partition {
  const { documents, records, checkpointSeq, lastTerm } = disk.load(tenant);
  const partition = new Partition(tenant);
  partition.seq = checkpointSeq;
  partition.term = lastTerm;
  for (const { kind, id, seq, json, secret } of documents)
    if (kind === REQUEST_KIND) partition.remember(JSON.parse(json));
    else partition.put(kind, id, JSON.parse(json), seq, secret);
  for (const { kind, id } of countedInto(records)) {
    const ended = partition.resource(kind, id) ? undefined : disk.get(tenant, kind, id);
    if (ended) partition.put(kind, id, JSON.parse(ended.json), ended.seq);
  }
  for (const record of records) partition.apply(record);
  return partition;
}

function fromTheBeginning(disk: Disk, tenant: string): Partition {
  const partition = new Partition(tenant);
  for (const record of disk.journal(tenant)) partition.apply(record);
  return partition;
}

/** Compares what a start would load with the whole journal, and with the partition that lives, where all of it is durable. */
export function checkReplay(disk: Disk, tenant: string, findings: Findings, live?: Partition): void {
  const loaded = loadedFrom(disk, tenant);
  const found = (what: string) => findings.found('a start finds what was', `${tenant}: ${what}`);
  compare(loaded, fromTheBeginning(disk, tenant), (what) => found(`documents and tail, not the journal: ${what}`));
  if (live?.seq === loaded.seq)
    compare(loaded, live, (what) => found(`documents and tail, not the partition: ${what}`));
}

function compare(loaded: Partition, truth: Partition, found: (what: string) => void): void {
  if (loaded.seq !== truth.seq || loaded.term !== truth.term)
    found(`sequence ${loaded.seq} of term ${loaded.term}, not ${truth.seq} of ${truth.term}`);
  for (const kind of KINDS) compareKind(kind, loaded, truth, found);
  for (const request of truth.remembered())
    if (!isDeepStrictEqual(loaded.request(request.actor, request.key), request)) found(`request ${request.key}`);
}

/** Ended resources may be remembered or not, but never differently. */
function compareKind(kind: string, loaded: Partition, truth: Partition, found: (what: string) => void): void {
  for (const id of new Set([...loaded.ids(kind), ...truth.ids(kind)])) {
    const [a, b] = [loaded.resource(kind, id), truth.resource(kind, id)];
    const known = a ?? b;
    if ((!a || !b) && known && kindOf(kind).ended(known.data as never)) continue;
    if (!isDeepStrictEqual(a, b)) found(`${kind} ${id}: ${JSON.stringify(a)}, not ${JSON.stringify(b)}`);
  }
}
