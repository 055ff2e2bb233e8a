/** What exploring costs and learning brings, as the policy believes: by day, in sum, and which choice matters. */
import type { Day } from '../terms.ts';

/** 95 % of the posterior; both ends null where its spread is not known. */
export interface BelievedFigure {
  readonly estimate: number;
  readonly low: number | null;
  readonly high: number | null;
}

/** As the day's decisions noted it; figures are means per decision of a sample. */
export interface LedgerDay {
  readonly day: Day;
  /** Successes per decision, or what is earned per day. */
  readonly unit: 'successes' | 'per_day';
  /** For how many of the unit a decision stands; absent in notes of versions that did not say: 1. */
  readonly days?: number;
  /** Of the agent's group. */
  readonly decisions: number;
  readonly sampled: number;
  readonly bestGuess: number;
  /** Best guess less what was drawn. */
  readonly givenUp: BelievedFigure;
  /** What was drawn less a choice by lot. */
  readonly gained: BelievedFigure;
  /** What would be earned beyond the best guess if nothing were in doubt; null: not known. */
  readonly unknown: number | null;
  readonly importance: readonly { readonly dimension: string; readonly worth: BelievedFigure }[];
}

/** What a day noted instead, where its policy says nothing of what it expects. */
export interface DayWithoutLedger {
  readonly day: Day;
  readonly missing: keyof typeof MISSING;
}

const MISSING = {
  by_lot: 'Every action was drawn by lot: nothing was learned yet, or the policy never learns.',
  own_policy: 'A policy of your own gives probabilities, and does not say what it expects of an action.',
  no_unit: 'The scores of this policy say which action it prefers, and not what it expects of one.',
  stage_unknown:
    'Nobody has passed some stage of the funnel yet, so that how often success comes is not known. It is once somebody has.',
} as const;

/** Null while the uplift is withheld: whoever misses it would take for it what the policy believes to be better than by lot. */
interface ShownLedgerDay extends Omit<LedgerDay, 'gained'> {
  readonly gained: BelievedFigure | null;
}

export interface Exploration {
  /** Why the newest day has no figures, in words; null: it has. The others are then those of the days before. */
  readonly missing: string | null;
  /** Oldest first. */
  readonly days: readonly ShownLedgerDay[];
  /** Over all decisions of these days. */
  readonly total: {
    readonly decisions: number;
    readonly givenUp: BelievedFigure;
    /** Null while the uplift is withheld. */
    readonly gained: BelievedFigure | null;
  };
  /** Of the newest of these days, most important first. */
  readonly importance: readonly DimensionImportance[];
  readonly note: string;
}

interface DimensionImportance {
  readonly dimension: string;
  readonly dimensionLabel: string;
  /** The best option less one by lot, per decision. Null while the uplift is withheld: less what was given up it is what was gained. */
  readonly worth: BelievedFigure | null;
  /** Whether the interval is above zero. */
  readonly stands: boolean;
}

const NOTE =
  'What the policy believes, not what was measured: how the agent compares with its control groups is said by the comparisons alone. Ends of a sum are the sums of the ends of its days.';

/** Days that count in another unit than the newest (another policy, or another reward) are left out; null: nothing was noted. */
export function buildExploration(
  noted: readonly (LedgerDay | DayWithoutLedger)[],
  labels: readonly { readonly dimension: string; readonly dimensionLabel: string }[],
  isWithheld: boolean,
): Exploration | null {
  const last = noted.at(-1);
  if (last === undefined) return null;
  const ledger = noted.filter((each): each is LedgerDay => !('missing' in each));
  const newest = ledger.at(-1);
  const days = ledger.filter(({ unit }) => unit === newest?.unit);
  const labelOf = (dimension: string): string =>
    labels.find((each) => each.dimension === dimension)?.dimensionLabel ?? dimension;
  const importance = (newest?.importance ?? [])
    .toSorted((a, b) => b.worth.estimate - a.worth.estimate)
    .map(({ dimension, worth }) => ({
      dimension,
      dimensionLabel: labelOf(dimension),
      worth: isWithheld ? null : worth,
      stands: worth.low !== null && worth.low > 0,
    }));
  return {
    missing: 'missing' in last ? MISSING[last.missing] : null,
    days: isWithheld ? days.map((day) => ({ ...day, gained: null })) : days,
    total: {
      decisions: days.reduce((sum, { decisions }) => sum + decisions, 0),
      givenUp: totalOf(days, 'givenUp'),
      gained: isWithheld ? null : totalOf(days, 'gained'),
    },
    importance,
    note: NOTE,
  };
}

/** What every day believes hangs together, so that ends add up as the estimates do. */
function totalOf(days: readonly LedgerDay[], figure: 'givenUp' | 'gained'): BelievedFigure {
  const sum = (end: keyof BelievedFigure): number =>
    days.reduce((total, day) => total + day.decisions * (day.days ?? 1) * day[figure][end]!, 0);
  const known = days.every((day) => day[figure].low !== null);
  return { estimate: sum('estimate'), low: known ? sum('low') : null, high: known ? sum('high') : null };
}
