/**
 * Media items as what ARI can play. Neighbours of one language become one request; what needs a hand of its own is a
 * step of its own: an HTTP prompt (it must be in the PBX's cache first) and silence (ARI has none in milliseconds, and
 * our own clock needs no request for it). A tone never ends by itself: it sounds until the job is stopped.
 */
import type { Audible } from '../../../src/core/media';
import type { AsteriskOptions } from '../options';
import { soundNamed } from '../words/builtIns';

export type Step =
  | { readonly kind: 'sounds'; readonly media: readonly string[]; readonly lang?: string }
  | { readonly kind: 'fetched'; readonly url: string; readonly instead: string; readonly lang?: string }
  | { readonly kind: 'silence'; readonly ms: number };

/** How this PBX speaks. */
export type Speech = Pick<AsteriskOptions, 'mediaUrl' | 'toneZone'>;
type Lang = { readonly lang?: string };

/** The steps that play these items in order. Numbers and digits are spoken in the language of the prompt before them. */
export function stepsOf(items: readonly Audible[], speech: Speech): Step[] {
  const steps: Step[] = [];
  let lang: Lang = {};
  for (const item of items) {
    if ((item.play === 'prompt' || item.play === 'audio') && item.language !== undefined)
      lang = { lang: item.language.replace('-', '_') };
    const step = stepOf(item, lang, speech);
    const last = steps.at(-1);
    if (step.kind === 'sounds' && last?.kind === 'sounds' && last.lang === step.lang)
      steps[steps.length - 1] = { ...last, media: [...last.media, ...step.media] };
    else steps.push(step);
  }
  return steps;
}

function stepOf(item: Audible, lang: Lang, speech: Speech): Step {
  const sounds = (...media: string[]): Step => ({ kind: 'sounds', media, ...lang });
  switch (item.play) {
    case 'silence':
      return { kind: 'silence', ms: item.ms };
    case 'tone':
      return sounds(item.tone === 'beep' ? 'sound:beep' : toneUri(item.tone, speech.toneZone));
    case 'digits':
      return sounds(`digits:${item.digits}`);
    case 'number':
      return sounds(`number:${item.number}`);
    case 'recording':
      return sounds(`recording:${item.job}`);
    case 'time':
      return sounds(...timeUris(item.at, item.zone));
    case 'prompt':
      return sounds(`sound:${soundNamed(item.name)}`);
    case 'audio': {
      const instead = soundNamed(item.instead);
      if (speech.mediaUrl === undefined) return sounds(`sound:${instead}`);
      return { kind: 'fetched', url: `${speech.mediaUrl}/media/${item.file}.wav`, instead, ...lang };
    }
  }
}

const toneUri = (tone: string, zone: string | undefined): string => `tone:${tone}${zone ? `;tonezone=${zone}` : ''}`;

/** Twelve hours and a half of the day, as the built-in sounds have them: `2`, `oh` `5`, `p-m`. Throws for an unknown zone. */
function timeUris(at: number, zone: string): string[] {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const [hour = 0, minute = 0] = parts.format(at).split(':').map(Number);
  const half = hour < 12 ? 'sound:digits/a-m' : 'sound:digits/p-m';
  const minutes = minute === 0 ? [] : minute < 10 ? ['sound:digits/oh', `number:${minute}`] : [`number:${minute}`];
  return [`number:${hour % 12 || 12}`, ...minutes, half];
}
