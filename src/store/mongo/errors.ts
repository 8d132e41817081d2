/** What an error of the driver says about a write: whether it may have happened, and whether trying again can help. */
import mongoose from 'mongoose';

const { MongoError, MongoServerError } = mongoose.mongo;

const DUPLICATE = 11_000;

/**
 * HostUnreachable, HostNotFound, AuthenticationFailed, Unauthorized, LockTimeout, MaxTimeMSExpired, WriteConcernFailed,
 * NetworkTimeout, ShutdownInProgress, UnsatisfiableWriteConcern, WriteConflict, PrimarySteppedDown, ExceededTimeLimit,
 * SocketException, NotWritablePrimary, InterruptedAtShutdown, Interrupted, InterruptedDueToReplStateChange,
 * NotPrimaryNoSecondaryOk, NotPrimaryOrSecondary, OutOfDiskSpace: the machine or the moment, not the program.
 */
const MOMENTARY: ReadonlySet<unknown> = new Set([
  6, 7, 13, 18, 24, 50, 64, 89, 91, 100, 112, 189, 262, 9001, 10107, 11600, 11601, 11602, 13435, 13436, 14031,
]);

/** Errors of the driver itself by name: the server was not reached, or went away before it answered. */
const UNREACHED =
  /^(MongoNetwork|MongoServerSelection|MongoNetworkTimeout|MongoPoolCleared|MongoPoolClosed|MongoWaitQueueTimeout|MongoNotConnected|MongoTopologyClosed|MongoClientClosed|MongoOperationTimeout|MongoWriteConcern|MongooseServerSelection|MongoConnectionPool.*|PoolCleared.*)(Error|OnNetworkError)?$/;

/** The sequence, or the document, is taken. */
export const isDuplicate = (error: unknown): boolean => error instanceof MongoServerError && error.code === DUPLICATE;

/** Whether the write may or may not have happened, and a later try may do better. */
export function isMomentary(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (UNREACHED.test(error.name)) return true;
  if (!(error instanceof MongoError)) return false;
  return MOMENTARY.has(error.code) || error.hasErrorLabel('RetryableWriteError');
}

/** Errors of single writes in a bulk that are all duplicates: what is there is as new or newer. */
export function allDuplicates(error: unknown): boolean {
  if (!(error instanceof mongoose.mongo.MongoBulkWriteError)) return isDuplicate(error);
  const failed = [error.writeErrors].flat();
  return failed.length > 0 && failed.every(({ code }) => code === DUPLICATE) && concernHeld(error);
}

function concernHeld(error: InstanceType<typeof mongoose.mongo.MongoBulkWriteError>): boolean {
  return error.result?.getWriteConcernError?.() === undefined;
}
