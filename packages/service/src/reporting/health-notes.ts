/** How each day's decisions were drawn, as the last step of its run noted it. */
import type { PolicyHealth } from '@fitly/core/report';
import type { AgentName, Day } from '@fitly/core/terms';
import { type Store, stepSummaries } from '@fitly/store';

/** Name of the note in the summary of `measure`. */
export const HEALTH = 'policy_health';

/** Oldest first, up to a day; days without decisions, and those of versions that noted nothing, are absent. */
export async function readPolicyHealth({ state }: Store, agent: AgentName, asOfDay: Day): Promise<PolicyHealth[]> {
  const notes = await stepSummaries(state.db, agent, 'measure');
  return notes.flatMap(({ day, summary }) => {
    const noted = (summary as Readonly<Record<string, unknown>>)[HEALTH];
    if (day > asOfDay || typeof noted !== 'string') return [];
    return [{ day, ...(JSON.parse(noted) as Omit<PolicyHealth, 'day'>) }];
  });
}
