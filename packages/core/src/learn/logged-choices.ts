/**
 * How likely a logged choice was, given what is known of the customer: for logs whose propensities nobody wrote down, and for
 * what stabilises those that somebody did (`logged-weights.ts`). Options are often chosen together, so each dimension is
 * foreseen from the context and from what was chosen in the dimensions before it; an option against all others by logistic
 * regression, the chances of a dimension brought to a sum of 1.
 */
import { cholesky, packedLength, solveCholesky } from '../math/cholesky.ts';
import { logistic } from '../math/elementary.ts';

export interface LoggedChoices {
  /** Option of each dimension, by row. */
  readonly choices: readonly Int32Array[];
  readonly optionCounts: readonly number[];
  /** Rows × width, row-major, without a column of ones. */
  readonly features: Float64Array;
  readonly width: number;
}

/** Writes the chance of the row's own choice into `into[0]`. */
type ChanceOfChoice = (row: number, into: Float64Array) => void;

/** What keeps an effect small while few rows speak for it, in rows; the common share of an option is left alone. */
const PENALTY = 1;
const SHARE_PENALTY = 1e-3;
const NEWTON_STEPS = 8;
const SMALLEST_CURVATURE = 1e-4;
/** Beyond it a chance is certain for all purposes, and the regression would run away. */
const LARGEST_LOG_ODDS = 12;

/** Fits on some of the rows and foresees any: what cross-fitting takes. */
export function choiceModel(log: LoggedChoices): (trainingRows: ArrayLike<number>) => ChanceOfChoice {
  return (trainingRows) => {
    const rows = Array.from(trainingRows);
    const dimensions = log.choices.map((_, dim) => fitDimension(log, dim, rows));
    return (row, into) => {
      into[0] = dimensions.reduce((chance, chanceIn) => chance * chanceIn(row), 1);
    };
  };
}

/** Place and value of each number of a row that is not zero. */
interface Entries {
  readonly places: readonly number[];
  readonly values: readonly number[];
}

interface TrainingRow extends Entries {
  /** That it chose. */
  readonly option: number;
}

function fitDimension(log: LoggedChoices, dim: number, rows: readonly number[]): (row: number) => number {
  const own = log.choices[dim]!;
  const entriesOf = entriesBefore(log, dim);
  const size = 1 + log.width + log.optionCounts.slice(0, dim).reduce((sum, count) => sum + count, 0);
  const training = rows.map((row): TrainingRow => ({ ...entriesOf(row), option: own[row]! }));
  const seen = new Set(training.map(({ option }) => option));
  const models = Array.from({ length: log.optionCounts[dim]! }, (_, option) =>
    seen.has(option) ? fitOption(training, size, option) : null,
  );
  return (row) => {
    const entries = entriesOf(row);
    const chances = models.map((model) => (model === null ? 0 : logistic(dotOf(entries, model))));
    const sum = chances.reduce((total, each) => total + each, 0);
    return sum > 0 ? chances[own[row]!]! / sum : 0;
  };
}

/** One, the context, and the options chosen in the dimensions before this one. */
function entriesBefore(
  { choices, optionCounts, features, width }: LoggedChoices,
  dim: number,
): (row: number) => Entries {
  return (row) => {
    const [places, values] = [[0], [1]];
    for (let j = 0; j < width; j++) {
      const value = features[row * width + j]!;
      if (value === 0) continue;
      places.push(1 + j);
      values.push(value);
    }
    let start = 1 + width;
    for (let before = 0; before < dim; before++) {
      places.push(start + choices[before]![row]!);
      values.push(1);
      start += optionCounts[before]!;
    }
    return { places, values };
  };
}

/** Steps below it change no chance that matters. */
const SMALLEST_STEP = 1e-3;

/** Maximum of the penalised likelihood, by Newton's method. */
function fitOption(training: readonly TrainingRow[], size: number, option: number): Float64Array {
  let coefficients: Float64Array = new Float64Array(size);
  for (let step = 0; step < NEWTON_STEPS; step++) {
    const precision = new Float64Array(packedLength(size));
    const right = new Float64Array(size);
    for (let i = 0; i < size; i++) precision[(i * (i + 1)) / 2 + i] = i === 0 ? SHARE_PENALTY : PENALTY;
    for (const row of training) {
      const eta = dotOf(row, coefficients);
      const mean = logistic(eta);
      const curvature = Math.max(SMALLEST_CURVATURE, mean * (1 - mean));
      const response = curvature * eta + Number(row.option === option) - mean;
      addRow(precision, right, row, { curvature, response });
    }
    const before = coefficients;
    coefficients = solveCholesky(cholesky(precision, size), right);
    if (coefficients.every((each, i) => Math.abs(each - before[i]!) < SMALLEST_STEP)) break;
  }
  return coefficients;
}

/** Changes `precision` and `right`. */
function addRow(
  precision: Float64Array,
  right: Float64Array,
  { places, values }: Entries,
  { curvature, response }: { readonly curvature: number; readonly response: number },
): void {
  for (let a = 0; a < places.length; a++) {
    const i = places[a]!;
    right[i] = right[i]! + response * values[a]!;
    const start = (i * (i + 1)) / 2;
    for (let b = 0; b <= a; b++) {
      const at = start + places[b]!;
      precision[at] = precision[at]! + curvature * values[a]! * values[b]!;
    }
  }
}

function dotOf({ places, values }: Entries, coefficients: Float64Array): number {
  let sum = 0;
  for (let a = 0; a < places.length; a++) sum += values[a]! * coefficients[places[a]!]!;
  return Math.max(-LARGEST_LOG_ODDS, Math.min(LARGEST_LOG_ODDS, sum));
}
