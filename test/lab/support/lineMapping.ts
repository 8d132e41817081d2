/**
 * Queues of Acme in which there is something to hear, each at a number of its own; every prompt is a tone that nobody of
 * the lab hums, so that callers say what they hear.
 */
import { writeWav } from '../../../src/media/wav';
import { sine } from '../../media/signals';
import { twoTenantsOn } from './labMapping';
import type { Story } from './story';

/** Who dials it waits in the queue of that name. */
export const LINES = {
  told: '1600',
  keyed: '1601',
  closed: '1602',
  small: '1603',
  whispering: '1604',
  ringing: '1605',
  instant: '1606',
} as const;

/** Tones in Hz, by prompt: the gateway's own of a place in line and of a waiting time, and the tenant's. */
export const TONES = {
  'queue-next': 3_300,
  'queue-position': 350,
  'queue-wait': 2_900,
  website: 3_050,
  menu: 2_750,
  'we-are-closed': 2_600,
  'we-are-full': 2_450,
  'a-sales-call': 2_300,
} as const;
export type Told = keyof typeof TONES;

/** Long ones can be interrupted. */
const LONG: readonly Told[] = ['website'];

const says = (name: Told) => ({ do: 'announce', media: [{ play: 'prompt', name }] });
const phone = (name: string) => ({ do: 'connect', to: { endpoint: `PJSIP/${name}` } });

const queues = {
  told: {
    announcements: {
      ...{ firstSeconds: 1, everySeconds: 15, minSeconds: 5, position: true, waitingTime: {} },
      periodic: { firstSeconds: 6, everySeconds: 15, lists: [[{ play: 'prompt', name: 'website' }]] },
    },
  },
  keyed: { keys: { '1': [says('menu')], '2': [phone('a6003')] } },
  closed: {
    hours: { zone: 'Europe/Berlin', weekly: [] },
    atClosing: 'overflow',
    overflow: { closed: [says('we-are-closed'), phone('a6003')] },
  },
  small: { maxEntries: 1, overflow: { full: [says('we-are-full'), phone('a6003')] } },
  whispering: { whisper: [{ play: 'prompt', name: 'a-sales-call' }] },
  ringing: {},
  instant: {},
};

/** When their venues answer, where they say so. */
const ANSWERS: Readonly<Record<string, string>> = { ringing: 'onConnect', instant: 'atOnce' };

/** The mapping of the lab with these queues more for Acme; Anna and Bert are in all of them. */
export function withLines(url: string, user: string): object {
  const mapping = twoTenantsOn(url, user);
  const { acme } = mapping.tenants;
  const names = Object.keys(LINES) as (keyof typeof LINES)[];
  const each = <T>(one: (name: keyof typeof LINES) => T) => Object.fromEntries(names.map((name) => [name, one(name)]));
  const settings = { ringSeconds: 15, wrapUpSeconds: 1, reconnectSeconds: 0, maxNoAnswers: 1 };
  const inAll = { queues: { ...acme.agents.anna.queues, ...each(() => ({})) } };
  const more = {
    ...acme,
    queues: { ...acme.queues, ...each((name) => ({ ...settings, ...queues[name] })) },
    applications: { ...acme.applications, ...each((queue) => ({ kind: 'queue', queue })) },
    venues: {
      ...acme.venues,
      ...each((name) => ({
        ...{ routingPoint: 'lab/main', match: { dnis: LINES[name] }, application: name },
        ...(ANSWERS[name] && { answer: ANSWERS[name] }),
      })),
    },
    agents: { anna: { ...acme.agents.anna, ...inAll }, bert: { ...acme.agents.bert, ...inAll } },
  };
  return { ...mapping, tenants: { ...mapping.tenants, acme: more } };
}

/** Uploads every prompt as its tone. */
export async function toned(on: Story): Promise<void> {
  for (const [name, hz] of Object.entries(TONES)) {
    const audio = writeWav(sine(hz, 16_000, LONG.includes(name as Told) ? 12 : 1.5), 16_000);
    const made = await on.gateway.ask('POST', 'acme/prompts', { name, texts: {} });
    const put = await on.gateway.ask('PUT', `acme/prompts/${name}/en`, audio);
    if (made.status !== 201 || put.status !== 200) throw new Error(`${name}: ${made.status}, ${put.status}`);
  }
}
