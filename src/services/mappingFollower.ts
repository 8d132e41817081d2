/**
 * The file beside the API (design §9): it takes effect when it differs from what was last applied from it. An edit by the
 * API survives a start with the old file; when both were changed, the file waits until somebody says which one holds.
 */
import { ERRORS, type Flaw, isRefusal, type Refusal, refuse } from '../core/errors';
import { summaryOf } from '../core/mappingDiff';
import type { Difference } from '../core/mappingExamination';
import type { Log } from '../ports/log';
import type { MappingFiles, MappingText } from '../ports/mappingSource';
import type { Change, MappingChanges } from './mappingChanges';
import type { Mappings } from './mappings';
import type { Ports } from './partitions';

/** A file that is not in force. */
export interface PendingFile {
  readonly file: string;
  /** When that was found, wall ms. */
  readonly since: number;
  /** `broken`: it cannot be applied. `conflict`: it and the mapping in force were both changed. */
  readonly problem: 'broken' | 'conflict';
  readonly flaws: readonly Flaw[];
  /** What would change if it were applied. */
  readonly changes: readonly string[];
}

export interface FollowOptions extends Pick<Change, 'comment' | 'ifMatch'> {
  readonly actor: string;
  /** The file holds, whatever was changed by other means. */
  readonly force?: boolean;
}

export type Followed = { readonly outcome: 'applied' | 'unchanged'; readonly version: number } | Refusal;

export class MappingFollower {
  private waiting: PendingFile | undefined;

  constructor(
    private readonly ports: Pick<Ports, 'clock' | 'ids'> & { readonly log: Log },
    private readonly mappings: Mappings,
    private readonly changes: MappingChanges,
    private readonly files: MappingFiles | undefined,
  ) {}

  get pending(): PendingFile | undefined {
    return this.waiting;
  }

  /** Looks at the file and applies it when it should be; says why when it was not. */
  follow(options: FollowOptions): Promise<Followed> {
    return this.changes.alone(async () => {
      const { files } = this;
      if (!files) return { refused: 'request.not_found', detail: 'the gateway follows no file' };
      const followed = await this.followNow(files, options).catch((error: unknown) => this.defect(files.where, error));
      this.tell(files.where, followed);
      return followed;
    });
  }

  private async followNow(files: MappingFiles, options: FollowOptions): Promise<Followed> {
    const read = await files.read();
    if ('flaws' in read) return { refused: 'mapping.invalid', errors: read.flaws };
    const { applied } = this.mappings;
    const hash = this.ports.ids.hash(read.canonical);
    const same = applied?.file?.hash === hash;
    const edited = applied !== undefined && (applied.file?.version ?? applied.version) !== applied.version;
    if (applied && same && !(options.force && edited)) return { outcome: 'unchanged', version: applied.version };
    const secrets = { sealed: this.mappings.literals, written: files.demo };
    const checked = await this.mappings.check(read.json, secrets);
    if (isRefusal(checked)) return placed(checked, read);
    if (edited && !options.force && checked.hash !== applied.hash) return this.conflict(checked.difference);
    const { actor, comment, ifMatch } = options;
    const change: Change = { source: files.where, actor, comment, ifMatch, byFile: hash, secrets, insist: true };
    const made = await this.changes.applyNow(() => read, change);
    return isRefusal(made) ? placed(made, read) : { outcome: 'applied', version: made.version };
  }

  /** Nobody waits for the answer to a file: what nobody thought of must not end the process. */
  private defect(file: string, error: unknown): Refusal {
    this.ports.log.error('a defect: the mapping file was not followed', { file, error: stackOf(error) });
    return refuse('service.internal', String(error));
  }

  private conflict({ changes }: Difference): Refusal {
    const { applied } = this.mappings;
    const detail = `version ${applied?.version} was applied by ${applied?.author ?? 'system'} (${applied?.source}) after the file`;
    return {
      refused: 'mapping.file_conflict',
      detail,
      facts: { version: applied?.version, changes: summaryOf(changes) },
    };
  }

  private tell(file: string, followed: Followed): void {
    const { log } = this.ports;
    if (!isRefusal(followed)) {
      this.waiting = undefined;
      if (followed.outcome === 'applied') log.info('the mapping is in force', { file, version: followed.version });
      return;
    }
    const { refused, detail, errors: flaws = [], facts } = followed;
    const problem = refused === 'mapping.file_conflict' ? 'conflict' : 'broken';
    const changes = (facts?.changes ?? []) as string[];
    const flawed = flaws.length > 0 || problem === 'conflict' ? flaws : [{ path: file, message: detail ?? refused }];
    this.waiting = { file, since: this.ports.clock.now(), problem, flaws: flawed, changes };
    const error = flaws.length > 0 ? wordsOf(flaws) : `${ERRORS[refused].title} ${detail ?? ''}`;
    log.error('the mapping was not applied; the one before stays in force', { file, error, changes });
  }
}

const stackOf = (error: unknown): string => (error instanceof Error && error.stack) || String(error);

/** Flaws with the file and line that they stand at. */
export async function placed(refusal: Refusal, text: Pick<MappingText, 'places'>): Promise<Refusal> {
  const { errors } = refusal;
  if (!errors?.length) return refusal;
  const places = await text.places(errors.map(({ path }) => path));
  return { ...refusal, errors: errors.map((flaw, i) => plain({ ...flaw, ...places[i] })) };
}

const plain = ({ path, message, line, file }: Flaw): Flaw => ({
  path,
  message,
  ...(line !== undefined && { line }),
  ...(file !== undefined && { file }),
});

/** `file:line /path: message` for each. */
export const wordsOf = (flaws: readonly Flaw[]): string =>
  flaws
    .map(({ file, line, path, message }) => `${file === undefined ? '' : `${file}:${line} `}${path}: ${message}`)
    .join('\n');
