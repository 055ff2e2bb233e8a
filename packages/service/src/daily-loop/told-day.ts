/** Of which decisions a run tells. */
import type { Agent } from '@fitly/core/design';
import type { AgentName, Day } from '@fitly/core/terms';
import { listRuns, type Store } from '@fitly/store';

/**
 * Day of a run → the day whose decisions it tells of: its own; of an agent that decides on request that of the run before, which it
 * has taken in. Null: of none yet. The mode of an agent never changes to or from `api`.
 */
export async function toldDays(
  { state }: Pick<Store, 'state'>,
  { name, delivery }: Pick<Agent, 'name' | 'delivery'>,
): Promise<(day: Day) => Day | null> {
  if (delivery.mode !== 'api') return (day) => day;
  const days = (await listRuns(state.db, name as AgentName)).map((run) => run.day);
  return (day) => days.filter((each) => each < day).at(-1) ?? null;
}
