/** Watches the files that passwords and certificate authorities of PBXs stand in; which ones they are is known when a link is made. */
import type { PbxConfig } from './core/mapping';
import type { Log } from './ports/log';
import { type Watching, watchFiles } from './watchFiles';

export class LinkFiles {
  private readonly watching = new Map<string, readonly Watching[]>();

  constructor(
    private readonly log: Log,
    private readonly changed: () => Promise<void>,
  ) {}

  /** From now on those of this PBX. */
  watch(name: string, { password, ca }: PbxConfig): void {
    this.forget(name);
    const secret = password && 'file' in password ? [password.file] : [];
    const files = [...secret, ...(ca === undefined ? [] : [ca])];
    this.watching.set(
      name,
      files.flatMap((file) => this.watchOne(file)),
    );
  }

  stop(): void {
    for (const name of [...this.watching.keys()]) this.forget(name);
  }

  private forget(name: string): void {
    for (const one of this.watching.get(name) ?? []) one.stop();
    this.watching.delete(name);
  }

  private watchOne(file: string): Watching[] {
    const error = (message: string) => (why: unknown) => this.log.error(message, { file, error: String(why) });
    try {
      return [watchFiles(file, () => this.changed().catch(error('a changed secret of a PBX was not followed')))];
    } catch (why) {
      error('a secret of a PBX cannot be watched')(why);
      return [];
    }
  }
}
