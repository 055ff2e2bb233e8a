/** A feed that is an agent's source of success, and has gone quiet while exports tell that customers did something. */
import type { RunContext } from '../daily-loop/run-context.ts';
import { eventSwitch } from '../importing/event-source.ts';

/** Fewer may be on their way: Currents is some minutes behind an export. */
const ENOUGH = 10;

export interface ToldToday {
  /** Success events by the differences of exports. */
  readonly byExports: number;
  readonly byFeed: boolean;
}

/** In words; null: nothing is wrong, or another source counts. */
export async function quietFeedAlert(
  { store, agent, day }: RunContext,
  { byExports, byFeed }: ToldToday,
): Promise<string | null> {
  if (byFeed || byExports < ENOUGH) return null;
  const made = await eventSwitch(store.state.db, agent);
  if (made === null || made.source !== 'feeds' || day <= made.fromDay) return null;
  return `Braze exports tell of ${byExports} more "${agent.success.event}", the feed of none: no success is counted until its files arrive, or until: fitly agent source ${agent.name} --use exports`;
}
