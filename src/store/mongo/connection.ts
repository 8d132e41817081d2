/** The connection to the server: what is asked of it, how long it may take, and what is said when it is not there. */
import mongoose, { type Connection } from 'mongoose';
import { isMomentary } from './errors';

/** How long a start waits for the server. */
const START_MS = 10_000;
/** How long a single operation waits for a server that is away. */
const SELECT_MS = 2_000;
const DATABASE = 'signalbox';

/** Hosts and database of a connection string, without user, password and options: fit for logs. */
function addressOf(uri: string): string {
  const [, hosts = '', path] = /^mongodb(?:\+srv)?:\/\/(?:[^@/]*@)?([^/?]*)(?:\/([^?]*))?/.exec(uri) ?? [];
  return `${hosts}/${path || DATABASE}`;
}

/** Connects, or says within seconds why not and what to do; no message has the user or the password. */
export async function connect(uri: string, startMs = START_MS): Promise<Connection> {
  const ends = Date.now() + startMs;
  for (;;) {
    const connection = mongoose.createConnection();
    try {
      const selection = Math.max(1, Math.min(SELECT_MS, ends - Date.now()));
      return await connection.openUri(uri, {
        ...OPTIONS,
        dbName: databaseOf(uri),
        serverSelectionTimeoutMS: selection,
      });
    } catch (error) {
      await connection.destroy().catch(() => undefined);
      if (!isMomentary(error) || isRefused(error) || Date.now() >= ends)
        throw new Error(`${reasonOf(error, uri)}; ${ADVICE}`);
    }
  }
}

/** Wrong user or password: waiting will not help. */
const isRefused = (error: unknown): boolean => [13, 18].includes((error as { code?: number }).code ?? 0);

const ADVICE =
  'start it, or correct SIGNALBOX_MONGODB_URI; without that variable the data is kept in SIGNALBOX_DATA on this machine';

/** An acknowledgement means a majority of the servers, on disk; and nothing is read that could still be undone. */
const OPTIONS = {
  writeConcern: { w: 'majority', journal: true, wtimeoutMS: 5_000 },
  readConcern: { level: 'majority' },
  readPreference: 'primary',
  retryWrites: true,
  // A new primary is found within this time; while nobody is, the driver looks more often by itself.
  heartbeatFrequencyMS: 2_000,
  connectTimeoutMS: 2_000,
  socketTimeoutMS: 30_000,
  waitQueueTimeoutMS: 2_000,
  maxPoolSize: 32,
  appName: 'signalbox',
  bufferCommands: false,
  autoIndex: false,
  autoCreate: false,
} as const;

const databaseOf = (uri: string): string => addressOf(uri).split('/')[1] ?? DATABASE;

function reasonOf(error: unknown, uri: string): string {
  const { name = '', message = String(error) } = error as { name?: string; message?: string };
  const where = addressOf(uri);
  if (isRefused(error)) return `MongoDB at ${where} refuses the user or the password`;
  if (/ParseError|InvalidArgument|MongoAPIError/.test(name))
    return `SIGNALBOX_MONGODB_URI is no connection string of MongoDB`;
  return `MongoDB at ${where} does not answer (${withoutSecrets(message, uri)})`;
}

function withoutSecrets(message: string, uri: string): string {
  const [, login] = /^mongodb(?:\+srv)?:\/\/([^@/]*)@/.exec(uri) ?? [];
  const parts = [uri, ...(login ? [login, ...login.split(':')] : [])].filter((part) => part.length > 2);
  return parts.reduce((text, part) => text.replaceAll(part, '…'), message);
}
