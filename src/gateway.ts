/**
 * The composition root: the only file that knows every adapter. `gateway(config)` → start, stop. Start in order, undo on
 * failure, stop once.
 */
import path from 'node:path';
import type { asterisk as connectAsterisk } from '../connectors/asterisk/asterisk';
import { type SimulatedPbxs, simulatedPbxs } from '../connectors/simulator/demo';
import { skeleton } from '../connectors/skeleton/skeleton';
import { systemClock } from './clock';
import { type Config, ConfigError } from './config';
import { ERRORS, isRefusal, RefusedError } from './core/errors';
import type { PbxKind } from './core/mapping';
import { Edge } from './delivery/edge';
import { buildApp } from './delivery/http/app';
import { type Listening, listen } from './delivery/server';
import { FeedServer } from './delivery/ws/feedServer';
import { hostExaminer } from './examineHost';
import { systemIds } from './ids';
import { type Begun, type InSteps, inSteps } from './inSteps';
import { keysOf } from './keyFiles';
import { LinkFiles } from './linkFiles';
import { systemLog } from './log';
import { makeFolder } from './makeFolder';
import { mappingSources } from './mapping/mappingSources';
import { MediaFolder } from './media/mediaFolder';
import { RecordingFolder } from './media/recordingFolder';
import { type SystemMetrics, systemMetrics } from './metrics';
import { httpNotifier } from './notifier/httpNotifier';
import { systemPasswords } from './passwords';
import type { Log } from './ports/log';
import type { Store } from './ports/store';
import { housekeeping } from './scheduler';
import type { ConnectPbx } from './services/lines';
import { wordsOf } from './services/mappingFollower';
import { Signalbox } from './services/signalbox';
import { TodaysStore } from './services/todaysStore';
import { espeak } from './speech/espeak';
import { httpSpeech } from './speech/httpSpeech';
import { SpokenCache } from './speech/spokenCache';
import { EmbeddedStore } from './store/embedded/embeddedStore';
import { readTlsPair, renewTlsPair } from './tlsFiles';
import { systemVault } from './vault';
import { VERSION } from './version';
import { type Watching, watchFiles } from './watchFiles';
import { systemWebhook } from './webhook/webhook';

export type Gateway = InSteps<string>;

export interface GatewayOptions {
  /** The mapping file holds, whatever was changed by other means since it was last applied. */
  readonly forceMapping?: boolean;
  /** The simulated PBXs and who calls there; default: as many people as please. */
  readonly people?: SimulatedPbxs;
}

type Environment = Readonly<Record<string, string | undefined>>;

export const gateway = (config: Config, environment: Environment, options: GatewayOptions = {}): Gateway =>
  inSteps(systemClock, (begun, stopping) => run(config, environment, options, begun, stopping));

async function run(
  config: Config,
  environment: Environment,
  options: GatewayOptions,
  undo: Begun,
  stopping: () => boolean,
): Promise<string> {
  const ports = await portsOf(config, undo);
  const { ids, log, metrics } = ports;
  const { adminKey, secretKey, secretFrom } = keysOf(config, ids);
  const { media, speech } = await mediaOf(config, secretKey, log);
  const people = options.people ?? simulatedPbxs({ clock: systemClock, ids, random: Math.random });
  await undo(() => people.stop());
  const webhook = systemWebhook({ allow: config.webhookAllow, version: VERSION }, systemClock);
  await undo(() => webhook.close());
  // Known once the address is taken, and no PBX is connected before.
  let mediaUrl = config.mediaUrl ?? '';
  let ready = false;
  const sources = await sourcesOf(config, () => ready, undo);
  const examine = hostExaminer(config, systemClock, sources.files);
  const kinds = kindsOfPbx(config, ports, people, () => mediaUrl);
  const linkFiles = new LinkFiles(log, () => signalbox.mappingControl.alone(() => signalbox.lines.again()));
  await undo(() => linkFiles.stop());
  const signalbox: Signalbox = new Signalbox({
    ports,
    vault: systemVault(secretKey, environment, secretFrom),
    connect: byKind(kinds, linkFiles),
    ...{ media, passwords: systemPasswords(), webhook, notifier: httpNotifier(webhook), ...sources },
    ...{ node: config.node, adminHash: ids.hash(adminKey) },
    // What a start still wants of a store that a stop has closed is no defect.
    fatal: (error) => stopping() || fatal(log, error),
    host: async () => examine(inForce(signalbox)),
  });
  // The address first: a second gateway must not reach for the PBXs of the one that has it.
  const server = await serve(config, signalbox, ports, metrics, () => ready);
  await undo(() => server.close());
  mediaUrl ||= reachable(server.url);
  await undo(() => signalbox.stop());
  await signalbox.start();
  const chores = housekeeping(
    ports,
    config.feedDays,
    async () => (await signalbox.media.sweep()) + ((await speech?.sweep()) ?? 0),
  );
  await undo(() => chores.stop());
  const watching = await followFiles(config.mappings, signalbox, options.forceMapping ?? false);
  await undo(() => watching.stop());
  ready = true;
  return server.url;
}

/** What the services stand on, the store open. */
async function portsOf(config: Config, undo: Begun) {
  makeFolder(config.data);
  const store = openable(config);
  await store.open();
  await undo(() => store.close());
  const log = systemLog(config.logLevel);
  const ids = systemIds(systemClock);
  return { store: new TodaysStore(store), clock: systemClock, ids, log, metrics: systemMetrics() };
}

/**
 * The store that the configuration names, not yet open. Mongoose is asked for by name only: whoever keeps the embedded
 * store does not wait for it at each start.
 */
export function openable({ mongodbUri, data }: Config): Store {
  if (mongodbUri === undefined) return new EmbeddedStore(data);
  const { MongoStore }: typeof import('./store/mongo/mongoStore') = require('./store/mongo/mongoStore');
  return new MongoStore(mongodbUri);
}

/** Where mappings come from. */
async function sourcesOf(config: Config, ready: () => boolean, undo: Begun) {
  const sources = mappingSources(config.mappings, systemClock, ready);
  await undo(() => sources.desk.close());
  return sources;
}

/** Prompts, recordings and what speaks, below the data folder. */
async function mediaOf(config: Config, secretKey: string, log: Log) {
  const files = await MediaFolder.open({ folder: config.data, secretKey }, systemClock);
  const recordings = await RecordingFolder.open(config.data);
  const speech = await speechOf(config, log);
  return { speech, media: { files, recordings, tones: await files.makeTones(), ...(speech && { speech }) } };
}

/** What speaks texts: the service of the configuration, else espeak-ng where it is installed, else nothing. */
async function speechOf(config: Config, log: Log): Promise<SpokenCache | undefined> {
  const { speechUrl: url, speechKey: key, speechModel: model, speechVoices: voices = {} } = config;
  const options = { url: url ?? '', voices, ...(key !== undefined && { key }), ...(model !== undefined && { model }) };
  const speech = url === undefined ? await espeak() : httpSpeech(options);
  if (!speech) log.info('nothing speaks texts here: no espeak-ng, no SIGNALBOX_SPEECH_URL; built-in sounds are played');
  return speech && new SpokenCache(speech, path.join(config.data, 'speech'));
}

async function serve(
  config: Config,
  signalbox: Signalbox,
  ports: { log: Log },
  metrics: SystemMetrics,
  ready: () => boolean,
): Promise<Listening> {
  const { log } = ports;
  const { host, port, tlsCert, tlsKey } = config;
  const shared = { api: signalbox.api, clock: systemClock, log, edge: new Edge(systemClock, config) };
  metrics.gauge('signalbox_build_info', 1, { version: VERSION, node: config.node });
  metrics.onScrape(() => signalbox.measure());
  const app = buildApp({ ...shared, metrics, metricsText: () => metrics.text(), version: VERSION });
  const tls = tlsCert !== undefined && tlsKey !== undefined ? readTlsPair(tlsCert, tlsKey) : undefined;
  if (!tls && config.trustProxy === 0 && !isLoopback(host))
    log.warn('keys and passwords cross the network in the clear: set SIGNALBOX_TLS_CERT or SIGNALBOX_TRUST_PROXY', {
      host,
    });
  const server = await listen({ host, port, app, feed: new FeedServer(shared), clock: systemClock, ready, tls });
  if (tlsCert === undefined || tlsKey === undefined) return server;
  const renew = renewTlsPair(tlsCert, tlsKey, log, (pair) => server.renew(pair));
  const watching = [...new Set([tlsCert, tlsKey])].map((file) => watchFiles(file, renew));
  return {
    ...server,
    close: () => {
      for (const one of watching) one.stop();
      return server.close();
    },
  };
}

/** An address that a PBX on the same machine can call; all addresses of a machine are none. */
const reachable = (url: string): string => url.replace(/\/\/(0\.0\.0\.0|\[::\])/, '//127.0.0.1');
const isLoopback = (host: string): boolean => /^(127\.\d+\.\d+\.\d+|::1|localhost)$/.test(host);

type ConnectorPorts = Parameters<typeof connectAsterisk>[1];

const byKind =
  (kinds: ReturnType<typeof kindsOfPbx>, files: LinkFiles): ConnectPbx =>
  (name, pbx, secrets) => {
    files.watch(name, pbx);
    return kinds[pbx.kind](name, pbx, secrets);
  };

/** One line for each kind of PBX: how its connector is made of what the mapping says. */
function kindsOfPbx(
  config: Config,
  ports: Omit<ConnectorPorts, 'random'>,
  people: SimulatedPbxs,
  media: () => string,
): Readonly<Record<PbxKind, ConnectPbx>> {
  return {
    asterisk: (name, { url = '', user = '', headers, ca: file }, { password = '', ca }) => {
      if (file !== undefined && ca === undefined) throw new Error(`${file} cannot be read`);
      const options = { name, url, user, headers, password, node: config.node, mediaUrl: media() };
      // Asked for by name only: a gateway without an Asterisk does without its libraries.
      const { asterisk }: typeof import('../connectors/asterisk/asterisk') = require('../connectors/asterisk/asterisk');
      return asterisk({ ...options, ...(ca !== undefined && { ca }) }, { ...ports, random: Math.random });
    },
    simulator: (name) => people.connect(name, config.node),
    skeleton: (name) => skeleton({ name }, ports),
  };
}

/** The file is followed from now on. */
async function followFiles(where: string, signalbox: Signalbox, force: boolean): Promise<Watching> {
  await followFile(signalbox, { force, first: true });
  return watchFiles(where, () => followFile(signalbox, { force: false, first: false }));
}

/** The file is looked at; the start fails when nothing is in force and the file cannot be. */
async function followFile(signalbox: Signalbox, options: { force: boolean; first: boolean }): Promise<void> {
  const followed = await signalbox.mappingControl.follower.follow({ actor: 'system', force: options.force });
  if (!isRefusal(followed) || !options.first || signalbox.mappings.applied) return;
  if (followed.errors?.length) throw new ConfigError(wordsOf(followed.errors));
  throw new RefusedError({ ...followed, detail: followed.detail ?? ERRORS[followed.refused].title });
}

const inForce = ({ mappings }: Signalbox) => ({
  current: mappings.current,
  isApplied: (canonical: string) => mappings.isApplied(canonical),
});

/** Going on after a defect of the journal would tell tenants what never happened. */
function fatal(log: Log, error: unknown): void {
  log.error('a defect: the process ends', { error: error instanceof Error ? error.stack : String(error) });
  process.exit(70);
}
