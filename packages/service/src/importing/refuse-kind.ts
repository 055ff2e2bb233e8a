/** Refuses a file that is of another kind than it was said to be, unless somebody has looked and says so. */
import { KIND_WORDS, type KindDoubt } from '@fitly/core/data';
import { FitlyError } from '@fitly/core/errors';

const NEXT = {
  events: 'import it with --kind events, one row for each thing that happened',
  snapshot: 'import it as attributes, which describe everybody on one day',
} as const;

/** Throws `import_kind_doubtful`. */
export function refuseDoubt(path: string, doubt: KindDoubt | null, confirmed: boolean): void {
  if (doubt === null || confirmed) return;
  throw new FitlyError('import_kind_doubtful', `${path} looks like ${KIND_WORDS[doubt.looksLike]}: ${doubt.seen}`, {
    next: `${NEXT[doubt.looksLike]}; or, if it is right as it is, add --kind-confirmed; nothing was imported`,
  });
}
