/**
 * Empirical-Bayes shrinkage of many effects (segment × option): each is drawn towards their common mean by as much as
 * noise explains, so that the best of a long table is not simply the luckiest (Morris 1983; variance between effects by
 * Paule & Mandel 1982).
 */
import { isAlpha, type Refused, refuse } from '../inference.ts';
import { normalQuantile } from '../special/normal.ts';
import { bisect } from '../special/solve.ts';

export interface NoisyEffect {
  readonly value: number;
  /** > 0. */
  readonly standardError: number;
}

export interface ShrunkEffect {
  /** Weight · own value + (1 − weight) · common mean. */
  readonly value: number;
  /** Spread of what is believed, including that the common mean is estimated. */
  readonly standardError: number;
  readonly low: number;
  readonly high: number;
  /** Trust in the own value, in [0, 1]: variance between / (variance between + own variance). */
  readonly weight: number;
}

export type Shrinkage =
  | {
      readonly kind: 'shrunk';
      readonly effects: readonly ShrunkEffect[];
      readonly commonMean: number;
      /** Variance between true effects, ≥ 0; 0: all differences look like noise. */
      readonly varianceBetween: number;
    }
  | Refused;

/** `alpha`: probability that a true effect is outside its interval, on average over the table; .05 when left out. */
export function shrinkEffects(effects: readonly NoisyEffect[], alpha = 0.05): Shrinkage {
  if (!isAlpha(alpha)) return refuse('unusable_options');
  if (effects.length === 0) return refuse('no_customers');
  const isUsable = ({ value, standardError }: NoisyEffect): boolean =>
    Number.isFinite(value) && standardError > 0 && Number.isFinite(standardError ** 2);
  if (!effects.every(isUsable)) return refuse('unusable_input');
  const varianceBetween = pauleMandel(effects);
  const { mean, precision } = weightedMean(effects, varianceBetween);
  if (![varianceBetween, mean, 1 / precision].every(Number.isFinite)) return refuse('unusable_input');
  const z = -normalQuantile(alpha / 2);
  return {
    kind: 'shrunk',
    commonMean: mean,
    varianceBetween,
    effects: effects.map(({ value, standardError }) => {
      const own = standardError ** 2;
      const weight = varianceBetween / (varianceBetween + own);
      const shrunk = mean + weight * (value - mean);
      const spread = Math.sqrt(weight * own + (1 - weight) ** 2 / precision);
      return { value: shrunk, standardError: spread, low: shrunk - z * spread, high: shrunk + z * spread, weight };
    }),
  };
}

/** The variance between effects at which their weighted squared distances add up to what noise would bring: count − 1. */
function pauleMandel(effects: readonly NoisyEffect[]): number {
  const excess = (between: number): number => {
    const { mean } = weightedMean(effects, between);
    const sum = effects.reduce(
      (q, { value, standardError }) => q + (value - mean) ** 2 / (standardError ** 2 + between),
      0,
    );
    return sum - (effects.length - 1);
  };
  if (!(excess(0) > 0)) return 0;
  const values = effects.map(({ value }) => value);
  return bisect(excess, 0, (Math.max(...values) - Math.min(...values)) ** 2 * effects.length);
}

function weightedMean(
  effects: readonly NoisyEffect[],
  between: number,
): { readonly mean: number; readonly precision: number } {
  let [sum, precision] = [0, 0];
  for (const { value, standardError } of effects) {
    const weight = 1 / (standardError ** 2 + between);
    sum += weight * value;
    precision += weight;
  }
  return { mean: sum / precision, precision };
}
