/** What `doctor` looks at on the machine itself: folder and disk, key files, mapping file, certificates, clock. */
import { X509Certificate } from 'node:crypto';
import { readFileSync, statfsSync, statSync } from 'node:fs';
import path from 'node:path';
import { type Finding, inArea } from './core/finding';
import type { MappingFiles } from './ports/mappingSource';

/** What is in force, as far as files of this machine matter to it. */
interface InForce {
  readonly current: { readonly pbxs: Readonly<Record<string, { readonly ca?: string | undefined }>> };
  readonly isApplied: (canonical: string) => boolean;
}

const MB = 2 ** 20;
const FULL_MB = 100;
const SCARCE_MB = 1_000;
const LONG_LOG_MB = 500;

/** All of it, beside a mapping that is in force. */
export function hostExaminer(
  { data }: { readonly data: string },
  clock: { readonly now: () => number; readonly monotonic: () => number },
  files: MappingFiles,
): (inForce: InForce) => Promise<Finding[]> {
  const steady = clockExaminer(clock.now, clock.monotonic);
  return async ({ current, isApplied }) => {
    const authorities = Object.values(current.pbxs).flatMap(({ ca }) => (ca === undefined ? [] : [ca]));
    return [
      ...examineFolder(data),
      await examineMapping(files, isApplied),
      ...[...new Set(authorities)].map((file) => examineCertificate(path.resolve(file), clock.now())),
      steady(),
    ];
  };
}

/** The data folder: room, size of what is in it, and who may read its keys. */
export function examineFolder(folder: string): Finding[] {
  const report = inArea('store');
  if (!statOf(folder)?.isDirectory())
    return [report('folder', 'warn', `there is no data folder ${folder} yet`, 'it is made at the first start')];
  const { bavail, bsize } = statfsSync(folder);
  const free = Math.round((bavail * bsize) / MB);
  const size = (name: string) => Math.round((statOf(path.join(folder, name))?.size ?? 0) / MB);
  const [store, log] = [size('signalbox.db'), size('signalbox.db-wal')];
  const words = `${free} MB free in ${folder}; the store has ${store} MB, its log ${log} MB`;
  const level = free < FULL_MB ? 'fail' : free < SCARCE_MB ? 'warn' : 'ok';
  const room = report('room', level, words, level === 'ok' ? undefined : 'free space, or shorten SIGNALBOX_FEED_DAYS');
  const long = report(
    'log',
    'warn',
    `the write-ahead log has ${log} MB: somebody reads the store for long`,
    `fuser ${path.join(folder, 'signalbox.db')}`,
  );
  return [room, ...(log > LONG_LOG_MB ? [long] : []), ...examineKeys(folder)];
}

/** Whoever reads these files is the admin, or reads every secret. */
function examineKeys(folder: string): Finding[] {
  const report = inArea('keys');
  const files = ['admin.key', 'secret.key'].map((name) => path.join(folder, name));
  const open = files.filter((file) => ((statOf(file)?.mode ?? 0) & 0o077) !== 0);
  if (open.length > 0)
    return [report('modes', 'fail', `others may read ${open.join(' and ')}`, `chmod 600 ${open.join(' ')}`)];
  const there = files.filter((file) => statOf(file));
  return there.length === 0 ? [] : [report('modes', 'ok', `${there.join(' and ')} may be read by their owner alone`)];
}

/** The mapping file; `isApplied` says whether its content is what was applied last. */
export async function examineMapping(
  { where: file, read }: MappingFiles,
  isApplied?: (canonical: string) => boolean,
): Promise<Finding> {
  const report = inArea('mapping');
  try {
    const text = await read();
    if ('flaws' in text) throw new Error(text.flaws.map((flaw) => `${flaw.path}: ${flaw.message}`).join('\n'));
    if (!isApplied) return report('file', 'ok', `${file} can be read`);
    if (isApplied(text.canonical)) return report('file', 'ok', `${file} is what is in force`);
    return report(
      'file',
      'warn',
      `${file} is not what is in force: it has flaws, or the mapping was changed since`,
      `signalbox mappings validate ${file}; signalbox mappings diff ${file}`,
    );
  } catch (error) {
    return report('file', 'fail', `${file} cannot be read: ${error instanceof Error ? error.message : error}`);
  }
}

const DAY_MS = 86_400_000;
const SOON_DAYS = 21;

/** A certificate, or the first of a file of several. */
function examineCertificate(file: string, now: number): Finding {
  const report = inArea('certificates');
  try {
    const { validTo, subject } = new X509Certificate(readFileSync(file));
    const days = Math.floor((Date.parse(validTo) - now) / DAY_MS);
    const name = `${file} (${subject.split('\n').at(-1)})`;
    if (days < 0) return report('validity', 'fail', `${name} ran out ${-days} days ago`, 'renew it');
    return report(
      'validity',
      days < SOON_DAYS ? 'warn' : 'ok',
      `${name} is valid for ${days} more days`,
      days < SOON_DAYS ? 'renew it' : undefined,
    );
  } catch (error) {
    return report(
      'validity',
      'fail',
      `${file} is no certificate that can be read: ${error instanceof Error ? error.message : error}`,
    );
  }
}

const JUMP_MS = 2_000;

/** Tells how far the wall clock has moved against the monotonic one since this was called: deadlines are wall times. */
function clockExaminer(now: () => number, monotonic: () => number): () => Finding {
  const start = now() - monotonic();
  return () => {
    const jump = Math.round(now() - monotonic() - start);
    const report = inArea('clock');
    if (Math.abs(jump) < JUMP_MS)
      return report('steady', 'ok', `the clock has been steady since the start (${jump} ms)`);
    const words = `the clock of this machine was moved by ${(jump / 1_000).toFixed(1)} s since the start: deadlines moved with it`;
    return report('steady', 'warn', words, 'timedatectl set-ntp true');
  };
}

function statOf(file: string) {
  return statSync(file, { throwIfNoEntry: false });
}
