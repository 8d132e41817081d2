/** Reads the texts of one mapping, or prints one, in a thread of its own. */
import { parentPort, workerData } from 'node:worker_threads';
import { type MappingJob, placesIn, printText, readTexts } from './mappingText';

const done = (job: MappingJob): unknown => {
  if ('print' in job) return printText(job.print);
  return job.pointers ? placesIn(job.texts, job.pointers) : readTexts(job.texts);
};

parentPort?.postMessage(done(workerData as MappingJob));
