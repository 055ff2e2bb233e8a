/** Lists come in pages of 100, numbered from 0; the last one is shorter or empty. There is no total. */
import { FitlyError } from '@fitly/core/errors';

const PAGE_LENGTH = 100;
/** 100,000 campaigns: past it the other side does not count pages. */
const MAX_PAGES = 1_000;

/** Yields every entry once. Throws `braze_refused` when the other side keeps sending the same page. */
export async function* allPages<Entry extends { readonly id: string }>(
  load: (page: number) => Promise<readonly Entry[]>,
): AsyncGenerator<Entry> {
  let lastFirst: string | null = null;
  for (let page = 0; page < MAX_PAGES; page++) {
    const entries = await load(page);
    const first = entries[0]?.id ?? null;
    if (first !== null && first === lastFirst) throw endless();
    yield* entries;
    if (entries.length < PAGE_LENGTH) return;
    lastFirst = first;
  }
  throw endless();
}

const endless = (): FitlyError =>
  new FitlyError('braze_refused', 'Braze keeps answering with the same or with endless pages of a list', {
    next: 'Check that no proxy between drops the query of the address.',
  });
