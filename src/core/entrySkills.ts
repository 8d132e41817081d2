/**
 * What an entry asks of whoever serves it: what its queue asks of all, what the attributes of its call ask, what its
 * treatment asks, the later before the earlier. It insists on less the longer it waits, by the steps of the queue as it
 * was when the entry came; each step has its time in the entry, so that a restart misses none.
 */
import type { Deadline } from './call';
import type { Attributes } from './fields';
import { own } from './own';
import { type Entry, inLine } from './queue';
import type { QueueSettings } from './queueSettings';
import { relaxed, type SkillsWanted, type Wanted } from './skills';

type Asking = Pick<Entry, 'skills' | 'asked' | 'own' | 'relax' | 'relaxed'>;
type Settings = Pick<QueueSettings, 'skills' | 'relax'>;

const NOTHING: Wanted = { required: {}, preferred: {} };

/** What an entry that comes now asks for; `of` is what its treatment says. */
export function asking(
  settings: Settings,
  { of, attributes }: { of: SkillsWanted | undefined; attributes: Attributes },
  now: number,
): Asking {
  const asked = merged([settings.skills, ...byAttributes(settings, attributes), of]);
  const relax = stepsOf(settings, now);
  return {
    ...(asked && { skills: asked, asked }),
    ...(of && { own: of }),
    ...(asked && relax.length > 0 && { relax, relaxed: 0 }),
  };
}

/** The attributes of its call changed; nothing when that changes nothing for it, or a command said what it asks for. */
export function askingAnew(entry: Entry, settings: Settings, attributes: Attributes, now: number): Entry | undefined {
  if (entry.skillsSet || !settings.skills?.byAttribute) return undefined;
  const { asked, own: of, relax, relaxed: _, skills: __, ...rest } = entry;
  const fresh = asking(settings, { of, attributes }, entry.arrivedAt);
  if (JSON.stringify(fresh.asked) === JSON.stringify(asked)) return undefined;
  return stepped({ ...rest, ...fresh, ...(relax && { relax, relaxed: 0 }) }, now);
}

/** A command says what it asks for; what the time it has waited relaxes is relaxed. */
export function askingFor(entry: Entry, wanted: SkillsWanted, settings: Settings, now: number): Entry {
  const { own: _, relaxed: __, ...rest } = entry;
  const asked = merged([wanted]) ?? NOTHING;
  const relax = entry.relax ?? stepsOf(settings, entry.arrivedAt);
  return stepped(
    { ...rest, skills: asked, asked, skillsSet: true, ...(relax.length > 0 && { relax, relaxed: 0 }) },
    now,
  );
}

/** The steps of a queue for an entry that came at `from`. */
const stepsOf = ({ relax = [] }: Settings, from: number): NonNullable<Entry['relax']> =>
  relax.map(({ afterSeconds, ...step }) => ({ at: from + afterSeconds * 1_000, ...step })).sort((a, b) => a.at - b.at);

/** The next step is due when the entry has waited that long; a caller who is gone has so long to call again. */
export function entryDeadlines(entry: Entry): Deadline[] {
  const next = entry.relax?.[entry.relaxed ?? 0];
  if (!inLine(entry)) return [];
  return [
    ...(next ? [{ name: 'relax', at: next.at }] : []),
    ...(entry.awaySince !== undefined && entry.heldUntil !== undefined ? [{ name: 'away', at: entry.heldUntil }] : []),
  ];
}

/** As it is after the steps that are due. */
export function stepped(entry: Entry, now: number): Entry {
  const { relax = [], asked = NOTHING } = entry;
  const due = relax.filter(({ at }) => at <= now);
  if (due.length === 0) return entry;
  return { ...entry, skills: due.reduce(relaxed, asked), relaxed: due.length };
}

/** What it is going to ask for, and from when, by the steps that are still to come. */
export const askingLater = (
  { relax = [], asked = NOTHING }: Pick<Entry, 'relax' | 'asked'>,
  now: number,
): { readonly at: number; readonly skills: Wanted }[] =>
  relax.flatMap(({ at }, i) => (at > now ? [{ at, skills: relax.slice(0, i + 1).reduce(relaxed, asked) }] : []));

function byAttributes({ skills }: Settings, attributes: Attributes): SkillsWanted[] {
  return Object.entries(skills?.byAttribute ?? {}).flatMap(([name, values]) => {
    const value = own(attributes, name);
    const text = typeof value === 'object' ? undefined : String(value);
    return (text === undefined ? undefined : own(values, text)) ?? [];
  });
}

/** Nothing when nobody asks for anything. */
function merged(all: readonly (SkillsWanted | undefined)[]): Wanted | undefined {
  const wanted = all.filter((one) => one !== undefined);
  const required = Object.assign({}, ...wanted.map((one) => one.required));
  const preferred = Object.assign({}, ...wanted.map((one) => one.preferred));
  const minLevel = wanted.findLast((one) => one.minLevel !== undefined)?.minLevel;
  const none = Object.keys(required).length + Object.keys(preferred).length === 0 && minLevel === undefined;
  return none ? undefined : { required, preferred, ...(minLevel !== undefined && { minLevel }) };
}
