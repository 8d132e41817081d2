/** The thread of `mappingDesk.ts`: one job after the other. */
import { parentPort } from 'node:worker_threads';
import { compareKept, examine } from '../core/mappingExamination';
import type { DeskJob } from './mappingDesk';

parentPort?.on('message', (job: DeskJob) => {
  parentPort?.postMessage('examine' in job ? examine(job.examine) : compareKept(...job.compare));
});
