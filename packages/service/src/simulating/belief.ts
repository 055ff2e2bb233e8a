/** What an agent begins with, as something that worlds may hold: one draw of its effects from what is known of them. */
import { logisticPolicy } from '@fitly/core/learn';
import type { SipKey } from '@fitly/core/math';
import type { Belief, Design } from '@fitly/simulator';
import type { Beginning } from '../beginning/beginning.ts';

/** `name`: another one gives another draw. Null: nothing is known that tells options apart. */
export function beliefOf(
  { agent }: Design,
  { state, layout, dimensions, origins }: Beginning,
  { key, name }: { readonly key: SipKey; readonly name: string },
): Belief | null {
  const learning = { ...agent.learning, draws: 1, temper: 1 };
  const version = logisticPolicy.nextVersion({ state, layout, learning, encodingVersion: 1, key, name });
  if (version.kind !== 'linear_draws') return null;
  return {
    layout,
    coefficients: version.coefficients,
    options: agent.dimensions.map(({ id, options }) => {
      const known = dimensions.find((dimension) => dimension.id === id)?.options.map((option) => option.id) ?? [];
      return new Set(options.flatMap((option, position) => (known.includes(option.id) ? [position] : [])));
    }),
    features: new Set(origins.flatMap((origin, place) => (origin === -1 ? [] : [place]))),
  };
}
