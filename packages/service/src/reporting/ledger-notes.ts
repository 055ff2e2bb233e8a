/** What exploring cost and learning brought, as the day's decisions noted it. */
import type { DayWithoutLedger, LedgerDay } from '@fitly/core/report';
import type { AgentName, Day } from '@fitly/core/terms';
import { type Store, stepSummaries } from '@fitly/store';

/** Name of the note in the summary of `decide`. */
export const LEDGER = 'exploration';

/** Oldest first, up to a day; days without decisions, and those of versions that noted nothing, are absent. */
export async function readLedger(
  { state }: Store,
  agent: AgentName,
  asOfDay: Day,
): Promise<(LedgerDay | DayWithoutLedger)[]> {
  const notes = await stepSummaries(state.db, agent, 'decide');
  return notes.flatMap(({ day, summary }) => {
    const noted = (summary as Readonly<Record<string, unknown>>)[LEDGER];
    if (day > asOfDay || typeof noted !== 'string') return [];
    return [{ day, ...(JSON.parse(noted) as Omit<LedgerDay, 'day'> | Omit<DayWithoutLedger, 'day'>) }];
  });
}
