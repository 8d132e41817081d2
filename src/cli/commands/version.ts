/** `signalbox version`. */

import { VERSION } from '../../version';
import type { Family } from '../family';

export const version: Family = (program, io) => {
  program.version(VERSION, '--version', 'version of this installation');
  program
    .command('version')
    .description('version of this installation')
    .action(() => io.out(VERSION));
};
