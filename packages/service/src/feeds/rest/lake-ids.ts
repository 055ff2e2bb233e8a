/** The ids of all events that feeds have brought into the lake, for whoever asks often: only what is new is read. */
import { lastTake, type Store, takesBetween, valuesOf } from '@fitly/store';
import { ALL_AGENTS, BEHAVIOUR_EVENTS } from '../feed-tables.ts';
import { createIdSet } from '../id-set.ts';

export interface LakeIds {
  has(eventId: string): boolean;
  /** Reads what has been taken in since. */
  refresh(): Promise<void>;
}

const ID = { name: 'event_id', type: 'string' as const };

export function lakeIds({ lake, state }: Pick<Store, 'lake' | 'state'>): LakeIds {
  const ids = createIdSet();
  let known = 0;
  const add = async (of: Partial<Parameters<Store['lake']['read']>[0]>): Promise<void> => {
    const read = await lake.read({ table: BEHAVIOUR_EVENTS, agent: ALL_AGENTS, ...of, columns: [ID] });
    for (const id of valuesOf(read, 'event_id', 'string')) ids.add(id ?? '');
  };
  return {
    has: (eventId) => ids.has(eventId),
    async refresh() {
      const newest = await lastTake(state.db);
      if (newest === known) return;
      if (known === 0) await add({});
      else
        for (const { take, days } of await takesBetween(state.db, known, newest))
          if (days !== null) await add({ days, where: { column: 'take', equals: take } });
      known = newest;
    },
  };
}
