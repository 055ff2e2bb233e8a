/**
 * How far a day's rows are from what the posterior foresaw, option by option, before they are learned from. What the day has in
 * common is taken out first, as the learner does: a good day says nothing about the options.
 */
import { solveLower } from '../math/cholesky.ts';
import type { LearnDayInput, OptionSurprise } from '../policy/contract.ts';
import { blocksOf, type FeatureLayout, pairsOf } from '../policy/feature-layout.ts';
import type { ArrangedRows } from './arranged-rows.ts';
import { type Foresight, foreseeDay } from './logistic-day.ts';
import type { LogisticSettings } from './logistic-settings.ts';
import type { LogisticState } from './logistic-state.ts';

/** Empty before the first row. */
export function surprisesOf(input: LearnDayInput<LogisticState>, settings: LogisticSettings): OptionSurprise[] {
  const { state, layout, rows } = input;
  if (state.prior === null || rows.count === 0) return [];
  const { arranged, factor, residuals, curvatures } = foreseeDay(input, settings);
  const byAction = sumsByAction(layout, arranged, { residuals, curvatures });
  const all = mergeActions(layout, byAction, () => true);
  const shrink = 1 / (all.curvature + 1 / settings.dayVariance);
  return layout.space.dimensions.flatMap(({ id, optionIds }, dim) =>
    optionIds.flatMap((option, position) => {
      const { space } = layout;
      const own = mergeActions(
        layout,
        byAction,
        (action) => space.applies(action, dim) && space.optionIndex(action, dim) === position,
      );
      if (!(own.curvature > 0)) return [];
      // The day's effect was fitted on the same rows: its share of the option's sums goes with it.
      const share = shrink * own.curvature;
      const gradient = own.gradient.map((each, i) => each - share * all.gradient[i]!);
      const solved = solveLower(factor, gradient);
      const information = own.curvature * (1 - share);
      const doubt = solved.reduce((sum, each) => sum + each * each, 0);
      return [{ dimension: id, option, residual: own.residual, information, variance: information + doubt }];
    }),
  );
}

interface Sums {
  /** Σ (y − μ). */
  readonly residual: number;
  /** Σ w μ(1 − μ). */
  readonly curvature: number;
  /** Σ w μ(1 − μ) φ, length p. */
  readonly gradient: Float64Array;
}

interface ActionSums {
  readonly residual: number;
  /** Σ w μ(1 − μ) [1, x]. */
  readonly block: Float64Array;
}

function sumsByAction(
  { blockSize }: FeatureLayout,
  { segments, starts, ends, indices, values }: ArrangedRows,
  { residuals, curvatures }: Pick<Foresight, 'residuals' | 'curvatures'>,
): Map<number, ActionSums> {
  return new Map(
    segments.map(({ action, from, to }) => {
      const block = new Float64Array(blockSize);
      let residual = 0;
      for (let place = from; place < to; place++) {
        residual += residuals[place]!;
        for (let at = starts[place]!; at < ends[place]!; at++) {
          const i = indices[at]!;
          block[i] = block[i]! + curvatures[place]! * values[at]!;
        }
      }
      return [action, { residual, block }];
    }),
  );
}

function mergeActions(
  layout: FeatureLayout,
  byAction: ReadonlyMap<number, ActionSums>,
  counts: (action: number) => boolean,
): Sums {
  const gradient = new Float64Array(layout.size);
  let [residual, curvature] = [0, 0];
  for (const [action, own] of byAction) {
    if (!counts(action)) continue;
    residual += own.residual;
    curvature += own.block[0]!;
    for (const start of blocksOf(layout, action)) {
      for (let j = 0; j < layout.blockSize; j++) gradient[start + j] = gradient[start + j]! + own.block[j]!;
    }
    for (const pair of pairsOf(layout, action)) gradient[pair] = gradient[pair]! + own.block[0]!;
  }
  return { residual, curvature, gradient };
}
