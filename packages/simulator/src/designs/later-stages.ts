/** The stages of a funnel after the first: who visits may order. */
import type { ActionSpace } from '@fitly/core/design';
import { exp, ln, logistic, type SipKey } from '@fitly/core/math';
import { dot } from '../programmes/log-odds.ts';
import { normalFrom, streamOf } from '../runtime/streams.ts';
import type { DesignParameters } from './parameters.ts';

/** Writes the chances of every action to pass the stage into `into`, for the customer x. */
type Stage = (x: Float64Array, into: Float64Array) => void;

/** `count`: stages after the first. They never change, and neither the day nor what was sent before plays a part in them. */
export function laterStages(
  { baseRate, stageRate, stageMain, shared }: DesignParameters,
  space: ActionSpace,
  width: number,
  { count, key }: { readonly count: number; readonly key: SipKey },
): Stage[] {
  const rate = stageRate > 0 ? stageRate : alike(baseRate, count + 1);
  return Array.from({ length: count }, (_, stage) => {
    const [sharedAt, mainAt] = [streamOf(key, `stage ${stage} shared`), streamOf(key, `stage ${stage} main`)];
    const effects = Float64Array.from({ length: width }, (_each, j) => shared * normalFrom(sharedAt(j)));
    const ofActions = Float64Array.from({ length: space.size }, (_each, action) =>
      space.dimensions.reduce(
        (sum, _dimension, dim) =>
          sum + (space.applies(action, dim) ? stageMain * normalFrom(mainAt(dim, space.optionIndex(action, dim))) : 0),
        ln(rate / (1 - rate)),
      ),
    );
    return (x, into) => {
      const common = dot(effects, x);
      for (let action = 0; action < into.length; action++) into[action] = logistic(common + ofActions[action]!);
    };
  });
}

/** What each of so many stages passes, so that all together pass `rate`. */
const alike = (rate: number, stages: number): number => exp(ln(rate) / stages);
