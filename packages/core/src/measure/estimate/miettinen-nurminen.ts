/**
 * Score intervals for two rates from few converters (Miettinen & Nurminen 1985): all differences, or all ratios, that the
 * score test with variance factor N/(N − 1) does not reject. The p is that of the same test of no effect.
 */
import {
  type Alternative,
  clampP,
  type Inference,
  type InferenceOptions,
  isAlpha,
  type Refused,
  refuse,
} from '../inference.ts';
import { normalQuantile, normalSurvival } from '../special/normal.ts';
import { bisect } from '../special/solve.ts';
import { type Proportion, tailOf, unusableProportion } from './proportion.ts';

/** As `Inference`; the estimate is null where nobody converted in control. A ratio without an upper bound has `high` null. */
export type RatioInference = Omit<Inference, 'estimate'> & { readonly estimate: number | null };

/** Rate of treated minus rate of control, in [−1, 1]. */
export function miettinenNurminenDifference(
  treated: Proportion,
  control: Proportion,
  options: InferenceOptions = {},
): Inference | Refused {
  const refusal = unusable(treated, control, options);
  if (refusal !== null) return refusal;
  const { alpha = 0.05, alternative = 'two_sided' } = options;
  const critical = -normalQuantile(tailOf(alpha, alternative));
  const estimate = treated.converters / treated.n - control.converters / control.n;
  const score = (difference: number): number => differenceScore(treated, control, estimate, difference);
  return {
    kind: 'inference',
    method: 'miettinen_nurminen',
    estimate,
    standardError: null,
    low: alternative === 'less' ? null : bisect((d) => score(d) - critical, -1, critical >= 0 ? estimate : 1),
    high: alternative === 'greater' ? null : bisect((d) => score(d) + critical, critical >= 0 ? estimate : -1, 1),
    p: pOf(score(0), alternative),
    degrees: null,
  };
}

/** Rate of treated / rate of control, ≥ 0; minus 1 it is the relative lift. Refused when nobody converted at all. */
export function miettinenNurminenRatio(
  treated: Proportion,
  control: Proportion,
  options: InferenceOptions = {},
): RatioInference | Refused {
  const refusal = unusable(treated, control, options);
  if (refusal !== null) return refusal;
  if (treated.converters === 0 && control.converters === 0) return refuse('no_variation');
  const { alpha = 0.05, alternative = 'two_sided' } = options;
  const critical = -normalQuantile(tailOf(alpha, alternative));
  const bound = (at: number): number =>
    Math.exp(bisect((log) => ratioScore(treated, control, Math.exp(log)) - at, -700, 700));
  const rate0 = control.converters / control.n;
  const estimate = rate0 === 0 ? null : treated.converters / treated.n / rate0;
  const hasHigh = alternative !== 'greater' && control.converters > 0;
  return {
    kind: 'inference',
    method: 'miettinen_nurminen',
    estimate,
    standardError: null,
    low: alternative === 'less' ? null : treated.converters === 0 ? 0 : notAbove(bound(critical), estimate, critical),
    high: hasHigh ? notBelow(bound(-critical), estimate, critical) : null,
    p: pOf(ratioScore(treated, control, 1), alternative),
    degrees: null,
  };
}

/** A bound that meets the estimate is not carried across it by rounding; beyond ½ a one-sided alpha does cross. */
const notAbove = (bound: number, estimate: number | null, critical: number): number =>
  estimate !== null && critical >= 0 ? Math.min(bound, estimate) : bound;
const notBelow = (bound: number, estimate: number | null, critical: number): number =>
  estimate !== null && critical >= 0 ? Math.max(bound, estimate) : bound;

function unusable(treated: Proportion, control: Proportion, { alpha = 0.05 }: InferenceOptions): Refused | null {
  const refusal = unusableProportion(treated) ?? unusableProportion(control);
  if (refusal !== null) return refusal;
  if (treated.n + control.n <= 1) return refuse('one_customer');
  return isAlpha(alpha) ? null : refuse('unusable_options');
}

/** (estimate − difference) / its standard error, with the rates that are likeliest given that difference. */
function differenceScore(treated: Proportion, control: Proportion, estimate: number, difference: number): number {
  const rate0 = likeliestControlRate(treated, control, difference);
  const rate1 = Math.min(1, Math.max(0, rate0 + difference));
  return scored(
    estimate - difference,
    (rate1 * (1 - rate1)) / treated.n + (rate0 * (1 - rate0)) / control.n,
    treated,
    control,
  );
}

/** Where the slope of the log likelihood in the control's rate passes 0; the slope falls all the way. */
function likeliestControlRate(treated: Proportion, control: Proportion, difference: number): number {
  const slope = (rate: number): number =>
    part(treated.converters, rate + difference) -
    part(treated.n - treated.converters, 1 - rate - difference) +
    part(control.converters, rate) -
    part(control.n - control.converters, 1 - rate);
  return bisect(slope, Math.max(0, -difference), Math.min(1, 1 - difference));
}

const part = (count: number, rate: number): number => (count === 0 ? 0 : count / Math.max(0, rate));

/** As above for rate1 = ratio · rate0; the likeliest rate is the smaller root of a quadratic. */
function ratioScore(treated: Proportion, control: Proportion, ratio: number): number {
  const n = treated.n + control.n;
  const b = ratio * (treated.n + control.converters) + treated.converters + control.n;
  const converters = treated.converters + control.converters;
  const root = Math.sqrt(Math.max(0, b * b - 4 * n * ratio * converters));
  const rate0 = Math.min(1, (2 * converters) / (b + root));
  const rate1 = Math.min(1, ratio * rate0);
  const variance = (rate1 * (1 - rate1)) / treated.n + (ratio * ratio * rate0 * (1 - rate0)) / control.n;
  return scored(treated.converters / treated.n - (ratio * control.converters) / control.n, variance, treated, control);
}

function scored(gap: number, variance: number, treated: Proportion, control: Proportion): number {
  const n = treated.n + control.n;
  if (gap === 0) return 0;
  return gap / Math.sqrt((variance * n) / (n - 1));
}

function pOf(z: number, alternative: Alternative): number {
  if (alternative === 'greater') return clampP(normalSurvival(z));
  if (alternative === 'less') return clampP(normalSurvival(-z));
  return clampP(2 * normalSurvival(Math.abs(z)));
}
