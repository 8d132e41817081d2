/** A story of core as a screen: who called whom, the sentence that answers, and a line for each thing that happened. */
import type { Story } from '../core/story/story';
import type { Io } from './io';
import { printable } from './paint';

/** Names of keys, by their id. */
export type KeyNames = ReadonlyMap<string, string>;

export function storyText({ call, verdict, lines }: Story, tenant: string, keys: KeyNames, { paint }: Io): string[] {
  const who = `${call.ani || 'withheld'} -> ${call.dnis}`;
  const where = [`tenant ${tenant}`, call.venue && `venue ${call.venue}`, call.startedAt.slice(0, 10), 'times in UTC'];
  const day = call.startedAt.slice(0, 10);
  return [
    paint.bold(printable(`call ${call.id}  ${who}`)),
    paint.dim(printable(where.filter(Boolean).join(', '))),
    '',
    printable(verdict),
    '',
    ...lines.map(({ time, text, by }) => {
      const at = time.startsWith(day) ? time.slice(11, 23) : time.slice(0, 23).replace('T', ' ');
      return `${paint.dim(at)}  ${printable(text)}${decidedBy(by, keys, paint.dim)}`;
    }),
  ];
}

/** Only people and programs decide; what the PBX or the table of states did says so itself. */
function decidedBy(actor: string, keys: KeyNames, dim: (text: string) => string): string {
  const [kind, id = ''] = [actor.slice(0, actor.indexOf(':')), actor.slice(actor.indexOf(':') + 1)];
  if (!actor.includes(':') || kind === 'pbx') return '';
  return dim(printable(`  [${kind} ${keys.get(id) ?? id}]`));
}
