/**
 * The encoding of an agent whose file says something else of its customers than before. What is new is added, and nothing else moves. An
 * attribute that is read in another way (its transform, how many categories are told apart) is fitted anew; what was learned by its old numbers
 * says nothing of the new ones.
 */
import type { ContextAttribute, Dimension } from '../design/agent.ts';
import type { ContextTable } from './context-table.ts';
import { type Encoding, fitEncoding } from './encoding.ts';
import { type Feature, featureName } from './feature.ts';

export interface ChangedEncoding {
  /** One version more. */
  readonly encoding: Encoding;
  /**
   * Of the new numbers behind the old ones, in their order: what rows have there that were made when nobody knew the attribute. Null: other
   * numbers changed, and rows have to be learned from anew.
   */
  readonly before: readonly ('nothing' | 'one')[] | null;
}

interface Known {
  readonly attributes: readonly ContextAttribute[];
  readonly dimensions: readonly Pick<Dimension, 'id' | 'options'>[];
}

/** Whether `changedEncoding` would have something to look at: it needs the rows, and this does not. */
export const mayHaveChanged = (encoding: Encoding, attributes: readonly ContextAttribute[]): boolean =>
  attributes.some((attribute) => isOpen(encoding, attribute) || isReadAnew(encoding, attribute));

/**
 * Attributes without a number so far, but perhaps whether they are known, are fitted on the rows of `table`: those that are new, and those that
 * were left out because there was nothing to tell customers apart by; and those that are read in another way. Null: there is nothing to change.
 */
export function changedEncoding(
  encoding: Encoding,
  { attributes, dimensions }: Known,
  table: ContextTable,
): ChangedEncoding | null {
  const anew = attributes.filter((attribute) => isReadAnew(encoding, attribute));
  const open = attributes.filter((attribute) => isOpen(encoding, attribute));
  const { features } = fitEncoding([...anew, ...open], table, encoding.version + 1, dimensions);
  // That an attribute is missing says nothing as long as it has no other number.
  const telling = new Set(features.filter(({ kind }) => kind !== 'missing').map(({ attribute }) => attribute));
  const known = new Set(open.flatMap(({ attribute }) => featuresOf(encoding, attribute)).map(featureName));
  const added = features.filter((feature) => telling.has(feature.attribute) && !known.has(featureName(feature)));
  if (added.length === 0) return null;
  const replaced = new Set(anew.map(({ attribute }) => attribute).filter((name) => telling.has(name)));
  const kept = encoding.features.filter(({ attribute }) => !replaced.has(attribute));
  return {
    encoding: {
      version: encoding.version + 1,
      features: [...kept, ...added],
      notes: encoding.notes.filter((note) => ![...telling].some((attribute) => note.startsWith(`${attribute}: `))),
    },
    before: replaced.size > 0 ? null : added.map(({ kind }) => (kind === 'missing' ? 'one' : 'nothing')),
  };
}

const featuresOf = ({ features }: Encoding, name: string): readonly Feature[] =>
  features.filter(({ attribute }) => attribute === name);

const isOpen = (encoding: Encoding, { attribute }: ContextAttribute): boolean =>
  featuresOf(encoding, attribute).every(({ kind }) => kind === 'missing');

/** History has the numbers that it can have, whatever is said of it. */
function isReadAnew(encoding: Encoding, { attribute, type, transform, topK, history }: ContextAttribute): boolean {
  const own = featuresOf(encoding, attribute);
  if (history !== null || own.length === 0) return false;
  if (type === 'number') return own.some((feature) => feature.kind === 'number' && feature.transform !== transform);
  if (type !== 'category') return false;
  const categories = own.filter(({ kind }) => kind === 'category').length;
  return categories > topK || (categories < topK && own.some(({ kind }) => kind === 'other'));
}
