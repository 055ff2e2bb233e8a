/** What the posterior foresaw of a day's rows, before they are learned from: action by action, and how good it takes each option to be. */
import type { ActionSurprise, DaySurprise, LearnDayInput, OptionLevel } from '../policy/contract.ts';
import type { FeatureLayout } from '../policy/feature-layout.ts';
import { foreseeDay } from './logistic-day.ts';
import type { LogisticSettings } from './logistic-settings.ts';
import type { LogisticState } from './logistic-state.ts';

/** Null before the first row. */
export function surprisesOf(input: LearnDayInput<LogisticState>, settings: LogisticSettings): DaySurprise | null {
  const { state, layout, rows } = input;
  if (state.prior === null || rows.count === 0) return null;
  const { arranged, mean, expected, successes } = foreseeDay(input, settings);
  const places = placesOf(layout);
  const actions = arranged.segments.map(({ action, from, to }): ActionSurprise => {
    let [foreseen, won] = [0, 0];
    for (let place = from; place < to; place++) {
      foreseen += expected[place]!;
      won += successes[place]!;
    }
    const { space } = layout;
    const options = places.flatMap((ofDimension, dim) =>
      space.applies(action, dim) ? [ofDimension[space.optionIndex(action, dim)]!] : [],
    );
    return { options, rows: to - from, expected: foreseen, successes: won };
  });
  const context = meanContext(layout, rows);
  return { context: Array.from(context), options: levelsOf(layout, mean, context), actions };
}

/** By dimension and option: place in the list of all options. */
function placesOf({ space }: FeatureLayout): number[][] {
  let next = 0;
  return space.dimensions.map(({ optionIds }) => optionIds.map(() => next++));
}

function meanContext(
  { contextSize }: FeatureLayout,
  { contexts, count }: LearnDayInput<unknown>['rows'],
): Float64Array {
  const means = new Float64Array(contextSize);
  for (let i = 0; i < contexts.length; i++) means[i % contextSize] = means[i % contextSize]! + contexts[i]! / count;
  return means;
}

/** What each option adds for the average customer, whatever else is chosen: its pairs count evenly. */
function levelsOf(layout: FeatureLayout, theta: Float64Array, context: Float64Array): OptionLevel[] {
  const { space, optionOffsets } = layout;
  const pairMean = (dim: number, position: number, other: number): number => {
    const count = optionOffsets[other]!.length;
    let sum = 0;
    for (let option = 0; option < count; option++) {
      sum +=
        theta[
          other < dim ? layout.pairIndex(other, option, dim, position) : layout.pairIndex(dim, position, other, option)
        ]!;
    }
    return sum / count;
  };
  return space.dimensions.flatMap(({ id, optionIds }, dim) =>
    optionIds.map((option, position) => {
      const start = optionOffsets[dim]![position]!;
      const own = context.reduce((sum, x, j) => sum + x * theta[start + 1 + j]!, theta[start]!);
      const others = [...optionOffsets.keys()].filter((other) => other !== dim);
      return {
        ...{ dimension: id, option },
        level: others.reduce((sum, other) => sum + pairMean(dim, position, other), own),
        slopes: Array.from(theta.subarray(start + 1, start + 1 + context.length)),
      };
    }),
  );
}
