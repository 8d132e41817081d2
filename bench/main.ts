/**
 * `make bench`: every figure beside its peer, a table for each part as soon as it is measured. Arguments: `quick` for fewer
 * and shorter runs, names of parts for those alone.
 */
import { assignmentFigures } from './assignment';
import { callbackFigures } from './callbacks';
import { callFigures } from './calls';
import { feedFigures } from './feed';
import { type Figure, tableOf } from './figures';
import { idleFigures } from './idle';
import { journalFigures } from './journal';
import { latencyFigures } from './latency';
import { queueFigures } from './queue';
import { rankedFigures } from './ranked';
import { waitingFigures } from './waiting';

async function main(quick: boolean): Promise<void> {
  const parts: Readonly<Record<string, (quick: boolean) => Promise<Figure[]>>> = {
    calls: callFigures,
    feed: feedFigures,
    latency: latencyFigures,
    journal: journalFigures,
    idle: idleFigures,
    queue: queueFigures,
    ranked: rankedFigures,
    assignment: assignmentFigures,
    waiting: waitingFigures,
    callbacks: callbackFigures,
  };
  const wanted = process.argv.slice(2).filter((name) => name in parts);
  for (const [name, measure] of Object.entries(parts)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    console.log(`${name}\n${tableOf(await measure(quick))}`);
  }
}

main(process.argv.includes('quick')).catch((error) => {
  console.error(error);
  process.exit(1);
});
