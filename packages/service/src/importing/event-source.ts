/**
 * Where an agent's success event comes from: the differences of Braze exports, imports, or a feed; never two of them, or it
 * would count twice. The first import, or the first such event of a feed, makes that the source for good. What exports
 * brought until then stays.
 */
import type { Agent } from '@fitly/core/design';
import type { Day } from '@fitly/core/terms';
import { type Db, getMeta, setMeta } from '@fitly/store';

export interface EventSwitch {
  readonly source: 'imports' | 'feeds';
  /** Which feeds, where feeds are the source; before there were feeds of files, it was not said and was Currents. */
  readonly feed?: 'currents' | 'files';
  /** First day whose run ignores the differences of its export. */
  readonly fromDay: Day;
}

const keyOf = ({ name, success }: Agent): string => `events_from_imports:${name}:${success.event}`;

/** Null: the event comes from exports. */
export async function eventSwitch(db: Db, agent: Agent): Promise<EventSwitch | null> {
  const kept = await getMeta(db, keyOf(agent));
  // Before there were feeds, the source was not said.
  return kept === null ? null : { source: 'imports', ...(JSON.parse(kept) as Pick<EventSwitch, 'fromDay'>) };
}

export const saveEventSwitch = (db: Db, agent: Agent, made: EventSwitch): Promise<void> =>
  setMeta(db, keyOf(agent), JSON.stringify(made));
