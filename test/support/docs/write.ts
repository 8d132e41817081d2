/** Writes the printed pages and records the examples of the API: what `make docs` runs. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { recordExamples } from './examples';
import { pages } from './pages';

const ROOT = path.join(__dirname, '../../..');

async function main(): Promise<void> {
  for (const [file, text] of Object.entries(pages())) writeFileSync(path.join(ROOT, file), text);
  const examples = `${JSON.stringify(await recordExamples(), null, 1)}\n`;
  writeFileSync(path.join(ROOT, 'src/delivery/http/examples.generated.json'), examples);
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
