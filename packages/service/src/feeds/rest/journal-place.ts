/** Up to where the journal of a feed has been taken: kept with the rows, so that both count or neither. */
import { type Db, getMeta, type JournalPlace, setMeta } from '@fitly/store';

const keyOf = (feed: string): string => `feed_journal:${feed}`;

export async function journalPlace(db: Db, feed: string): Promise<JournalPlace> {
  const kept = await getMeta(db, keyOf(feed));
  return kept === null ? { upTo: 0, clock: 0 } : (JSON.parse(kept) as JournalPlace);
}

export const saveJournalPlace = (tx: Db, feed: string, place: JournalPlace): Promise<void> =>
  setMeta(tx, keyOf(feed), JSON.stringify(place));
