/**
 * Where an agent's success event comes from: the differences of Braze exports, or imports; never both, or it would count
 * twice. The first import makes imports the source for good. What exports brought until then stays; they count up to the
 * last run before the switch, imports from there on.
 */
import type { Agent } from '@fitly/core/design';
import type { Day, Instant } from '@fitly/core/terms';
import { type Db, getMeta, setMeta } from '@fitly/store';

export interface EventSwitch {
  /** First day whose run ignores the differences of its export. */
  readonly fromDay: Day;
  /** Imported events before this instant had come by exports; null when exports had brought none. */
  readonly fromAt: Instant | null;
}

const keyOf = ({ name, success }: Agent): string => `events_from_imports:${name}:${success.event}`;

/** Null: the event comes from exports. */
export async function eventSwitch(db: Db, agent: Agent): Promise<EventSwitch | null> {
  const kept = await getMeta(db, keyOf(agent));
  return kept === null ? null : (JSON.parse(kept) as EventSwitch);
}

export const saveEventSwitch = (db: Db, agent: Agent, made: EventSwitch): Promise<void> =>
  setMeta(db, keyOf(agent), JSON.stringify(made));
