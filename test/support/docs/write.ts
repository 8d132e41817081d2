/** Writes the printed pages: what `make docs` runs. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { pages } from './pages';

for (const [file, text] of Object.entries(pages())) writeFileSync(path.join(__dirname, '../../..', file), text);
