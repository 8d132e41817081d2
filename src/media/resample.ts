/**
 * Another sampling rate by windowed sinc: an FIR low-pass at the lower of the two Nyquist frequencies (a Kaiser window,
 * over 80 dB down in the stop band), evaluated only where samples are wanted, one set of coefficients for each phase.
 */

/** Zero crossings of the sinc on each side of the middle. */
const CROSSINGS = 32;
/** Part of the band that is passed; the rest is the slope of the filter. */
const PASS = 0.92;
const BETA = 9;

/** The samples at rate `to`. Rates are whole numbers; the result has the same loudness and length in time. */
export function resample(samples: Float32Array, from: number, to: number): Float32Array {
  if (from === to) return samples;
  const divisor = gcd(from, to);
  const [step, phases] = [from / divisor, to / divisor];
  const filter = filters(from, to, phases);
  const out = new Float32Array(Math.max(1, Math.floor((samples.length * phases) / step)));
  for (let n = 0; n < out.length; n++) {
    const position = n * step;
    const first = Math.floor(position / phases) - filter.half + 1;
    const taps = filter.taps[position % phases] as Float32Array;
    let sum = 0;
    const begin = Math.max(0, -first);
    const end = Math.min(taps.length, samples.length - first);
    for (let k = begin; k < end; k++) sum += (taps[k] as number) * (samples[first + k] as number);
    out[n] = sum;
  }
  return out;
}

/** Coefficients by phase: how far the wanted sample lies behind the one before it, in parts of a sample. */
function filters(from: number, to: number, phases: number): { half: number; taps: Float32Array[] } {
  const cutoff = (Math.min(from, to) / from) * PASS;
  const half = Math.ceil(CROSSINGS / cutoff);
  const taps = Array.from({ length: phases }, (_, phase) => {
    const one = new Float32Array(half * 2);
    let sum = 0;
    for (let k = 0; k < one.length; k++) {
      const x = k - half + 1 - phase / phases;
      const value = cutoff * sinc(x * cutoff) * kaiser(x / half);
      one[k] = value;
      sum += value;
    }
    // Each phase lets a constant through unchanged, or a hum would be heard at the rate of the phases.
    return one.map((value) => value / sum);
  });
  return { half, taps };
}

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));

const kaiser = (x: number): number => (Math.abs(x) >= 1 ? 0 : bessel(BETA * Math.sqrt(1 - x * x)) / bessel(BETA));

/** Modified Bessel function of the first kind, order 0, by its series. */
function bessel(x: number): number {
  let [sum, term] = [1, 1];
  for (let k = 1; term > sum * 1e-12; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));
