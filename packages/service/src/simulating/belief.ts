/** What an agent begins with, as something that worlds may hold: one draw of its effects from what is known of them. */
import { drawBelievedEffects } from '@fitly/core/learn';
import type { SipKey } from '@fitly/core/math';
import type { Belief, Design, DesignParameters } from '@fitly/simulator';
import type { Beginning } from '../beginning/beginning.ts';

interface Drawing {
  readonly parameters: DesignParameters;
  readonly key: SipKey;
  /** Another one gives another draw. */
  readonly name: string;
}

/** How often success comes is the base rate's to say. */
const INTERCEPT_VARIANCE = 25;

/** Where nothing is known, effects are as far apart as the parameters say. Null: nothing is known at all. */
export function beliefOf(
  { agent }: Design,
  { state, layout, dimensions, origins }: Beginning,
  { parameters, key, name }: Drawing,
): Belief | null {
  const { main, optionByFeature, pair, shared, density } = parameters;
  const variances = {
    intercept: INTERCEPT_VARIANCE,
    shared_x: shared * shared,
    main: main * main,
    option_x: density * optionByFeature * optionByFeature,
    pair: density * pair * pair,
  };
  const coefficients = drawBelievedEffects(state, layout, { variances, key, name });
  if (coefficients === null) return null;
  return {
    layout,
    coefficients,
    options: agent.dimensions.map(({ id, options }) => {
      const known = dimensions.find((dimension) => dimension.id === id)?.options.map((option) => option.id) ?? [];
      return new Set(options.flatMap((option, position) => (known.includes(option.id) ? [position] : [])));
    }),
    features: new Set(origins.flatMap((origin, place) => (origin === -1 ? [] : [place]))),
  };
}
