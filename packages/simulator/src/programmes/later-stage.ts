/** The second stage of a programme whose successes come in two: who visits may order. */
import type { ActionSpace } from '@fitly/core/design';
import { ln, logistic, type SipKey } from '@fitly/core/math';
import { normalFrom, streamOf } from '../runtime/streams.ts';
import { dot } from './log-odds.ts';
import type { ProgrammeParameters } from './parameters.ts';

/** Contexts (row-major) → chance of passing the second stage, n × actions; null where there is none. It never changes. */
export function createLaterStage(
  { laterRate, laterMain, laterShared }: ProgrammeParameters,
  space: ActionSpace,
  contextSize: number,
  key: SipKey,
): ((contexts: Float64Array) => Float64Array) | null {
  if (laterRate === null) return null;
  const [sharedAt, mainAt] = [streamOf(key, 'later shared'), streamOf(key, 'later main')];
  const shared = Float64Array.from({ length: contextSize }, (_, j) => laterShared * normalFrom(sharedAt(j)));
  const ofActions = Float64Array.from({ length: space.size }, (_, action) =>
    space.dimensions.reduce(
      (sum, _dimension, dim) => sum + laterMain * normalFrom(mainAt(dim, space.optionIndex(action, dim))),
      ln(laterRate / (1 - laterRate)),
    ),
  );
  return (contexts) => {
    const rows = contexts.length / contextSize;
    const chances = new Float64Array(rows * space.size);
    for (let row = 0; row < rows; row++) {
      const common = dot(shared, contexts.subarray(row * contextSize, (row + 1) * contextSize));
      for (let action = 0; action < space.size; action++) {
        chances[row * space.size + action] = logistic(common + ofActions[action]!);
      }
    }
    return chances;
  };
}
