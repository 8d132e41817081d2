/** Process entry of the gateway: `signalbox start`, for service managers that start a file. */
import { processIo } from './cli/io';
import { run } from './cli/program';

void run(['start', ...process.argv.slice(2)], processIo()).then((code) => process.exit(code));
