/** Effects that are believed before a world is drawn: of options that an agent begins with something known about. */
import type { FeatureLayout } from '@fitly/core/policy';
import type { Effects } from '../programmes/draw-effects.ts';
import type { Stream } from '../runtime/streams.ts';

export interface Belief {
  readonly layout: FeatureLayout;
  /** One draw of them, length p of the layout; in log-odds, of features as they are encoded. */
  readonly coefficients: Float64Array;
  /** By dimension: positions of the options that something is known about. */
  readonly options: readonly ReadonlySet<number>[];
  /** Numbers of the context that something is known about. */
  readonly features: ReadonlySet<number>;
}

/**
 * `effects` with what is believed in the place of what was drawn, for those options for which it holds: a share `holds`, by lot.
 * `means`: of the features over the audience, since a world's features are centred.
 */
export function withBelief(
  effects: Effects,
  { layout, coefficients, options, features }: Belief,
  { means, holds, at }: { readonly means: Float64Array; readonly holds: number; readonly at: Stream },
): Effects {
  const isHeld = (dim: number, option: number): boolean => options[dim]!.has(option) && at(dim, option) < holds;
  return {
    ...effects,
    options: effects.options.map((own, dim) =>
      own.map((effect, option) => {
        if (!isHeld(dim, option)) return effect;
        const start = layout.optionOffsets[dim]![option]!;
        const byFeature = effect.byFeature.map((drawn, j) => (features.has(j) ? coefficients[start + 1 + j]! : drawn));
        const known = byFeature.reduce(
          (sum, slope, j) => sum + (features.has(j) ? slope * means[j]! : 0),
          coefficients[start]!,
        );
        const [before, after] = effect.main;
        return { ...effect, byFeature, main: [known, after === before ? known : after] as const };
      }),
    ),
    pairs: effects.pairs.map((before, dimB) =>
      before.map((pairs, dimA) => {
        const count = effects.options[dimA]!.length;
        return pairs.map((drawn, place) => {
          const [optionB, optionA] = [Math.floor(place / count), place % count];
          if (!(isHeld(dimA, optionA) && isHeld(dimB, optionB))) return drawn;
          return coefficients[layout.pairIndex(dimA, optionA, dimB, optionB)]!;
        });
      }),
    ),
  };
}
