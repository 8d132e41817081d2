/** What a simulated store keeps, and where: in memory, or on a real server. Faults, time and crashes are the store's. */
import type { CommitOutcome } from '../../src/ports/store';
import { MemoryTables } from './memoryTables';
import type { World } from './world';

type Now<M> = M extends (...given: infer A) => infer R ? (...given: A) => R | Promise<R> : never;

/** The tables of all tenants. */
export type Tables = Omit<{ readonly [M in keyof MemoryTables]: Now<MemoryTables[M]> }, 'write'> & {
  /** Writes the batch unless one of its sequences is taken. */
  write(batch: Parameters<MemoryTables['write']>[0]): CommitOutcome | Promise<CommitOutcome>;
  /** A process has come up on it; one before it may have died without a word. */
  open?(): Promise<void>;
  close?(): Promise<void>;
};

/** The disk under every house that brings none of its own. A suite may put another one under the same flows. */
export const disk: { make(world: World): Tables } = { make: () => new MemoryTables() };
