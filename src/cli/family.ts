/** The commands of one family, such as `tenants …`. */
import type { Command } from 'commander';
import type { Io } from './io';

/** Adds its commands to the table. */
export type Family = (program: Command, io: Io) => void;
