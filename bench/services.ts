/** The services of a gateway on a made-up PBX that obeys at once, for benches that want no Asterisk. */
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../src/clock';
import { systemIds } from '../src/ids';
import { httpNotifier } from '../src/notifier/httpNotifier';
import { systemPasswords } from '../src/passwords';
import type { Log } from '../src/ports/log';
import type { Pbx, PbxEvent, Result } from '../src/ports/pbx';
import type { Store } from '../src/ports/store';
import type { Webhook } from '../src/ports/webhook';
import type { Api } from '../src/services/api';
import { Signalbox } from '../src/services/signalbox';
import { systemVault } from '../src/vault';
import { MemoryMedia, MemoryRecordings } from '../test/support/memoryMedia';

export const TENANT = 'acme';
export const KEY = 'key-of-the-tenant-in-the-bench';
export const SILENT: Log = { debug() {}, info() {}, warn() {}, error: console.error, with: () => SILENT };

export interface Running {
  readonly api: Api;
  /** So many calls a second for `ms`, each answered and hung up. */
  call(perSecond: number, ms: number): Promise<void>;
  stop(): Promise<void>;
}

const MAPPING = {
  pbxs: { made: { kind: 'simulator', routingPoints: { main: {} } } },
  tenants: {
    [TENANT]: {
      name: 'Acme',
      keys: { program: { role: 'application', secret: { literal: KEY } } },
      applications: { plain: { kind: 'treatment', treatments: [{ do: 'answer' }, { do: 'reject', cause: 'normal' }] } },
      venues: { plain: { routingPoint: 'made/main', match: { dnis: '1000' }, application: 'plain' } },
    },
  },
};

export async function services(store: Store): Promise<Running> {
  const ids = systemIds(systemClock);
  const metrics = { count() {}, gauge() {}, observe() {} };
  let emit: (event: PbxEvent) => void = () => {};
  const webhook: Webhook = {
    objection: () => undefined,
    send: () => ({ result: Promise.resolve({ delivered: true, status: 204, body: '' }), abort() {} }),
  };
  const signalbox = new Signalbox({
    ports: { store, clock: systemClock, ids, log: SILENT, metrics },
    vault: systemVault('0'.repeat(32), {}),
    passwords: systemPasswords(),
    ...{ webhook, notifier: httpNotifier(webhook) },
    connect: () => obedient((listener) => (emit = listener)),
    media: { files: new MemoryMedia(), recordings: new MemoryRecordings() },
    node: 'bench',
    adminHash: ids.hash(ids.secret(32)),
    fatal: (error) => {
      throw error;
    },
  });
  await signalbox.start();
  const applied = await signalbox.applyMapping(MAPPING, 'bench', 'system', true);
  if ('refused' in applied) throw new Error(JSON.stringify(applied));
  const arrive = (party: string) =>
    emit({ type: 'arrived', at: Date.now(), snapshot: { party, ...CALLER, pbxId: party, sipCallId: party } });
  return {
    api: signalbox.api,
    async call(perSecond, ms) {
      for (const ends = performance.now() + ms; performance.now() < ends; await sleep(1_000 / perSecond))
        arrive(ids.fresh());
    },
    stop: () => signalbox.stop(),
  };
}

const CALLER = { state: 'arrived', ani: '+493023125777', dnis: '1000', routingPoint: 'main' } as const;
/** So long an event of the PBX takes to come, in ms. */
const EVENT_MS = 3;
const DONE: Result = { result: 'ok', value: undefined };

/** Answers and hangs up as it is told; of all else it knows nothing. */
function obedient(started: (listener: (event: PbxEvent) => void) => void): Pbx {
  let emit: (event: PbxEvent) => void = () => {};
  const later = (event: PbxEvent): Promise<Result> => {
    setTimeout(() => emit(event), EVENT_MS);
    return Promise.resolve(DONE);
  };
  const known: Partial<Pbx> = {
    name: 'made',
    start(listener) {
      emit = listener;
      started(listener);
      setImmediate(() => emit({ type: 'link', at: Date.now(), state: 'live', epoch: 1 }));
    },
    stop: () => Promise.resolve(),
    abilities: () => new Set(),
    probe: () => Promise.resolve([]),
    answer: (party) => later({ type: 'answered', at: Date.now(), party }),
    hangup: (party, cause) => later({ type: 'gone', at: Date.now(), party, cause, by: 'local' }),
  };
  return new Proxy(known as Pbx, {
    get: (pbx, name) => pbx[name as keyof Pbx] ?? (() => Promise.resolve(DONE)),
  });
}
