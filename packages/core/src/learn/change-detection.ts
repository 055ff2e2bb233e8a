/**
 * When what customers prefer has changed. The learner follows from day to day, so that its own surprises never grow: a
 * *reference* that does not follow is kept beside it, for each option the log-odds that it has had all along, and a *recent*
 * estimate of how far it is from that by now. Every day both are asked how likely they made its successes, before they learn
 * from them. The ratio e of the two likelihoods is, while the reference is right, at most 1 in expectation (a prequential
 * plug-in likelihood ratio), whatever the recent estimate is. An option is held against what it was for the average customer of the
 * first day, so that it is no change when other customers come. All options count together, since much changes at once. Each
 * memory of the recent estimate has a Shiryaev-Roberts statistic S ← (S + 1) e; S − t is a supermartingale, and so
 * P(a false event within T days) ≤ T / `DAYS_PER_FALSE_EVENT` ("e-detectors", Shin, Ramdas and Rinaldo, 2023, §2).
 *
 * What is detected is told and changes no decision: the learner forgets main effects day by day, and inflating them at an event brought
 * nothing (docs/decisions/0023). What was tried and measured: docs/decisions/0043.
 */
import { exp, ln } from '../math/elementary.ts';
import { inverseNormal } from '../math/normal.ts';
import type { ActionSurprise, DaySurprise, OptionLevel } from '../policy/contract.ts';

/** Days of matured decisions in which there is at most one false event, on average. */
export const DAYS_PER_FALSE_EVENT = 365;

/** Days after which the recent estimate has forgotten half of a day. */
const MEMORIES = [7, 14] as const;
const KEPT = MEMORIES.map((days) => exp(-ln(2) / days));
/** Of what an option adds beside what the posterior makes of it when it is first seen; wide, since options may differ by much: log-odds. */
const USUAL_VARIANCE = 1;
/** Of a change, before it is seen. */
const CHANGE_VARIANCE = 0.2 * 0.2;
/** Of a normal. */
const WITHIN_95 = 1.959964;
const LEVEL_STEPS = 8;
/** Decisions that have several days to themselves are foreseen by a rate, which may be more than a chance can be. */
const LARGEST_CHANCE = 0.99;
/** Evidence of one day beyond it is enough, and its exponential must be finite. */
const LARGEST_EVIDENCE = 50;

/** A normal with a precision, and precision × mean. */
interface Estimate {
  readonly precision: number;
  readonly moment: number;
}

interface WatchedOption {
  readonly dimension: string;
  readonly option: string;
  /** Log-odds that it has had all along. */
  readonly reference: Estimate;
  /** How far it is from that, one for each memory; without its prior. */
  readonly recent: readonly Estimate[];
  /** Since evidence of a change was last at nothing: Σ residual and Σ information. */
  readonly rising: { readonly residual: number; readonly information: number };
}

export interface ChangeState {
  readonly options: readonly WatchedOption[];
  /** For whom options are compared: means of the context on the first day that had each number. */
  readonly context: readonly number[];
  /** S for each of `MEMORIES`. */
  readonly statistics: readonly number[];
  /** Evidence since it was last at nothing (a cumulative sum), which says since when there is a change. */
  readonly rising: number;
  readonly since: string;
}

export const NOTHING_WATCHED: ChangeState = {
  ...{ options: [], context: [], statistics: MEMORIES.map(() => 0) },
  ...{ rising: 0, since: '' },
};

export interface PreferenceChange {
  readonly dimension: string;
  readonly option: string;
  readonly direction: 'liked_more' | 'liked_less';
  /** First day of the decisions that it is seen in. */
  readonly since: string;
  /**
   * Log-odds by which the option differs from what it was before beside what else was sent, on average over these days, with 95 %:
   * where the most frequent one gets worse, the others get better. It is told because it is large, so that the change itself is rather smaller.
   */
  readonly size: number;
  readonly low: number;
  readonly high: number;
}

interface Watch {
  readonly state: ChangeState;
  readonly changes: readonly PreferenceChange[];
}

/** One day of matured decisions more. Options that are new begin with nothing known; those without decisions on the day stay as they are. */
export function watchDay(before: ChangeState, day: string, given: DaySurprise): Watch {
  const context = given.context.map((mean, j) => before.context[j] ?? mean);
  const surprise = { ...given, options: given.options.map((option) => levelFor(context, option, given.context)) };
  const options = alignedOptions(before, surprise);
  const seen = dayUnderReference(options, surprise);
  const evidence = MEMORIES.map((_, memory) => evidenceOf(options, seen, memory));
  const statistics = before.statistics.map((old, memory) => (old + 1) * exp(evidence[memory]!));
  const starts = before.rising === 0;
  const state: ChangeState = {
    options: options.map((own, place) => learned(own, seen, { place, starts })),
    ...{ context, statistics },
    rising: Math.max(0, before.rising + meanOf(evidence)),
    since: starts ? day : before.since,
  };
  if (!(meanOf(statistics) >= DAYS_PER_FALSE_EVENT)) return { state, changes: [] };
  return { state: { ...NOTHING_WATCHED, context, options: state.options.map(anew) }, changes: changesOf(state) };
}

const levelFor = (context: readonly number[], option: OptionLevel, today: readonly number[]): OptionLevel => ({
  ...option,
  level: option.slopes.reduce((sum, slope, j) => sum + slope * (context[j]! - today[j]!), option.level),
});

const meanOf = (values: readonly number[]): number => values.reduce((sum, each) => sum + each, 0) / values.length;

const nameOf = ({ dimension, option }: Pick<WatchedOption, 'dimension' | 'option'>): string =>
  JSON.stringify([dimension, option]);

/** Those of the day in its order, then those that it does not have any more. */
function alignedOptions(before: ChangeState, { options }: DaySurprise): WatchedOption[] {
  const known = new Map(before.options.map((each) => [nameOf(each), each]));
  const own = options.map(
    ({ dimension, option, level }): WatchedOption =>
      known.get(nameOf({ dimension, option })) ?? {
        ...{ dimension, option },
        reference: { precision: 1 / USUAL_VARIANCE, moment: level / USUAL_VARIANCE },
        recent: MEMORIES.map(() => ({ precision: 0, moment: 0 })),
        rising: { residual: 0, information: 0 },
      },
  );
  const names = new Set(own.map(nameOf));
  return [...own, ...before.options.filter((each) => !names.has(nameOf(each)))];
}

interface SeenAction extends ActionSurprise {
  /** Chance of success that the reference foresees, on average over the rows. */
  readonly chance: number;
}

interface SeenDay {
  readonly actions: readonly SeenAction[];
  /** By place of the option: Σ (success − what the reference foresaw), and how much of it a change by 1 would make. */
  readonly residual: Float64Array;
  readonly information: Float64Array;
  /** Of all rows. */
  readonly curvature: number;
}

/** What the reference foresaw, once the level of the day is set to what suits it best: a good day says nothing about the options. */
function dayUnderReference(options: readonly WatchedOption[], { options: levels, actions }: DaySurprise): SeenDay {
  const shifts = actions.map((action) =>
    action.options.reduce((sum, place) => sum + meanOfEstimate(options[place]!.reference) - levels[place]!.level, 0),
  );
  const level = dayLevel(actions, shifts);
  const seen = actions.map((action, at) => ({ ...action, chance: tilted(action, shifts[at]! + level) }));
  const [residual, information] = [new Float64Array(options.length), new Float64Array(options.length)];
  let curvature = 0;
  for (const { options: places, rows, successes, chance } of seen) {
    const own = rows * chance * (1 - chance);
    curvature += own;
    for (const place of places) {
      residual[place] = residual[place]! + successes - rows * chance;
      information[place] = information[place]! + own;
    }
  }
  return { actions: seen, residual, information, curvature };
}

const meanOfEstimate = ({ precision, moment }: Estimate): number => moment / precision;

/** The mean chance of an action's rows with its log-odds moved. */
function tilted({ rows, expected }: ActionSurprise, shift: number): number {
  const chance = Math.min(LARGEST_CHANCE, expected / rows);
  const raised = chance * exp(shift);
  return raised / (1 - chance + raised);
}

function dayLevel(actions: readonly ActionSurprise[], shifts: readonly number[]): number {
  let level = 0;
  for (let step = 0; step < LEVEL_STEPS; step++) {
    let [slope, curvature] = [0, 0];
    for (const [at, action] of actions.entries()) {
      const chance = tilted(action, shifts[at]! + level);
      slope += action.successes - action.rows * chance;
      curvature += action.rows * chance * (1 - chance);
    }
    if (!(curvature > 0)) return level;
    level += Math.max(-1, Math.min(1, slope / curvature));
  }
  return level;
}

/**
 * ln e of a day: of rows whose log-odds the recent estimate moves by x, y x − n ln(1 − μ + μ eˣ), where μ is their mean chance
 * under the reference (the logarithm is concave, so rows that differ make it smaller). x is taken around its mean, so that the
 * level of the day plays no part, and what is not known of the reference is paid for.
 */
function evidenceOf(
  options: readonly WatchedOption[],
  { actions, information, curvature }: SeenDay,
  memory: number,
): number {
  if (!(curvature > 0)) return 0;
  const moves = options.map(({ recent }) => {
    const { precision, moment } = recent[memory]!;
    return moment / (precision + 1 / CHANGE_VARIANCE);
  });
  const xs = actions.map((action) => action.options.reduce((sum, place) => sum + moves[place]!, 0));
  const centre =
    actions.reduce((sum, { rows, chance }, at) => sum + rows * chance * (1 - chance) * xs[at]!, 0) / curvature;
  const gained = actions.reduce((sum, { rows, chance, successes }, at) => {
    const x = xs[at]! - centre;
    return sum + successes * x - rows * ln(1 - chance + chance * exp(x));
  }, 0);
  const doubt = options.reduce((sum, { reference }, place) => {
    const weight = moves[place]! * information[place]!;
    return sum + (weight * weight) / reference.precision;
  }, 0);
  return Math.min(LARGEST_EVIDENCE, gained - doubt / 2);
}

/** With the day: less what the level of the day took of it. */
function learned(
  own: WatchedOption,
  { residual, information, curvature }: SeenDay,
  { place, starts }: { readonly place: number; readonly starts: boolean },
): WatchedOption {
  const all = information[place]!;
  const rising = starts ? { residual: 0, information: 0 } : own.rising;
  const added = all > 0 ? all * (1 - all / curvature) : 0;
  if (!(added > 0)) return { ...own, rising };
  const off = residual[place]!;
  const { reference, recent } = own;
  return {
    ...own,
    reference: {
      precision: reference.precision + added,
      moment: reference.moment + added * meanOfEstimate(reference) + off,
    },
    recent: recent.map(({ precision, moment }, memory) => ({
      precision: precision * KEPT[memory]! + added,
      moment: moment * KEPT[memory]! + off,
    })),
    rising: { residual: rising.residual + off, information: rising.information + added },
  };
}

/** After an event the recent estimate is what has been all along. */
function anew({ reference, recent, ...own }: WatchedOption): WatchedOption {
  const { precision, moment } = recent[0]!;
  const certain = precision + 1 / USUAL_VARIANCE;
  const now = meanOfEstimate(reference) + moment / certain;
  return {
    ...own,
    reference: { precision: certain, moment: certain * now },
    recent: MEMORIES.map(() => ({ precision: 0, moment: 0 })),
    rising: { residual: 0, information: 0 },
  };
}

/** Options that have changed at 95 % over all of them (Bonferroni); where there is none, the one that speaks most for it. Surest first. */
function changesOf({ options, since }: ChangeState): PreferenceChange[] {
  const moved = options
    .filter(({ rising }) => rising.information > 0)
    .map(({ dimension, option, reference, rising: { residual, information } }) => {
      const size = residual / information;
      const half = WITHIN_95 * Math.sqrt(1 / information + 1 / reference.precision);
      const direction: PreferenceChange['direction'] = size > 0 ? 'liked_more' : 'liked_less';
      return { ...{ dimension, option, direction, since, size }, low: size - half, high: size + half };
    })
    .sort((a, b) => certaintyOf(b) - certaintyOf(a));
  const sure = moved.filter((change) => certaintyOf(change) > inverseNormal(1 - 0.025 / moved.length));
  return sure.length > 0 ? sure : moved.slice(0, 1);
}

const certaintyOf = ({ size, low, high }: PreferenceChange): number => Math.abs(size) / ((high - low) / 2 / WITHIN_95);
