/** The linear predictor of every action for one customer, from one vector of coefficients; the shared part left out. */
import { type FeatureLayout, pairsOf } from '@fitly/core/policy';

/** The result is overwritten by the next call. */
export function actionScores(layout: FeatureLayout, theta: Float64Array): (contextRow: Float64Array) => Float64Array {
  const { space, optionOffsets, contextSize } = layout;
  const pairs = Float64Array.from({ length: space.size }, (_, action) =>
    pairsOf(layout, action).reduce((sum, pair) => sum + theta[pair]!, 0),
  );
  const scores = new Float64Array(space.size);
  return (contextRow) => {
    const byOption = optionOffsets.map((offsets) =>
      offsets.map((offset) => {
        let sum = theta[offset]!;
        for (let j = 0; j < contextSize; j++) sum += theta[offset + 1 + j]! * contextRow[j]!;
        return sum;
      }),
    );
    for (let action = 0; action < space.size; action++) {
      let score = pairs[action]!;
      for (const [dim, options] of byOption.entries()) score += options[space.optionIndex(action, dim)]!;
      scores[action] = score;
    }
    return scores;
  };
}
