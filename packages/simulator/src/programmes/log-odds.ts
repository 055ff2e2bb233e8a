/** What options and their pairs add to a customer's log-odds of success. */
import type { ActionSpace } from '@fitly/core/design';
import type { Effects } from './draw-effects.ts';

/** By dimension and option, for the customer x; `period`: 0 before preferences change, 1 from then on. */
export const optionLogOdds = (effects: Effects, x: Float64Array, period: 0 | 1): number[][] =>
  effects.options.map((options) =>
    options.map(({ main, byFeature, product }) => {
      const { first, second, coefficient } = product;
      return main[period]! + dot(byFeature, x) + coefficient * (x[first] ?? 0) * (x[second] ?? 0);
    }),
  );

/** The pair effects of each action, summed. A choice that means nothing has none. */
export function pairSums(space: ActionSpace, { options, pairs }: Effects): Float64Array {
  return Float64Array.from({ length: space.size }, (_, action) => {
    let sum = 0;
    for (const [dimB, before] of pairs.entries()) {
      if (!space.applies(action, dimB)) continue;
      for (const [dimA, effects] of before.entries()) {
        if (!space.applies(action, dimA)) continue;
        sum += effects[space.optionIndex(action, dimB) * options[dimA]!.length + space.optionIndex(action, dimA)]!;
      }
    }
    return sum;
  });
}

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
