/** A page of a list that is in order of its keys, and the cursor of the next one. */
import { FitlyError } from '@fitly/core/errors';

interface PageQuery {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/**
 * `items` are in the order in which they are shown; `keyOf` gives each one of its own. A cursor names the last item that was
 * shown: what is added before it shifts nothing. Throws `columns_invalid` for one that no answer has given.
 */
export function page<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
  { limit, cursor }: PageQuery,
): { items: T[]; next: string | null } {
  const after = cursor === undefined ? 0 : items.findIndex((item) => encoded(keyOf(item)) === cursor) + 1;
  if (cursor !== undefined && after === 0) {
    throw new FitlyError('columns_invalid', 'the cursor belongs to no item of this list, or to one that is gone', {
      next: 'read the list again from its first page',
    });
  }
  const shown = items.slice(after, after + limit);
  const last = shown.at(-1);
  return { items: shown, next: after + limit < items.length && last !== undefined ? encoded(keyOf(last)) : null };
}

const encoded = (key: string): string => Buffer.from(key).toString('base64url');
