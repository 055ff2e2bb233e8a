/** The encoding of an agent that begins with what another has learned: numbers that both know mean the same to both. */
import type { ContextAttribute, Dimension } from '../design/agent.ts';
import type { ContextTable } from './context-table.ts';
import { type Encoding, fitEncoding } from './encoding.ts';
import type { Feature } from './feature.ts';

export interface CarriedEncoding {
  readonly encoding: Encoding;
  /** For each of its features the place of the same one in the earlier encoding, or -1. */
  readonly origins: readonly number[];
}

interface Known {
  readonly attributes: readonly ContextAttribute[];
  readonly dimensions: readonly Pick<Dimension, 'id' | 'options'>[];
}

/** Attributes that both read alike keep the features that the earlier agent has; all others are fitted on the rows of `table`. */
export function carriedEncoding(
  { attributes, dimensions }: Known,
  table: ContextTable,
  earlier: { readonly attributes: readonly ContextAttribute[]; readonly encoding: Encoding },
): CarriedEncoding {
  const kept = new Map(attributes.map((own) => [own.attribute, keptFeatures(own, earlier)]));
  const fresh = attributes.filter(({ attribute }) => kept.get(attribute)!.length === 0);
  const fitted = fitEncoding(fresh, table, 1, dimensions);
  const features = attributes.flatMap(({ attribute }) => {
    const own = kept.get(attribute)!;
    return own.length > 0 ? own : fitted.features.filter((feature) => feature.attribute === attribute);
  });
  return {
    encoding: { version: 1, features, notes: fitted.notes },
    origins: features.map((feature) => earlier.encoding.features.findIndex((other) => isSame(feature, other))),
  };
}

/** What history can be is known without a look at anybody. */
function keptFeatures(
  own: ContextAttribute,
  { attributes, encoding }: Parameters<typeof carriedEncoding>[2],
): readonly Feature[] {
  const was = attributes.find(({ attribute }) => attribute === own.attribute);
  if (was === undefined || !isReadAlike(was, own)) return [];
  const features = encoding.features.filter(({ attribute }) => attribute === own.attribute);
  // Whether it is known was all that could be told of it: there may be more now.
  return features.every(({ kind }) => kind === 'missing') ? [] : features;
}

/** Where it is not, the next run would read it anew, and forget what was begun with. */
const isReadAlike = (was: ContextAttribute, own: ContextAttribute): boolean =>
  was.type === own.type &&
  was.transform === own.transform &&
  (own.type !== 'category' || was.topK === own.topK) &&
  was.history === null &&
  own.history === null;

function isSame(a: Feature, b: Feature): boolean {
  const [own, other] = [Object.entries(a), new Map(Object.entries(b))];
  return (
    own.length === other.size && own.every(([key, value]) => JSON.stringify(value) === JSON.stringify(other.get(key)))
  );
}
