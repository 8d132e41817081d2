/**
 * extensions.conf for a mapping. Each number is one line with priority 1; the rest, from priority 2 on, stands once in
 * a pattern, for Asterisk looks a priority up in the patterns when the number itself has none. Stasis runs in the
 * context and extension of the call, because the gateway reads the dialled number and the context off the channel.
 */
import type { Mapping, PbxConfig } from '../../core/mapping';
import { detectsMachines } from '../../core/mappingCallbacks';
import { ANY, variable } from './escape';
import { fallbackLines } from './fallback';
import type { Place } from './place';

export interface DialplanOptions {
  /** PBX of the mapping. */
  readonly pbx: string;
  /** Node of the gateway: the application is `sb-<node>`. */
  readonly node: string;
  /** Routing point → context of its calls; default `sb-<routing point>`. */
  readonly contexts: Readonly<Record<string, string>>;
  /** Numbers of the mapping alone; else every number reaches the gateway. */
  readonly onlyMapped: boolean;
  /** Leave out the contexts that callers fall back to. */
  readonly noFallback: boolean;
}

const HEAD = `; Made by: signalbox dialplan. #include it in extensions.conf, then: asterisk -rx 'dialplan reload'
; The gateway is asked; while it is away it is asked again each second for 15 s, then the PBX serves the caller itself.`;

const NUMERIC = /^(_.*|[+0-9*#-]+)$/;

/** The whole file. */
export function extensionsOf(mapping: Mapping, options: DialplanOptions): string {
  const config = mapping.pbxs[options.pbx] as PbxConfig;
  const places = placesOn(mapping, options.pbx);
  const points = Object.keys(config.routingPoints);
  const entries = points.flatMap((point) => entriesOf(point, config, places, options));
  const fallback = options.noFallback ? [] : fallbackLines(mapping, options.pbx, places);
  const machines = detectsMachines(mapping, options.pbx) ? [machineContext(options.node)] : [];
  return `${[HEAD, ...entries, takenContext(options.node), ...machines, ...fallback].join('\n\n')}\n`;
}

function placesOn(mapping: Mapping, pbx: string): Place[] {
  const all = Object.entries(mapping.tenants).flatMap(([tenant, { venues }]) =>
    Object.entries(venues).map(([name, venue]) => ({ tenant, name, venue })),
  );
  return all.filter(({ venue }) => venue.routingPoint.startsWith(`${pbx}/`));
}

/** The contexts of one routing point: the one its trunks use, and those that venues name. */
function entriesOf(point: string, config: PbxConfig, places: readonly Place[], options: DialplanOptions): string[] {
  const here = places.filter(({ venue }) => venue.routingPoint === `${options.pbx}/${point}`);
  const usual = options.contexts[point] ?? `sb-${point}`;
  const contexts = new Map<string, Place[]>([[usual, []]]);
  for (const place of here) {
    const context = place.venue.match.context ?? usual;
    contexts.set(context, [...(contexts.get(context) ?? []), place]);
  }
  const [to = '', extension = ''] = (config.routingPoints[point]?.fallback ?? 'fallback,{dnis}').split(',');
  const loop = {
    stasis: `sb-${options.node},${point}`,
    fallback: `${to},${extension.replaceAll('{dnis}', variable('EXTEN'))},1`,
  };
  return [...contexts].map(([context, inside]) =>
    entry(context, point, inside, { ...loop, onlyMapped: options.onlyMapped }),
  );
}

interface Loop {
  readonly stasis: string;
  readonly fallback: string;
  readonly onlyMapped: boolean;
}

function entry(context: string, point: string, places: readonly Place[], loop: Loop): string {
  const numbers = new Map<string, string[]>();
  for (const { tenant, name, venue } of places) {
    const number = venue.match.dnis ?? ANY;
    numbers.set(number, [...(numbers.get(number) ?? []), `${tenant}/${name}`]);
  }
  if (!loop.onlyMapped && !numbers.has(ANY)) numbers.set(ANY, ['no venue of its own']);
  const firsts = [...numbers].flatMap(([number, venues]) => {
    const first = `exten => ${number},1,NoOp(${point}: ${venues.join(' ')})`;
    // Numbers with letters are not in the pattern below: they get lines of their own.
    return NUMERIC.test(number) ? [first] : [first, ...ask(number, loop)];
  });
  return [
    `; Routing point ${point}: context = ${context} in the endpoint of its trunk (pjsip.conf).`,
    `[${context}]`,
    ...firsts,
    ...ask(ANY, loop),
  ].join('\n');
}

/** Whoever answered a callback is listened to, and comes back; also to a gateway that is being restarted. */
const machineContext = (node: string): string => {
  const app = `sb-${node}`;
  return [
    '; The gateway sends here whom it dialled, to hear whether a machine answered; app_amd needs an amd.conf.',
    `[${app}-machine]`,
    `exten => s,1,AMD(${variable('SB_MACHINE')})`,
    ...ask('s', { stasis: `${app},machine,${variable('AMDSTATUS')}`, fallback: 'taken' }),
  ].join('\n');
};

/** Whom a phone gives away in a transfer between its two calls comes to the gateway out of the call that it did not have. */
const takenContext = (node: string): string => {
  const app = `sb-${node}`;
  return [
    '; A phone transfers between its two calls, one of them by this dialplan: who talks to it there is fetched.',
    `[${app}-taken]`,
    `exten => fetch,1,ChannelRedirect(${variable('SB_TAKEN')},${app}-taken,s,1)`,
    ' same => n,Hangup()',
    'exten => s,1,NoOp()',
    ...ask('s', { stasis: `${app},taken`, fallback: 'taken' }),
  ].join('\n');
};

const ask = (extension: string, { stasis, fallback }: Omit<Loop, 'onlyMapped'>): string[] => [
  `exten => ${extension},2,Set(SB_ASKED=0)`,
  ` same => n(ask),Stasis(${stasis})`,
  ` same => n,GotoIf($["${variable('STASISSTATUS')}" != "FAILED"]?taken)`,
  ` same => n,Set(SB_ASKED=$[${variable('SB_ASKED')} + 1])`,
  ` same => n,GotoIf($[${variable('SB_ASKED')} > 15]?${fallback})`,
  ' same => n,Ringing()',
  ' same => n,Wait(1)',
  ' same => n,Goto(ask)',
  ' same => n(taken),Hangup()',
];
