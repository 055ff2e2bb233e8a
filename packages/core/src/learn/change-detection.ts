/**
 * When what customers prefer has changed: a day's surprises of one option are no proof, a run of them is. Each option has, up
 * and down, a Shiryaev-Roberts statistic S ← (S + 1) e with e = exp(λz − λ²/2) for several sizes λ, z the day's standardised
 * surprise. While the posterior is right, E[e] ≤ 1, so S − t is a supermartingale and whatever the number of options
 * P(a false event within T days) ≤ T / `DAYS_PER_FALSE_EVENT` ("e-detectors", Shin, Ramdas and Rinaldo, 2023, §2).
 *
 * What is detected is told and changes no decision: the learner forgets main effects day by day, and inflating them at an event brought
 * nothing (docs/decisions/0023).
 */
import { exp } from '../math/elementary.ts';
import type { OptionSurprise } from '../policy/contract.ts';

/** Days of matured decisions in which there is at most one false event, on average. */
export const DAYS_PER_FALSE_EVENT = 365;

/** Of a day's surprise, in standard deviations. */
const SIZES = [0.4, 0.8, 1.6] as const;
const MIDDLE = SIZES[1];
const DIRECTIONS = [1, -1] as const;
/** Of a normal. */
const WITHIN_95 = 1.959964;

/** Of one option in one direction. */
interface Watched {
  readonly dimension: string;
  readonly option: string;
  readonly direction: 1 | -1;
  /** S for each of `SIZES`. */
  readonly statistics: readonly number[];
  /** Evidence of a change since it was last at nothing (a cumulative sum), which says since when there is one. */
  readonly rising: number;
  /** Since then: the day, Σ residual, Σ information, Σ variance. */
  readonly since: string;
  readonly residual: number;
  readonly information: number;
  readonly variance: number;
  /** What has always been off, from before; absent in notes of earlier versions. */
  readonly usual?: Offset;
}

/**
 * What the learner is off by day after day, in log-odds: it forgets main effects and is drawn to its prior, so that a good option
 * stays a little better than foreseen. That is no change. A normal with a precision, and precision × mean.
 */
interface Offset {
  readonly precision: number;
  readonly moment: number;
}

/** Before the first day: offsets of a quarter are nothing unusual. */
const NO_OFFSET: Offset = { precision: 1 / (0.25 * 0.25), moment: 0 };

export type ChangeState = readonly Watched[];

export interface PreferenceChange {
  readonly dimension: string;
  readonly option: string;
  readonly direction: 'liked_more' | 'liked_less';
  /** First day of the decisions that it is seen in. */
  readonly since: string;
  /**
   * Log-odds by which successes were off what was foreseen, on average over these days, with 95 %. The learner follows meanwhile, so
   * the change itself is rather larger; and it is told because it is large.
   */
  readonly size: number;
  readonly low: number;
  readonly high: number;
}

interface Watch {
  readonly state: ChangeState;
  readonly changes: readonly PreferenceChange[];
}

/** One day of matured decisions more. Options that are new start at nothing; those without decisions on the day stay as they are. */
export function watchDay(before: ChangeState, day: string, surprises: readonly OptionSurprise[]): Watch {
  const known = new Map(before.map((each) => [nameOf(each), each]));
  const changes: PreferenceChange[] = [];
  const options = new Set(
    [...before, ...surprises].map(({ dimension, option }) => JSON.stringify([dimension, option])),
  );
  const limit = DAYS_PER_FALSE_EVENT * options.size * DIRECTIONS.length;
  for (const surprise of surprises) {
    for (const direction of DIRECTIONS) {
      const name = nameOf({ ...surprise, direction });
      const next = advance(known.get(name) ?? null, day, surprise, direction);
      const isChange = next.statistics.reduce((sum, each) => sum + each, 0) / SIZES.length >= limit;
      if (isChange) changes.push(changeOf(next));
      known.set(name, isChange ? { ...next, rising: 0, statistics: SIZES.map(() => 0) } : next);
    }
  }
  return { state: [...known.values()], changes };
}

const nameOf = ({ dimension, option, direction }: Pick<Watched, 'dimension' | 'option' | 'direction'>): string =>
  JSON.stringify([dimension, option, direction]);

function advance(before: Watched | null, day: string, surprise: OptionSurprise, direction: 1 | -1): Watched {
  const { dimension, option } = surprise;
  const usual = before?.usual ?? NO_OFFSET;
  const { residual, information, variance } = lessUsual(surprise, usual);
  const old = before?.statistics ?? SIZES.map(() => 0);
  const starts = before === null || before.rising === 0;
  return {
    ...{ dimension, option, direction },
    usual: learned(usual, surprise),
    statistics: SIZES.map((size, at) => (old[at]! + 1) * exp(evidence(size, direction * residual, variance))),
    rising: Math.max(0, (before?.rising ?? 0) + evidence(MIDDLE, direction * residual, variance)),
    since: starts ? day : before.since,
    residual: residual + (starts ? 0 : before.residual),
    information: information + (starts ? 0 : before.information),
    variance: variance + (starts ? 0 : before.variance),
  };
}

/** Against what is usual, and with the doubt about that. */
function lessUsual({ residual, information, variance }: OptionSurprise, { precision, moment }: Offset) {
  return {
    residual: residual - (information * moment) / precision,
    information,
    variance: variance + (information * information) / precision,
  };
}

const learned = ({ precision, moment }: Offset, { residual, information, variance }: OptionSurprise): Offset => ({
  precision: precision + (information * information) / variance,
  moment: moment + (information * residual) / variance,
});

/** ln e of a day. */
function evidence(size: number, residual: number, variance: number): number {
  const c = size / Math.sqrt(variance);
  return c * residual - variance * (exp(c) - 1 - c);
}

/** One Newton step from what is usual; information is the curvature in the size. */
function changeOf({ dimension, option, direction, since, residual, information, variance }: Watched): PreferenceChange {
  const size = residual / information;
  const half = (WITHIN_95 * Math.sqrt(variance)) / information;
  return {
    ...{ dimension, option, since, size, low: size - half, high: size + half },
    direction: direction === 1 ? 'liked_more' : 'liked_less',
  };
}
