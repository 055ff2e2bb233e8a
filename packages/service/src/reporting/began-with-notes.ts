/** That an agent began with what another had learned: an event of the timeline, as its first learn step noted it. */
import type { TimelineEntry } from '@fitly/core/report';
import type { AgentName, Day } from '@fitly/core/terms';
import { type Store, stepSummaries } from '@fitly/store';

/** Name of the note in the summary of `learn`. */
export const BEGAN_WITH = 'began_with';

export interface BeganWith {
  readonly agent: AgentName;
  /** Up to which day that agent had learned. */
  readonly throughDay: Day;
  /** That both have. */
  readonly options: number;
  /** Numbers of the context that both have. */
  readonly numbers: number;
}

/** Empty for an agent that began with nothing. */
export async function readBeginning({ state }: Store, agent: AgentName): Promise<TimelineEntry[]> {
  const notes = await stepSummaries(state.db, agent, 'learn');
  return notes.flatMap(({ day, summary }): TimelineEntry[] => {
    const noted = (summary as Readonly<Record<string, unknown>>)[BEGAN_WITH];
    if (typeof noted !== 'string') return [];
    const known = JSON.parse(noted) as BeganWith;
    const details = `up to ${known.throughDay}: ${known.options} options and ${known.numbers} numbers about customers in common; it acts until the own decisions speak for a fresh start`;
    return [{ day, kind: 'system', label: `Began with what ${known.agent} learned`, details }];
  });
}
