/** Prints what the files of the source are for, all or those of a word: what `make map` runs. */
import path from 'node:path';
import { mapOf } from './purpose';
import { readSources } from './tree';

const [word = ''] = process.argv.slice(2);
const lines = mapOf(readSources(path.join(__dirname, '../../..')), word);
console.log(lines.join('\n') || `no file of src or connectors has "${word}" in its name`);
