/** What the dialplan of an Asterisk must have for what ARI cannot do: an application, and a context that leads back to us. */
import type { Result } from '../../../src/ports/pbx';
import { type Ari, parseBody, UNANSWERED, UNSENT } from '../ari';
import { LINK_DOWN, refused, succeeded } from '../words/results';

export interface DialplanNeeds {
  /** The module of the application, without `.so`. */
  readonly module: string;
  readonly context: string;
  readonly extensions: readonly string[];
}

/** `unknown`: nothing says whether the context is there. */
type Lack = 'module' | 'unknown' | 'context';

/** What is lacking, or that nobody could say; asked each time, for an admin may have mended or broken it. `channel`: any that is with us. */
export async function lacking(
  ari: Ari,
  channel: string,
  { module, context, extensions }: DialplanNeeds,
): Promise<Lack | Result<never> | undefined> {
  const exists = (extension: string) => ({ variable: `DIALPLAN_EXISTS(${context},${extension},1)` });
  const [loaded, ...found] = await Promise.all([
    ari.request('GET', `asterisk/modules/${module}.so`),
    ...extensions.map((extension) => ari.request('GET', `channels/${channel}/variable`, exists(extension))),
  ]);
  const answers = [loaded, ...found];
  if (answers.some(({ status }) => status === UNSENT)) return LINK_DOWN;
  if (answers.some(({ status }) => status === UNANSWERED)) return refused('overloaded', 'no answer');
  if (parseBody<{ status?: string }>(loaded)?.status !== 'Running') return 'module';
  const said = found.map((answer) => (succeeded(answer) ? parseBody<{ value: string }>(answer)?.value : undefined));
  if (said.every((value) => value === '1')) return undefined;
  return said.includes(undefined) ? 'unknown' : 'context';
}
