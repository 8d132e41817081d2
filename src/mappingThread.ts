/** Reads the texts of one mapping in a thread of its own. */
import { parentPort, workerData } from 'node:worker_threads';
import { type MappingJob, placesIn, readTexts } from './mappingText';

const { texts, pointers } = workerData as MappingJob;

parentPort?.postMessage(pointers ? placesIn(texts, pointers) : readTexts(texts));
