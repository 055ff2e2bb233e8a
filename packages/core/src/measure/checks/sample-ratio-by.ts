/** The sample ratio check in parts: per allocation epoch (each with its own shares), per day, per segment. */
import { chiSquareSurvival } from '../special/chi-square.ts';
import { type SampleRatio, sampleRatio, sequentialSampleRatio } from './sample-ratio.ts';

/** Customers enrolled in one epoch, on one day or in one segment. */
export interface Stratum {
  readonly name: string;
  /** By group. */
  readonly observed: readonly number[];
  /** Planned shares of the same groups, on any positive scale. */
  readonly shares: readonly number[];
}

export interface StratifiedSampleRatio {
  readonly strata: readonly { readonly name: string; readonly check: SampleRatio }[];
  /**
   * All strata at once: the sum of their chi-squares with the sum of their degrees. The only check of a total when the
   * shares changed between epochs; null when no stratum could be checked.
   */
  readonly pooled: {
    readonly p: number;
    readonly alarm: boolean;
    readonly statistic: number;
    readonly degrees: number;
  } | null;
  /**
   * Names of strata whose p is below .001 / number of checked strata, so that many days do not alarm by their number.
   */
  readonly alarms: readonly string[];
}

const ALARM = 0.001;

/** Empty strata are kept, with the reason why they were not checked. */
export function stratifiedSampleRatio(strata: readonly Stratum[]): StratifiedSampleRatio {
  const results = strata.map(({ name, observed, shares }) => ({ name, check: sampleRatio(observed, shares) }));
  const checked = results.flatMap(({ name, check }) => (check.kind === 'checked' ? [{ name, check }] : []));
  const statistic = checked.reduce((sum, { check }) => sum + (check.statistic ?? 0), 0);
  const degrees = checked.reduce((sum, { check }) => sum + check.degrees, 0);
  const p = Math.max(Number.MIN_VALUE, chiSquareSurvival(statistic, degrees));
  const pooled = checked.length === 0 || !Number.isFinite(p) ? null : { p, alarm: p < ALARM, statistic, degrees };
  const alarms = checked.filter(({ check }) => check.p < ALARM / checked.length).map(({ name }) => name);
  return { strata: results, pooled, alarms };
}

/** One stratum over time. */
export interface WatchedStratum {
  readonly name: string;
  /** Cumulative customers by group, one row per reading, oldest first. */
  readonly looks: readonly (readonly number[])[];
  readonly shares: readonly number[];
}

/** Below it daily looks at all strata together alarm. */
const SEQUENTIAL_ALARM = 0.01;

/** Each stratum over all days, safe to read daily; the smallest p counts as often as there are strata. */
export function sequentialSampleRatioBy(strata: readonly WatchedStratum[]): {
  readonly check: SampleRatio;
  readonly worst: string | null;
} {
  let [smallest, degrees, checked] = [1, 0, 0];
  let worst: string | null = null;
  for (const { name, looks, shares } of strata) {
    const check = sequentialSampleRatio(looks, shares);
    if (check.kind === 'refused') continue;
    checked += 1;
    degrees = Math.max(degrees, check.degrees);
    if (check.p < smallest) [smallest, worst] = [check.p, name];
  }
  if (checked === 0) return { check: { kind: 'refused', reason: 'no_customers' }, worst };
  const p = Math.min(1, smallest * checked);
  return { check: { kind: 'checked', p, alarm: p < SEQUENTIAL_ALARM, statistic: null, degrees }, worst };
}
