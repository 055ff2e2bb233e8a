/**
 * Which events are in the lake already. Held are the ids of days that a take touches, and only until it is committed; of
 * the history as a whole those of file feeds that bring ids of their own, where a repeat may stand in another day.
 */
import type { Day } from '@fitly/core/terms';
import { type Lake, valuesOf } from '@fitly/store';
import { ALL_AGENTS, BEHAVIOUR_EVENTS, MESSAGE_EVENTS } from './feed-tables.ts';
import { createIdSet, type IdSet } from './id-set.ts';

export interface KnownIds {
  /** The ids of a day; read from the lake when it is asked for the first time. */
  of(day: Day): IdSet | Promise<IdSet>;
  /** All ids of events from files; read when it is asked for the first time. */
  ofAnyDay(): IdSet | Promise<IdSet>;
}

export function knownIds(lake: Pick<Lake, 'read'>): KnownIds {
  const sets = new Map<Day, IdSet>();
  let anyDay: IdSet | null = null;
  const columns = [{ name: 'event_id', type: 'string' as const }];
  const loadAll = async (): Promise<IdSet> => {
    const set = createIdSet();
    const where = { column: 'origin', equals: 'files' };
    const stored = await lake.read({ table: BEHAVIOUR_EVENTS, agent: ALL_AGENTS, columns, where });
    for (const id of valuesOf(stored, 'event_id', 'string')) set.add(id ?? '');
    anyDay = set;
    return set;
  };
  const load = async (day: Day): Promise<IdSet> => {
    const set = createIdSet();
    for (const table of [MESSAGE_EVENTS, BEHAVIOUR_EVENTS]) {
      const stored = await lake.read({ table, agent: ALL_AGENTS, day, columns });
      for (const id of valuesOf(stored, 'event_id', 'string')) set.add(id ?? '');
    }
    sets.set(day, set);
    return set;
  };
  return { of: (day) => sets.get(day) ?? load(day), ofAnyDay: () => anyDay ?? loadAll() };
}
