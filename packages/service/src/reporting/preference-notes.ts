/** What customers prefer has changed: events of the timeline, as the learn step noted them. */
import type { Agent } from '@fitly/core/design';
import type { PreferenceChange } from '@fitly/core/learn';
import type { TimelineEntry } from '@fitly/core/report';
import { type Store, stepSummaries } from '@fitly/store';

/** Name of the note in the summary of `learn`. */
export const CHANGES = 'preference_changes';

/** On the day whose run saw them, oldest first. */
export async function readPreferenceChanges({ state }: Store, agent: Agent): Promise<TimelineEntry[]> {
  const notes = await stepSummaries(state.db, agent.name, 'learn');
  return notes.flatMap(({ day, summary }) => {
    const noted = (summary as Readonly<Record<string, unknown>>)[CHANGES];
    if (typeof noted !== 'string') return [];
    const changes = JSON.parse(noted) as readonly PreferenceChange[];
    return changes.map(
      (change): TimelineEntry => ({
        ...{ day, kind: 'preferences', label: 'What customers prefer changed' },
        details: inWords(change, agent),
        change,
      }),
    );
  });
}

function inWords({ dimension, option, direction, since, size, low, high }: PreferenceChange, agent: Agent): string {
  const own = agent.dimensions.find(({ id }) => id === dimension);
  const label = own?.options.find(({ id }) => id === option)?.label ?? option;
  const odds = [size, low, high].map((each) => `${each < 0 ? '−' : '+'}${Math.abs(each).toFixed(2)}`);
  const better = direction === 'liked_more' ? 'better' : 'worse';
  return `${own?.label ?? dimension}: ${label} works ${better} beside the others than before ${since}, log-odds ${odds[0]} (${odds[1]} to ${odds[2]})`;
}
