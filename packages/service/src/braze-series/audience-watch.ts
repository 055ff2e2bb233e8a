/** Whether today's audience, as counted by this agent, is unusual against the audiences of its own earlier runs. */
import { type AudienceSize, audienceChange } from '@fitly/core/measure';
import { changeInWords } from '@fitly/core/report';
import type { AgentName, Day } from '@fitly/core/terms';
import { type Store, stepSummaries } from '@fitly/store';

/** Where `enrol` notes the size in its summary. */
export const AUDIENCE = 'audience';

/** Oldest first; days of versions that did not note it are left out. */
export async function countedAudiences(store: Store, agent: AgentName): Promise<AudienceSize[]> {
  const noted = await stepSummaries(store.state.db, agent, 'enrol');
  return noted.flatMap(({ day, summary }) => {
    const size = (summary as { readonly [AUDIENCE]?: unknown } | null)?.[AUDIENCE];
    return typeof size === 'number' ? [{ day, size }] : [];
  });
}

/** In words; null when nothing is unusual. What follows from it is for the step to say. */
export async function audienceAlert(store: Store, agent: AgentName, today: { day: Day; size: number }) {
  const change = audienceChange(today, await countedAudiences(store, agent));
  return change === null ? null : `the audience ${changeInWords(change)}`;
}
