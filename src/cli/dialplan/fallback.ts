/**
 * What the PBX does by itself when no gateway takes a call: the default treatments of its venue, as far as a dialplan
 * can carry them out; a user's plain destination, which the gateway leaves in a global variable, goes first.
 */
import { isRefusal } from '../../core/errors';
import type { Mapping, PbxConfig } from '../../core/mapping';
import type { MediaItem } from '../../core/media';
import { lineTo } from '../../core/ownership';
import type { Treatment } from '../../core/treatment';
import { ANY, escaped, variable } from './escape';
import type { Place } from './place';

/** One context for each that a routing point falls back to by the number dialled. */
export function fallbackLines(mapping: Mapping, pbx: string, places: readonly Place[]): string[] {
  const config = mapping.pbxs[pbx] as PbxConfig;
  const contexts = new Map<string, string[]>();
  for (const [point, { fallback }] of Object.entries(config.routingPoints)) {
    const [context = '', extension] = fallback.split(',');
    if (extension !== '{dnis}') continue; // one extension for all: the PBX has it
    const lines = contexts.get(context) ?? [];
    const seen = new Set(lines.filter((line) => line.startsWith('exten')).map(numberOf));
    const here = places.filter(
      ({ venue }) => venue.routingPoint === `${pbx}/${point}` && venue.match.dnis !== undefined,
    );
    for (const place of here) if (!seen.has(place.venue.match.dnis)) lines.push(...ofVenue(mapping, pbx, place));
    contexts.set(context, lines);
  }
  return [...contexts].map(([context, lines]) =>
    [
      '; Without the gateway; also where it sends callers whom it cannot serve now.',
      `[${context}]`,
      ...lines,
      ...OTHERS,
    ].join('\n'),
  );
}

const numberOf = (line: string): string | undefined => /^exten => ([^,]+),/.exec(line)?.[1];

const OTHERS: readonly string[] = [
  '; The gateway leaves the plain destination of a user in SB_USER_<number>.',
  `exten => ${ANY},1,GotoIf($["${variable(`GLOBAL(SB_USER_${variable('EXTEN')})`)}" = ""]?nobody)`,
  ` same => n,Dial(${variable(`GLOBAL(SB_USER_${variable('EXTEN')})`)},25)`,
  ' same => n(nobody),Congestion(5)',
];

function ofVenue(mapping: Mapping, pbx: string, { tenant, name, venue }: Place): string[] {
  const config = mapping.pbxs[pbx] as PbxConfig;
  const [, point = ''] = venue.routingPoint.split('/');
  const treatments = venue.default ?? config.routingPoints[point]?.default ?? [];
  const holdings = { pbx: config, owns: mapping.tenants[tenant]?.owns[pbx] };
  const steps = treatments.flatMap((step) =>
    applications(step, (to) => {
      // Where agents are only the gateway knows.
      if ('agent' in to || 'user' in to) return undefined;
      const line = lineTo(to, holdings);
      return isRefusal(line) ? undefined : line.dial;
    }),
  );
  const [first = 'Congestion(5)', ...rest] = [...steps, 'Hangup()'];
  return [
    `; ${tenant}/${name}`,
    `exten => ${venue.match.dnis},1,${first}`,
    ...rest.map((step) => ` same => n,${step}`),
  ];
}

type Destination = Extract<Treatment, { do: 'connect' }>['to'];

/** A treatment as applications of the dialplan; what it cannot do is left out. */
function applications(step: Treatment, dial: (to: Destination) => string | undefined): string[] {
  switch (step.do) {
    case 'answer':
      return ['Answer()'];
    case 'announce':
      return step.media.flatMap(played);
    case 'hold':
      return [`MusicOnHold(${step.music},${step.maxSeconds})`];
    case 'connect': {
      const to = dial(step.to);
      return to === undefined ? [] : [`Dial(${escaped(to)},${step.ringSeconds})`];
    }
    case 'reject':
      return [REJECTS[step.cause]];
    default:
      return [];
  }
}

const REJECTS: Readonly<Record<Extract<Treatment, { do: 'reject' }>['cause'], string>> = {
  busy: 'Busy(5)',
  congestion: 'Congestion(5)',
  declined: 'Hangup(21)',
  normal: 'Hangup(16)',
  invalidNumber: 'Hangup(1)',
  forbidden: 'Hangup(21)',
};

function played(item: MediaItem): string[] {
  switch (item.play) {
    case 'prompt':
      return [`Playback(${escaped(item.name)})`];
    case 'digits':
      return [`SayDigits(${escaped(item.digits)})`];
    case 'silence':
      return [`Wait(${item.ms / 1_000})`];
    default:
      return [];
  }
}
