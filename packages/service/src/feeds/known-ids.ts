/**
 * Which events are in the lake already. Only the ids of days that a take touches are held, and only until it is
 * committed: the history as a whole never is.
 */
import type { Day } from '@fitly/core/terms';
import { type Lake, valuesOf } from '@fitly/store';
import { ALL_AGENTS, BEHAVIOUR_EVENTS, MESSAGE_EVENTS } from './feed-tables.ts';
import { createIdSet, type IdSet } from './id-set.ts';

export interface KnownIds {
  /** The ids of a day; read from the lake when it is asked for the first time. */
  of(day: Day): IdSet | Promise<IdSet>;
}

export function knownIds(lake: Pick<Lake, 'read'>): KnownIds {
  const sets = new Map<Day, IdSet>();
  const load = async (day: Day): Promise<IdSet> => {
    const set = createIdSet();
    for (const table of [MESSAGE_EVENTS, BEHAVIOUR_EVENTS]) {
      const columns = [{ name: 'event_id', type: 'string' as const }];
      const stored = await lake.read({ table, agent: ALL_AGENTS, day, columns });
      for (const id of valuesOf(stored, 'event_id', 'string')) set.add(id ?? '');
    }
    sets.set(day, set);
    return set;
  };
  return { of: (day) => sets.get(day) ?? load(day) };
}
