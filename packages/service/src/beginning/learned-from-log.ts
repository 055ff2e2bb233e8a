/** From the rows of a log to what the default policy knows of them: what each row counts for, and the fold day by day. */
import { type ContestState, choiceModel, type LoggedWeights, learnLog, loggedWeights } from '@fitly/core/learn';
import type { SipKey } from '@fitly/core/math';
import { crossFit, foldsByCustomer } from '@fitly/core/measure';
import type { FeatureLayout, TrainingRows } from '@fitly/core/policy';
import { asCustomerKey, asDecisionId, type Day } from '@fitly/core/terms';
import { dayNumber } from '@fitly/core/time';
import { createKernelFold } from '@fitly/kernel';
import type { KnownPropensities } from './began-with.ts';

export interface LoggedRows {
  /** By dimension of the layout: position of the option of each row. */
  readonly choices: readonly Int32Array[];
  /** 0 or 1. */
  readonly successes: Float64Array;
  /** Of each row's combination; null: nobody wrote them down. */
  readonly propensities: Float64Array | null;
  /** Rows × `contextSize` of the layout, row-major. */
  readonly context: Float64Array;
  /** What else was chosen by: rows × width, row-major. */
  readonly further: { readonly features: Float64Array; readonly width: number };
  /** Null where the log has no days. */
  readonly days: readonly Day[] | null;
}

interface LearnedFromLog {
  readonly state: ContestState;
  readonly propensities: KnownPropensities;
  /** As many rows by lot say as much. */
  readonly effectiveRows: number;
  /** What a row counts for beside an own one. */
  readonly share: number;
}

/** Measured: docs/decisions/0040. An estimate cannot know by what else was chosen. */
const COUNTS_FOR: Readonly<Record<KnownPropensities, number>> = { by_lot: 0.3, known: 0.3, estimated: 0.1 };

/** `key`: spreads rows over shards and folds. */
export function learnedFromLog(log: LoggedRows, layout: FeatureLayout, key: SipKey): LearnedFromLog {
  const propensities = kindOf(log.propensities);
  const { weights, effectiveRows } = weightsOf(log, layout, key, propensities);
  const days = daysOf(log, (part) => trainingRows(log, layout, weights, part));
  const state = learnLog({ layout, days, shardKey: key, arithmetic: createKernelFold() });
  return { state, propensities, effectiveRows, share: COUNTS_FOR[propensities] };
}

function kindOf(propensities: Float64Array | null): KnownPropensities {
  if (propensities === null) return 'estimated';
  return propensities.every((each) => each === propensities[0]) ? 'by_lot' : 'known';
}

function weightsOf(log: LoggedRows, layout: FeatureLayout, key: SipKey, kind: KnownPropensities): LoggedWeights {
  const { propensities, context, further, successes } = log;
  const count = successes.length;
  if (kind === 'by_lot') return { weights: new Float64Array(count).fill(1), effectiveRows: count };
  const chances = (features: Float64Array, width: number): Float64Array =>
    chancesOf(log, { features, width, optionCounts: layout.optionOffsets.map(({ length }) => length), key });
  const width = layout.contextSize;
  const givenContext = chances(context, width);
  if (propensities !== null) return loggedWeights({ givenContext, propensities, estimated: false });
  const estimated =
    further.width === 0 ? givenContext : chances(beside(context, width, further), width + further.width);
  return loggedWeights({ givenContext, propensities: estimated, estimated: true });
}

/** Columns of both, row by row. */
function beside(features: Float64Array, width: number, further: LoggedRows['further']): Float64Array {
  const all = width + further.width;
  const rows = further.features.length / further.width;
  const joined = new Float64Array(rows * all);
  for (let row = 0; row < rows; row++) {
    joined.set(features.subarray(row * width, (row + 1) * width), row * all);
    joined.set(further.features.subarray(row * further.width, (row + 1) * further.width), row * all + width);
  }
  return joined;
}

const FOLDS = 3;
/** Rows that a model of choices is fitted on, at most. */
const MOST_ROWS = 20_000;
/** A chance below it is an error of the model. */
const SMALLEST_CHANCE = 1e-4;

interface Known {
  readonly features: Float64Array;
  readonly width: number;
  readonly optionCounts: readonly number[];
  readonly key: SipKey;
}

/** The chance of each row's choice given `features`, by a model that has not seen the row. */
function chancesOf({ choices, successes: { length: count } }: LoggedRows, { key, ...known }: Known): Float64Array {
  const fit = choiceModel({ choices, ...known });
  const names = Array.from({ length: count }, (_, row) => String(row));
  const chances = crossFit(Int32Array.from(names.keys()), foldsByCustomer(names, FOLDS, key), (training) =>
    fit(thinned(training)),
  );
  const into = new Float64Array(1);
  return Float64Array.from({ length: count }, (_, row) => {
    chances(row, into);
    return Math.min(1, Math.max(SMALLEST_CHANCE, into[0]!));
  });
}

function thinned(rows: ArrayLike<number>): ArrayLike<number> {
  const step = Math.ceil(rows.length / MOST_ROWS);
  return step <= 1 ? rows : Array.from({ length: Math.floor(rows.length / step) }, (_, i) => rows[i * step]!);
}

/** Rows of a batch where a log has no days. */
const BATCH_ROWS = 1000;
const MOST_BATCHES = 30;

type LogDays = Parameters<typeof learnLog>[0]['days'];

/** Without days every n-th row is one batch, so that a file that is sorted by anything makes batches that are alike. */
function daysOf(
  { days, successes: { length: count } }: LoggedRows,
  rowsOf: (rows: readonly number[]) => TrainingRows,
): LogDays {
  const all = Array.from({ length: count }, (_, row) => row);
  if (days === null) {
    const batches = Math.min(MOST_BATCHES, Math.ceil(count / BATCH_ROWS));
    return Array.from({ length: batches }, (_, batch) => ({
      rows: rowsOf(all.filter((row) => row % batches === batch)),
      daysSince: 0,
    }));
  }
  const byDay = Map.groupBy(all, (row): Day => days[row]!);
  const sorted = [...byDay.keys()].sort();
  return sorted.map((day, at) => ({
    rows: rowsOf(byDay.get(day)!),
    daysSince: at === 0 ? 0 : dayNumber(day) - dayNumber(sorted[at - 1]!),
  }));
}

/** A row that counts for nothing is none. */
function trainingRows(
  { context, choices, successes }: LoggedRows,
  { space, contextSize: width }: FeatureLayout,
  weights: Float64Array,
  part: readonly number[],
): TrainingRows {
  const kept = part.filter((row) => weights[row]! > 0);
  const contexts = new Float64Array(kept.length * width);
  for (const [at, row] of kept.entries()) contexts.set(context.subarray(row * width, (row + 1) * width), at * width);
  const names = kept.map((row) => String(row));
  return {
    count: kept.length,
    customerKeys: names.map(asCustomerKey),
    decisionIds: names.map(asDecisionId),
    contexts,
    actions: Int32Array.from(kept, (row) => space.canonical(space.actionOf(choices.map((of) => of[row]!)))),
    rewards: Float64Array.from(kept, (row) => successes[row]!),
    weights: Float64Array.from(kept, (row) => weights[row]!),
  };
}
