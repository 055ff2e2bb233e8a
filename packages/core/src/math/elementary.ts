/**
 * Natural logarithm and exponential built from + − × ÷ alone. `Math.log` and `Math.exp` may differ in the last bit
 * between engines; everything that feeds a decision uses these, so that a replay gives the same bits anywhere.
 * Error: below 2 units in the last place against `Math.log` and `Math.exp` over the tested range.
 */

/** ln 2 in two parts: the high part has 32 significant bits, so `k · LN2_HIGH` is exact for |k| < 2048. */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;

/** Natural logarithm. ln(0) = −∞; NaN below zero; ln(∞) = ∞. */
export function ln(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : Number.NaN;
  if (x === Infinity) return x;
  const { mantissa, exponent } = split(x);
  // ln m = 2 atanh(s) with s = (m − 1)/(m + 1), |s| ≤ 0.1716: eleven odd terms reach 1e-18.
  const s = (mantissa - 1) / (mantissa + 1);
  const square = s * s;
  let series = 1 / 23;
  for (let odd = 21; odd >= 3; odd -= 2) series = series * square + 1 / odd;
  const fraction = 2 * s + 2 * s * square * series;
  return exponent * LN2_HIGH + (exponent * LN2_LOW + fraction);
}

/** 1/(1 + e^−x), in [0, 1]. */
export const logistic = (x: number): number => 1 / (1 + exp(-x));

/** Exponential. Overflows to ∞ above 709.78, underflows to 0 below −745.13; NaN stays NaN. */
export function exp(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x > 709.782712893384) return Infinity;
  if (x < -745.1332191019412) return 0;
  const k = Math.floor(x / (LN2_HIGH + LN2_LOW) + 0.5);
  const r = x - k * LN2_HIGH - k * LN2_LOW;
  // |r| ≤ 0.3466: fourteen Taylor terms reach 1e-18. Even and odd powers apart, so that neither waits for the other.
  const square = r * r;
  let even = INVERSE_FACTORIALS[14]!;
  let odd = INVERSE_FACTORIALS[13]!;
  for (let power = 12; power >= 2; power -= 2) {
    even = even * square + INVERSE_FACTORIALS[power]!;
    odd = odd * square + INVERSE_FACTORIALS[power - 1]!;
  }
  // 1 + r + …, smallest first.
  const series = 1 + (r * odd + even * square);
  return scale(series, k);
}

/** 1/k! for k = 0 … 14; every k! is exact. */
const INVERSE_FACTORIALS = Float64Array.from({ length: 15 }, (_, k) => {
  let factorial = 1;
  for (let i = 2; i <= k; i++) factorial *= i;
  return 1 / factorial;
});

/** x = mantissa · 2^exponent with mantissa in [√½, √2]. Multiplying by a power of two is exact. */
function split(x: number): { mantissa: number; exponent: number } {
  let mantissa = x;
  let exponent = 0;
  for (const [step, power] of POWERS) {
    while (mantissa >= power) {
      mantissa /= power;
      exponent += step;
    }
    while (mantissa * power < 2) {
      mantissa *= power;
      exponent -= step;
    }
  }
  return mantissa > Math.SQRT2 ? { mantissa: mantissa / 2, exponent: exponent + 1 } : { mantissa, exponent };
}

/** value · 2^k, |k| ≤ 1100. Where a power of two has a double of its own the product is exact; else see below. */
function scale(value: number, k: number): number {
  return k >= SMALLEST_EXPONENT && k < 1024 ? value * POWERS_OF_TWO[k - SMALLEST_EXPONENT]! : scaleByParts(value, k);
}

/** Small steps first, so that a subnormal result is rounded once, in the last step. */
function scaleByParts(value: number, k: number): number {
  let result = value;
  let left = Math.abs(k);
  for (const [step, power] of POWERS.toReversed()) {
    while (left % (2 * step) !== 0 || (step === 512 && left > 0)) {
      result = k > 0 ? result * power : result / power;
      left -= step;
    }
  }
  return result;
}

/** [exponent, 2^exponent] for 512, 256, … 1. */
const POWERS: readonly (readonly [number, number])[] = [512, 256, 128, 64, 32, 16, 8, 4, 2, 1].map((exponent) => {
  let power = 1;
  for (let i = 0; i < exponent; i++) power *= 2;
  return [exponent, power] as const;
});

/** Below this the product could be subnormal: value is at least 0.7. */
const SMALLEST_EXPONENT = -1000;
/** 2^k for k = −1000 … 1023. */
const POWERS_OF_TWO = Float64Array.from({ length: 1024 - SMALLEST_EXPONENT }, (_, i) =>
  scaleByParts(1, i + SMALLEST_EXPONENT),
);
