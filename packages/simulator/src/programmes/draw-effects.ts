/** The effects of one programme, drawn from the distributions of its family. */
import type { SipKey } from '@fitly/core/math';
import { normalFrom, type Stream, streamOf } from '../runtime/streams.ts';
import type { ProgrammeParameters } from './parameters.ts';

/** From what distributions the effects come, and for how many options. */
export type EffectParameters = Pick<
  ProgrammeParameters,
  'optionCounts' | 'shared' | 'main' | 'optionByFeature' | 'pair' | 'density' | 'product' | 'changeShare'
>;

interface OptionEffect {
  /** Main effect before the change of preferences, and from then on. */
  readonly main: readonly [before: number, after: number];
  /** v, length d. */
  readonly byFeature: Float64Array;
  readonly product: { readonly first: number; readonly second: number; readonly coefficient: number };
}

export interface Effects {
  /** w, length d. */
  readonly shared: Float64Array;
  /** By dimension and option. */
  readonly options: readonly (readonly OptionEffect[])[];
  /** `pairs[dimB][dimA][optionB * options of dimA + optionA]`, dimA < dimB. */
  readonly pairs: readonly (readonly Float64Array[])[];
}

/** `width`: numbers in a context row. */
export function drawEffects(parameters: EffectParameters, width: number, key: SipKey): Effects {
  const { optionCounts, shared, pair, density } = parameters;
  const sharedAt = streamOf(key, 'shared');
  const changed = changedOptions(parameters, streamOf(key, 'changes'));
  let option = 0;
  const options = optionCounts.map((count) =>
    Array.from({ length: count }, () => {
      const effect = drawOption(parameters, width, key, { option, changes: changed.has(option) });
      option += 1;
      return effect;
    }),
  );
  return {
    shared: Float64Array.from({ length: width }, (_, j) => shared * normalFrom(sharedAt(j))),
    options,
    pairs: optionCounts.map((countB, dimB) =>
      optionCounts
        .slice(0, dimB)
        .map((countA, dimA) => sparseNormals(streamOf(key, 'pair', `${dimA},${dimB}`), countA * countB, pair, density)),
    ),
  };
}

/** Numbers of the options whose main effect changes: exactly the share, rounded. */
function changedOptions({ optionCounts, changeShare }: EffectParameters, at: Stream): ReadonlySet<number> {
  const count = optionCounts.reduce((sum, each) => sum + each, 0);
  const order = Array.from({ length: count }, (_, option) => option).sort((a, b) => at(a) - at(b));
  return new Set(order.slice(0, Math.round(changeShare * count)));
}

function drawOption(
  { main, optionByFeature, product, density }: EffectParameters,
  width: number,
  key: SipKey,
  { option, changes }: { readonly option: number; readonly changes: boolean },
): OptionEffect {
  const mainAt = streamOf(key, 'main');
  const productAt = streamOf(key, 'product');
  const first = Math.floor(productAt(option, 0) * width);
  const before = main * normalFrom(mainAt(option));
  return {
    main: [before, changes ? main * normalFrom(mainAt(option, 1)) : before],
    byFeature: sparseNormals(streamOf(key, 'option by feature', String(option)), width, optionByFeature, density),
    product: {
      first,
      second: width === 0 ? 0 : (first + 1 + Math.floor(productAt(option, 1) * (width - 1))) % width,
      coefficient: product * normalFrom(productAt(option, 2)),
    },
  };
}

/** Zero but for a share `density`, there normal with this deviation. */
function sparseNormals(at: Stream, length: number, deviation: number, density: number): Float64Array {
  return Float64Array.from({ length }, (_, i) => (at(i) < density ? deviation * normalFrom(at(i, 1)) : 0));
}
