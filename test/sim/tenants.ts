/**
 * Three tenants on one PBX with the same names wherever names may be the same. All limits are short, so that every call
 * ends in bounded time. Phone 7 and number 7 of each tenant are what the programs of the others try to reach.
 */
import { messagesOf, secretNameOf, secretOf } from './messages';

export interface SimTenant {
  readonly id: string;
  /** Its phones are `PJSIP/<letter><n>`, its trunk is `t<letter>`. */
  readonly letter: string;
  /** Its venues are dialled `<digit>00n`, its own numbers are `+49302312<digit>00n`. */
  readonly digit: string;
}

export const TENANTS: readonly SimTenant[] = [
  { id: 'acme', letter: 'a', digit: '1' },
  { id: 'globex', letter: 'b', digit: '2' },
  { id: 'initech', letter: 'c', digit: '3' },
];

export const phoneOf = (tenant: SimTenant, n: number): string => `PJSIP/${tenant.letter}${n}`;
export const numberOf = (tenant: SimTenant, n: number): string => `+49302312${tenant.digit}00${n}`;
export const dnisOf = (tenant: SimTenant, n: number): string => `${tenant.digit}00${n}`;

/** The phone and number that strangers try. */
export const DECOY = 7;
/** Longest life of a call, in ms; the whole world is quiet so long and a little after the last one came. */
export const MAX_CALL_MS = 90_000;

/** What its references to secrets stand for. */
export const SECRETS: Readonly<Record<string, string>> = {
  SIGNING: `whsec_${'A'.repeat(32)}`,
  ...Object.fromEntries(TENANTS.map(({ id }) => [secretNameOf(id), secretOf(id)])),
};

const prompt = (name: string) => [{ play: 'prompt', name }];

const applications = (tenant: SimTenant, smaller: boolean) => ({
  desk: { kind: 'feed', replySeconds: 3, retries: 2, circuitFailures: 3, circuitSeconds: 10 },
  second: { kind: 'feed', replySeconds: 1, retries: 1, circuitFailures: 2, circuitSeconds: 5 },
  menu: {
    kind: 'treatment',
    treatments: [
      { do: 'collect', media: prompt('menu'), maxDigits: 2, tries: 2, as: 'choice' },
      { do: 'connect', to: { endpoint: phoneOf(tenant, 1) }, ringSeconds: 6 },
      { do: 'venue', venue: 'second' },
    ],
  },
  line: {
    kind: 'treatment',
    treatments: [
      { do: 'connect', to: { number: numberOf(tenant, 1) }, ringSeconds: 5, answer: 'atOnce' },
      { do: 'hold', maxSeconds: 4 },
      { do: 'connect', to: { endpoint: phoneOf(tenant, 2) }, ringSeconds: 6, answer: 'onConnect' },
    ],
  },
  echo: { kind: 'treatment', treatments: [{ do: 'answer' }, { do: 'reject', cause: 'normal' }] },
  ...(!smaller && { sales: inQueue(1), urgent: inQueue(2) }),
});

/** Of the trunk that all tenants share; customers want more. */
export const SHARED_LINES = 3;

export const CALLBACK_LIMITS = { maxAttempts: 3, minDelaySeconds: 1 };
export const MODES: Readonly<Record<string, string>> = {
  acme: 'agentFirst',
  globex: 'customerFirst',
  initech: 'forecast',
};

/** So few and so short that slots are full, kept and lost within a run; in every other seed one of them begins in the middle. */
export const SLOTS = { minutes: 5, capacity: 2, holdSeconds: 10, overbookPercent: 50 };
/** Those of the last tenant take no more than they are for. */
export const overbooks = (tenant: string): boolean => tenant !== 'initech';
/** Fewer than the shared lines, in every second seed: so many callbacks of all tenants are under way at once. */
export const underWayAtOnce = (tenants: readonly SimTenant[]): number | undefined =>
  tenants.length === 3 ? 2 : undefined;

/** Each tenant reaches another one first, and takes a second request otherwise. Key 1 asks for one while waiting. */
const callback = ({ id }: SimTenant, n: number, from: string) => ({
  ...{ venue: 'sales', trunk: 'shared', from, mode: MODES[id], duplicates: ['existing', 'replace', 'reject'][n] },
  ...{ minDelaySeconds: CALLBACK_LIMITS.minDelaySeconds, ringSeconds: 5, minTalkSeconds: 2, ttlSeconds: 60 },
  // So few that modes change in the middle of everything.
  silentCalls: { percent: 20, windowHours: 1, leastCalls: 2 },
  machine: { detect: n > 0 },
  slots: { ...SLOTS, ...(!overbooks(id) && { overbookPercent: 0 }) },
  ...{ holdSeconds: 5, simultaneous: 2, maxPending: 6, maxPerNumberPerDay: 100 },
  retry: { maxAttempts: CALLBACK_LIMITS.maxAttempts, delaysSeconds: [2, 4], agentDelaySeconds: 3, maxAgentFailures: 3 },
  confirm: { tries: 2, seconds: 2, laterMinutes: 5 },
  agent: { whisper: prompt('whisper'), previewSeconds: n + 1 },
  proposal: { ask: { key: '1', firstSeconds: 1, everySeconds: 15 } },
  recordName: { maxSeconds: 4, silenceSeconds: 1 },
});

export const DESKS = [4, 5, 8];
/** Phones at desks; one of them only agents are called at. */
const desks = (tenant: SimTenant) =>
  Object.fromEntries(DESKS.map((n) => [`desk-${n}`, { phone: { endpoint: phoneOf(tenant, n) } }]));

/** Two with a desk of their own, and one who sits where there is room. */
const AGENTS = {
  dora: { name: 'Dora', workstation: 'desk-4', skills: { spanish: 3 }, queues: { sales: {}, spare: {} } },
  emil: { name: 'Emil', workstation: 'desk-8', queues: { sales: {} } },
  fay: { name: 'Fay', skills: { spanish: 1 }, queues: { sales: { level: 5 }, spare: { level: 9 } } },
};
export const AGENT_NAMES = Object.keys(AGENTS);

const inQueue = (priority: number) => ({
  kind: 'treatment',
  treatments: [{ do: 'queue', queue: 'sales', priority }],
});

/** Full of what may happen to those who wait, all of it soon; the spare one is plain. */
const queues = (tenant: SimTenant) => ({
  sales: {
    ...{ maxEntries: 3, maxWaitSeconds: 14, ringSeconds: 4, wrapUpSeconds: 2 },
    ...{ reconnectSeconds: 6, shortAbandonSeconds: 1, atClosing: 'overflow' },
    ...(tenant.digit === '2' && { atLastAgent: 'overflow' }),
    announcements: { firstSeconds: 4, everySeconds: 15, position: true, waitingTime: { style: 'lessThan' } },
    keys: {
      '2': [{ do: 'announce', media: prompt('website') }],
      '#': [{ do: 'connect', to: { endpoint: phoneOf(tenant, 2) }, ringSeconds: 4 }],
    },
    overflow: {
      full: [{ do: 'queue', queue: 'spare' }],
      closed: [{ do: 'announce', media: prompt('closed') }],
      timeout: [{ do: 'queue', queue: 'spare' }],
      noAgents: [{ do: 'announce', media: prompt('nobody') }],
    },
    skills: { byAttribute: { case: { '1': { required: { spanish: 2 } }, '2': { preferred: { spanish: 1 } } } } },
    relax: [{ afterSeconds: 6, drop: ['spanish'] }],
  },
  spare: { maxWaitSeconds: 5, reconnectSeconds: 4, shortAbandonSeconds: 0 },
});

const venue = (tenant: SimTenant, n: number, application: string, more: object = {}) => ({
  routingPoint: 'pbx/main',
  match: { dnis: dnisOf(tenant, n) },
  application,
  maxCallSeconds: MAX_CALL_MS / 1_000,
  maxWaitSeconds: 18,
  ...more,
});

const venues = (tenant: SimTenant) => ({
  desk: venue(tenant, 0, 'desk', {
    headers: { 'X-Case': 'case' },
    attributes: { from: `https://${tenant.id}.example/caller`, secret: { env: 'SIGNING' }, circuitSeconds: 5 },
    default: [
      { do: 'announce', media: prompt('sorry') },
      { do: 'connect', to: { endpoint: phoneOf(tenant, 9) }, ringSeconds: 6 },
      { do: 'reject', cause: 'congestion' },
    ],
  }),
  second: venue(tenant, 1, 'second', {
    default: [
      { do: 'hold', maxSeconds: 3 },
      { do: 'venue', venue: 'menu' },
    ],
  }),
  menu: venue(tenant, 2, 'menu'),
  line: venue(tenant, 3, 'line', { default: [{ do: 'announce', media: prompt('missing') }] }),
  echo: venue(tenant, 4, 'echo'),
  urgent: venue(tenant, 6, 'urgent', { headers: { 'X-Case': 'case' } }),
  sales: venue(tenant, 5, 'sales', {
    headers: { 'X-Case': 'case' },
    default: [{ do: 'announce', media: prompt('sorry') }],
  }),
});

const tenantMapping = (tenant: SimTenant, smaller: boolean) => ({
  name: tenant.id,
  owns: {
    pbx: {
      endpoints: smaller ? [1, 2, 7, 9].map((n) => phoneOf(tenant, n)) : [`PJSIP/${tenant.letter}*`],
      trunks: [`t${tenant.letter}`, 'shared'],
      numbers: [numberOf(tenant, 0), numberOf(tenant, DECOY)],
    },
  },
  applications: applications(tenant, smaller),
  venues: smaller ? without(venues(tenant), 'echo', 'line', 'sales', 'urgent') : venues(tenant),
  queues: smaller ? {} : { ...queues(tenant), sales: { ...queues(tenant).sales, ...salesOf(tenant) } },
  workstations: smaller ? {} : desks(tenant),
  agents: smaller ? {} : agentsOf(tenant),
  dispositions: ['sold', 'lost'],
  ...messagesOf(tenant),
});

/** Seconds after the beginning of every second seed this is over, and begins again when that seed is nearly over (scene.ts). */
const HOURS = {
  zone: 'Europe/Berlin',
  weekly: [
    { days: ['mon'], from: '09:00', to: '10:15' },
    { days: ['mon'], from: '10:16', to: '24:00' },
  ],
};
/** The minute that these leave out. */
export const CLOSES = { from: Date.parse('2026-01-05T09:15:00Z'), until: Date.parse('2026-01-05T09:16:00Z') };
const CUT_OFF_SECONDS = 10;
/** One tenant has opening hours, and an agent whose work is over when the queue closes. */
export const hasHours = (tenant: string): boolean => tenant === 'globex';
/** Those who reach an agent first call in windows, one of them within a budget: agents ring and read while these change. */
export const hasWindows = (tenant: string): boolean => tenant !== 'globex';
export const hasBudget = (tenant: string): boolean => tenant === 'acme';
/** For one customer in six. */
export const BUDGET = { prefix: '+49302312571', perDay: 1 };
const agentsOf = ({ id }: SimTenant) => (hasHours(id) ? { ...AGENTS, emil: { ...AGENTS.emil, hours: HOURS } } : AGENTS);

const salesOf = (tenant: SimTenant) => ({
  ...(hasHours(tenant.id) && { hours: HOURS }),
  ...{ maxEntries: 5, maxWaitSeconds: 14, ringSeconds: 4, wrapUpSeconds: 2 },
  // One tenant has it, so that the others show what is without.
  ...(TENANTS.indexOf(tenant) === 1 && { whisper: [{ play: 'prompt', name: 'whisper' }] }),
  callback: {
    ...callback(tenant, TENANTS.indexOf(tenant), numberOf(tenant, 0)),
    ...(hasHours(tenant.id) && { cutOffSeconds: CUT_OFF_SECONDS }),
    ...(hasWindows(tenant.id) && { windows: HOURS.weekly }),
    ...(hasBudget(tenant.id) && { budget: [BUDGET] }),
  },
});

const without = (whole: object, ...names: readonly string[]): object =>
  Object.fromEntries(Object.entries(whole).filter(([name]) => !names.includes(name)));

const trunk = (name: string) => ({
  ...{ country: 'DE', inbound: 'e164', dial: `PJSIP/${name}-{digits}`, endpoint: `PJSIP/${name}` },
});

const installation = (simultaneous: number | undefined) =>
  simultaneous === undefined ? {} : { system: { callbacks: { simultaneous } } };

/** The mapping of these tenants, or one in which venues and phones of theirs are missing. */
export const simMapping = (tenants: readonly SimTenant[], smaller = false) => ({
  ...installation(underWayAtOnce(tenants)),
  pbxs: {
    pbx: {
      kind: 'simulator',
      headers: ['X-Case'],
      trunks: {
        ...Object.fromEntries(tenants.map(({ letter }) => [`t${letter}`, trunk(`t${letter}`)])),
        shared: { ...trunk('shared'), callbackLines: SHARED_LINES },
      },
      routingPoints: { main: { default: [{ do: 'reject', cause: 'congestion' }] } },
    },
  },
  tenants: Object.fromEntries(tenants.map((tenant) => [tenant.id, tenantMapping(tenant, smaller)])),
});
