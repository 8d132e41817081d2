/** Whether calls reach a routing point: `Stasis(sb-<node>,<routing point>)` in the contexts by which its calls come. */
import type { Finding } from '../../../src/core/finding';
import type { ExaminedPoint } from '../../../src/ports/pbx';
import { type Ari, parseBody } from '../ari';
import { applicationOf, machineContextOf } from '../options';
import { succeeded } from '../words/results';
import type { Evaluate, Evaluator } from './evaluate';

export type Report = (check: string, level: Finding['level'], words: string, todo?: string) => Finding;

/** Nobody writes more lines into one context by hand. */
const LINES = 500;
const INCLUDES = 20;
const SAFE = /^[\w.+*#-]{1,80}$/;

export async function examinePoint(
  point: ExaminedPoint,
  node: string,
  { ari, evaluator, report }: { ari: Ari; evaluator: Evaluator; report: Report },
): Promise<Finding[]> {
  const contexts = await contextsOf(point, ari);
  const wanted = `sb-${node},${point.name}`;
  if (contexts.length === 0) {
    const how = `name the endpoint of the trunk in the mapping (pbxs.<pbx>.trunks.<name>.endpoint) or match.context in a venue`;
    return [report('dialplan', 'unknown', `no context is known by which calls reach routing point ${point.name}`, how)];
  }
  const looked = await Promise.all(contexts.map((context) => lookInto(context, wanted, point, evaluator)));
  if (looked.every((one) => one === undefined))
    return [
      report(
        'dialplan',
        'unknown',
        'the dialplan cannot be read by ARI',
        'load = func_config.so and func_dialplan.so in modules.conf',
      ),
    ];
  const found = contexts.filter((_, i) => looked[i]?.stasis);
  if (found.length === 0) {
    const words = `Stasis(${wanted}) is not in context ${contexts.join(', ')} of extensions.conf: no call reaches routing point ${point.name}`;
    return [report('dialplan', 'fail', words, `signalbox dialplan >> extensions.conf; asterisk -rx 'dialplan reload'`)];
  }
  const missing = [...new Set(looked.flatMap((one) => one?.missing ?? []))];
  const ok = report('dialplan', 'ok', `calls of context ${found.join(', ')} reach routing point ${point.name}`);
  return missing.length === 0 ? [ok] : [ok, numbersMissing(missing, found, report)];
}

/** Whether parties can be sent where it is listened for machines; where nobody can tell, the modules say so. */
export async function examineMachines(evaluate: Evaluate, node: string, report: Report): Promise<Finding[]> {
  const context = machineContextOf(applicationOf(node));
  const exists = await evaluate(`DIALPLAN_EXISTS(${context},s,1)`);
  if (exists === undefined) return [];
  if (exists === '1') return [report('machines', 'ok', `context ${context} listens for answering machines`)];
  const words = `there is no context ${context} in extensions.conf: whoever answers a callback is taken for a person`;
  return [report('machines', 'fail', words, `signalbox dialplan prints it; asterisk -rx 'dialplan reload'`)];
}

const numbersMissing = (numbers: readonly string[], contexts: readonly string[], report: Report): Finding =>
  report(
    'numbers',
    'warn',
    `context ${contexts.join(', ')} has no extension for ${numbers.join(', ')}: calls to it do not arrive`,
    `signalbox dialplan prints an extension for each number of the mapping`,
  );

/** Contexts by which calls of the routing point come: as venues say, and as the endpoints of its trunks have it. */
async function contextsOf({ arrivals }: ExaminedPoint, ari: Ari): Promise<string[]> {
  const contexts = new Set(arrivals.flatMap(({ context }) => context ?? []));
  const endpoints = new Set(
    arrivals.flatMap(({ context, endpoint }) => (context === undefined ? (endpoint ?? []) : [])),
  );
  for (const endpoint of endpoints) {
    const [technology, name = ''] = endpoint.split('/');
    if (technology !== 'PJSIP') continue;
    const answer = await ari.request('GET', `asterisk/config/dynamic/res_pjsip/endpoint/${encodeURIComponent(name)}`);
    const fields = succeeded(answer) ? parseBody<{ attribute: string; value: string }[]>(answer) : undefined;
    const context = fields?.find(({ attribute }) => attribute === 'context')?.value;
    if (context) contexts.add(context);
  }
  return [...contexts].filter((context) => SAFE.test(context));
}

interface Looked {
  readonly stasis: boolean;
  /** Numbers of venues that the context has no extension for. */
  readonly missing: readonly string[];
}

function lookInto(
  context: string,
  wanted: string,
  point: ExaminedPoint,
  evaluator: Evaluator,
): Promise<Looked | undefined> {
  const here = point.arrivals.filter((arrival) => arrival.context === undefined || arrival.context === context);
  const numbers = here.flatMap(({ dnis }) =>
    dnis !== undefined && SAFE.test(dnis) && !dnis.startsWith('_') ? [dnis] : [],
  );
  return evaluator.at(numbers[0] ?? 's', context, async (evaluate) => {
    const exists = await evaluate(`DIALPLAN_EXISTS(${context})`);
    const lines = await linesOf(context, evaluate);
    if (exists === undefined && lines.length === 0) return undefined;
    const missing: string[] = [];
    for (const number of numbers)
      if ((await evaluate(`DIALPLAN_EXISTS(${context},${number},1)`)) === '0') missing.push(number);
    return { stasis: await reaches(lines, wanted, evaluate), missing };
  });
}

/** Every line of a context and of what it includes. */
async function linesOf(context: string, evaluate: Evaluate, depth = 0): Promise<string[]> {
  const read = async (name: string, most: number): Promise<string[]> => {
    const found: string[] = [];
    for (let i = 0; i < most; i++) {
      const line = await evaluate(`AST_CONFIG(extensions.conf,${context},${name},${i})`);
      if (line === undefined) break;
      found.push(line);
    }
    return found;
  };
  const own = [...(await read('exten', LINES)), ...(await read('same', LINES))];
  if (depth > 2) return own;
  const included = (await read('include', INCLUDES))
    .map((name) => name.split(',')[0]?.trim() ?? '')
    .filter((name) => SAFE.test(name));
  const further = await Promise.all(included.map((name) => linesOf(name, evaluate, depth + 1)));
  return [...own, ...further.flat()];
}

/** Whether a line hands calls to the gateway; variables in it are worked out by the PBX itself. */
async function reaches(lines: readonly string[], wanted: string, evaluate: Evaluate): Promise<boolean> {
  for (const line of lines) {
    const args = /\bStasis\((.*)\)\s*$/i.exec(line)?.[1];
    if (args === undefined) continue;
    const value = args.includes('${') ? await evaluate(`EVAL(${args})`) : args;
    if (value === wanted || value?.startsWith(`${wanted},`)) return true;
  }
  return false;
}
