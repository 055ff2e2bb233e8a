/** The score of every action for one customer: for policies that look at distances and not at winners alone. */
import type { ActionSpace } from '../design/action-space.ts';
import { type ScoreTables, scoreTables } from './linear-scores.ts';
import type { LinearDrawsVersion } from './policy-version.ts';

/**
 * Scores of the version's only draw, less the prices: per option weight 1 + x₀ w₁ + … from left to right; per action the
 * options in the order of the dimensions, then the pairs. Length `space.size`.
 */
export function actionScores(
  version: LinearDrawsVersion,
  space: ActionSpace,
  prices: Float64Array | null,
  contextRow: Float64Array,
): Float64Array {
  const tables = tablesOf(version, space, prices);
  const options = tables.options.map((ofDimension) =>
    ofDimension.map((weights) => contextRow.reduce((sum, x, j) => sum + x * weights[j + 1]!, weights[0]!)),
  );
  return Float64Array.from({ length: space.size }, (_, action) => {
    let score = 0;
    for (const [dim, scores] of options.entries()) {
      if (space.applies(action, dim)) score += scores[space.optionIndex(action, dim)]!;
    }
    return score + tables.pairs[action]!;
  });
}

interface Prepared {
  readonly space: ActionSpace;
  readonly prices: Float64Array | null;
  readonly tables: ScoreTables;
}

/** Preparing costs as much as scoring many customers: kept as long as the version itself. */
const prepared = new WeakMap<LinearDrawsVersion, Prepared>();

function tablesOf(version: LinearDrawsVersion, space: ActionSpace, prices: Float64Array | null): ScoreTables {
  const known = prepared.get(version);
  if (known !== undefined && known.space === space && known.prices === prices) return known.tables;
  const tables = scoreTables(version, space, prices);
  prepared.set(version, { space, prices, tables });
  return tables;
}
