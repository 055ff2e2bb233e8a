/** What takes have brought of events, whoever counts them: for whoever asks what is new. */
import type { Instant } from '@fitly/core/terms';
import { type Store, takesBetween, valuesOf } from '@fitly/store';
import { ALL_AGENTS, BEHAVIOUR_EVENTS, type FeedOrigin, originOf } from './feed-tables.ts';

export interface ToldEvent {
  readonly name: string | null;
  readonly at: Instant;
  readonly origin: FeedOrigin;
}

/** Of the takes in `(after, upTo]`. */
export async function* toldInTakes(
  { lake, state }: Pick<Store, 'lake' | 'state'>,
  after: number,
  upTo: number,
): AsyncGenerator<ToldEvent> {
  for (const { take, days } of await takesBetween(state.db, after, upTo)) {
    if (days === null) continue;
    const events = await lake.read({
      table: BEHAVIOUR_EVENTS,
      agent: ALL_AGENTS,
      days,
      where: { column: 'take', equals: take },
      columns: [
        { name: 'name', type: 'string' },
        { name: 'at', type: 'instant' },
        { name: 'origin', type: 'string' },
      ],
    });
    const [at, origins] = [valuesOf(events, 'at', 'instant'), valuesOf(events, 'origin', 'string')];
    for (const [row, name] of valuesOf(events, 'name', 'string').entries())
      yield { name, at: at[row]!, origin: originOf(origins[row] ?? null) };
  }
}
