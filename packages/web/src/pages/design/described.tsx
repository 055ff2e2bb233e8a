import type { PathSegments } from '@fitly/contract/yaml';
import { schemaAt } from './schema-at.ts';

/** What the schema says of a place; words of the file are told apart. */
export function Described({ at }: { readonly at: PathSegments }) {
  const pieces = (schemaAt(at)?.description ?? '').split('`');
  return pieces.map((piece, place) =>
    place % 2 === 0 ? (
      piece
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one sentence stay in order
      <code key={place} className="id">
        {piece}
      </code>
    ),
  );
}
