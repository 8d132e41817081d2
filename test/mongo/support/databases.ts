/** Databases for many short lives: to make one with all its indexes takes a server ten times as long as to empty it. */
import mongoose from 'mongoose';
import { addressWith, drop, freshDatabase, run } from './setup';

/** One for one life. */
export interface Database {
  readonly uri: string;
  /** Whether something of another life may be in it. */
  readonly used: boolean;
  /** It may be emptied and given to others. */
  giveBack(): void;
}

export class Databases {
  private readonly all: string[] = [];
  private readonly free: string[] = [];

  take(): Database {
    const known = this.free.pop();
    const name = known ?? freshDatabase();
    if (known === undefined) this.all.push(name);
    const giveBack = (): void => void this.free.push(name);
    return { uri: addressWith(run.uri, name), used: known !== undefined, giveBack };
  }

  /** A server of our own goes with everything on it. */
  async drop(): Promise<void> {
    if (run.foreign) for (const name of this.all) await drop(run.uri, name);
  }
}

/** Takes away everything but the indexes. */
export async function emptied(uri: string): Promise<void> {
  const connection = await mongoose.createConnection(uri).asPromise();
  const collections = await connection.listCollections();
  for (const { name } of collections) await connection.collection(name).deleteMany({});
  await connection.close();
}
