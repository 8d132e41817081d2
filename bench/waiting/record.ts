/**
 * Makes a recording of queues from the export of a tenant, which holds the events of the days that are kept:
 *
 *   curl -s "$URL/v1/tenants/acme/export" -H "Authorization: Bearer $OWNER" | npx ts-node -T bench/waiting/record.ts > acme.csv
 */
import { createInterface } from 'node:readline';
import { type Row, writeRows } from './recording';

/** Of an event what a recording is made of. */
interface Event {
  readonly type: string;
  readonly time: string;
  readonly data: unknown;
}

interface Entry {
  readonly id: string;
  readonly queue: string;
  readonly call?: string;
  readonly arrivedAt: string;
  readonly endedAt?: string;
  readonly reason?: string;
  readonly priority: number;
}

interface Agent {
  readonly id: string;
  readonly state: string;
  readonly queues: Readonly<Record<string, unknown>>;
  readonly voice: { readonly state: string; readonly queue?: string };
}

/** What an agent is doing, as far as it is known. */
interface Known {
  queues: string;
  hereSince?: number | undefined;
  talk?: { readonly queue: string; readonly since: number } | undefined;
}

export class Recorder {
  readonly rows: Row[] = [];
  private readonly agents = new Map<string, Known>();
  private last = 0;

  take({ type, time, data }: Event): void {
    this.last = Math.max(this.last, Date.parse(time));
    if (type === 'queue.left') this.left(data as Entry);
    else if (type.startsWith('agent.')) this.agent(data as Agent, Date.parse(time));
  }

  /** Whoever is there or talks still is so until the last event. */
  end(): Row[] {
    for (const [id, known] of this.agents) {
      if (known.hereSince !== undefined) this.row('here', known.queues, id, known.hereSince, this.last);
      if (known.talk) this.row('talk', known.talk.queue, id, known.talk.since, this.last);
    }
    return this.rows.sort((a, b) => a.from - b.from);
  }

  private left({ id, queue, call, arrivedAt, endedAt, reason, priority }: Entry): void {
    if (call === undefined || endedAt === undefined) return;
    const how = reason === 'connected' ? 'answered' : (reason ?? '');
    const times = { from: Date.parse(arrivedAt), to: Date.parse(endedAt) };
    this.rows.push({ what: 'wait', queue, who: id, ...times, how, priority });
  }

  private agent({ id, state, queues, voice }: Agent, now: number): void {
    const known = this.agents.get(id) ?? { queues: '' };
    this.agents.set(id, known);
    const talks = voice.queue !== undefined && (voice.state === 'busy' || voice.state === 'wrapUp');
    if (known.talk && known.talk.queue !== (talks ? voice.queue : undefined)) {
      this.row('talk', known.talk.queue, id, known.talk.since, now);
      known.talk = undefined;
    }
    if (talks && voice.queue !== undefined) known.talk ??= { queue: voice.queue, since: now };
    // Who is on some other call takes nobody from a queue.
    const takes = talks || (state === 'ready' && voice.state !== 'busy');
    const names = Object.keys(queues).sort().join(' ');
    if (known.hereSince !== undefined && (!takes || names !== known.queues)) {
      this.row('here', known.queues, id, known.hereSince, now);
      known.hereSince = undefined;
    }
    known.queues = names;
    if (takes && names !== '') known.hereSince ??= now;
  }

  private row(what: Row['what'], queue: string, who: string, from: number, to: number): void {
    this.rows.push({ what, queue, who, from, to, how: '', priority: 0 });
  }
}

async function main(): Promise<void> {
  const recorder = new Recorder();
  for await (const line of createInterface({ input: process.stdin })) {
    const { type, data } = JSON.parse(line) as { type: string; data: Event };
    if (type === 'event') recorder.take(data);
  }
  process.stdout.write(writeRows(recorder.end()));
}

if (require.main === module)
  main().catch((error) => {
    console.error(error);
    process.exit(1);
  });
