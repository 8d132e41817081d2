/** What a tenant's program may decide about a call: sensible, foolish, and none of its business. */
import { anyValue } from '../../support/malformed';
import { between, chance, pick, type Random, weighted } from '../draw';
import { DECOY, numberOf, phoneOf, type SimTenant } from '../tenants';

type Treatment = Record<string, unknown>;

const PROMPTS = ['welcome', 'menu', 'sorry', 'missing', 'queue/first'];
const prompt = (random: Random) => ({ play: 'prompt', name: pick(random, PROMPTS) });

/** A list of one to four treatments. */
export const treatmentsOf = (random: Random, tenant: SimTenant, others: readonly SimTenant[]): Treatment[] =>
  Array.from({ length: between(random, 1, 4) }, () => treatmentOf(random, tenant, others));

function treatmentOf(random: Random, tenant: SimTenant, others: readonly SimTenant[]): Treatment {
  return weighted<() => Treatment>(random, [
    [8, () => connect(random, { endpoint: phoneOf(tenant, between(random, 1, 5)) })],
    [3, () => connect(random, { number: numberOf(tenant, between(random, 1, 3)) })],
    [3, () => ({ do: 'announce', media: [prompt(random)] })],
    [2, () => collect(random)],
    [2, () => ({ do: 'hold', maxSeconds: between(random, 1, 8) })],
    [1, () => ({ do: 'answer' })],
    [2, () => ({ do: 'queue', queue: pick(random, ['sales', 'sales', 'nobody']), priority: between(random, 0, 2) })],
    [1, () => ({ do: 'venue', venue: pick(random, ['desk', 'second', 'menu', 'line', 'nowhere']) })],
    [1, () => ({ do: 'reject', cause: pick(random, ['busy', 'normal', 'declined']) })],
    [others.length > 0 ? 1 : 0, () => foreign(random, others)],
  ])();
}

const connect = (random: Random, to: object): Treatment => ({
  do: 'connect',
  to,
  ringSeconds: between(random, 2, 8),
  ...(chance(random, 0.4) && { answer: pick(random, ['atOnce', 'onConnect']) }),
  ...(chance(random, 0.2) && { headers: { case: 'X-Case' } }),
});

const collect = (random: Random): Treatment => ({
  do: 'collect',
  ...(chance(random, 0.7) && { media: [prompt(random)] }),
  maxDigits: between(random, 1, 4),
  firstDigitSeconds: 3,
  betweenDigitsSeconds: 1,
  tries: between(random, 1, 2),
  as: pick(random, ['pin', 'choice']),
});

/** What belongs to another tenant; it is refused and the call goes on. */
function foreign(random: Random, others: readonly SimTenant[]): Treatment {
  const other = pick(random, others);
  return pick(random, [
    connect(random, { endpoint: phoneOf(other, DECOY) }),
    { ...connect(random, { number: '+493023129990' }), from: numberOf(other, DECOY) },
    { ...connect(random, { number: '+493023129990' }), to: { number: '+493023129990', trunk: 'elsewhere' } },
    connect(random, { number: '110' }),
  ]);
}

/** A body that no schema takes, most of the time. */
export const nonsense = (random: Random): unknown =>
  pick<() => unknown>(random, [
    () => anyValue(random),
    () => ({ treatments: [] }),
    () => ({ treatments: [{ do: 'dance' }] }),
    () => ({ treatments: [{ do: 'connect', to: {} }], offer: 'first' }),
    () => ({ treatments: anyValue(random) }),
  ])();
