/** What can be said of a gateway that does not answer, on the machine where it should run. */
import { realpathSync } from 'node:fs';
import { type Finding, inArea } from '../core/finding';
import { examineFolder, examineMapping } from '../examineHost';
import { mappingFiles } from '../mapping/mappingFile';
import { readHere } from '../mapping/mappingText';
import { holderOf } from '../store/embedded/folderLock';
import { localConfig } from './access';
import { CliError } from './cliError';
import type { Environment } from './io';

export async function examineLocally(env: Environment, reason: string): Promise<Finding[]> {
  const report = inArea('gateway');
  const down = report('answers', 'fail', reason, 'signalbox start');
  try {
    const { data, mappings } = localConfig(env);
    const config = report('settings', 'ok', 'the settings can be read');
    const file = await examineMapping(mappingFiles(mappings, readHere));
    return [down, config, ...process(data), ...examineFolder(data), file];
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return [down, report('settings', 'fail', error.message, 'docs/configuration.md lists every setting')];
  }
}

function process(data: string): Finding[] {
  const holder = holderOf(data);
  if (!holder) return [];
  const words = `process ${holder.pid} has the data folder ${realpathSync(data)} open: it is hung, or listens elsewhere`;
  return [inArea('gateway')('process', 'fail', words, `ss -ltnp | grep ${holder.pid}`)];
}
