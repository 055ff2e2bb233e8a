/** What became of the messages of a day's decisions, as it lies in the lake: a row per decision of which something is told. */
import { emptyOutcomes, type MessageOutcomes, OUTCOME_INSTANTS } from '@fitly/core/data';
import type { AgentName, Day, DecisionId } from '@fitly/core/terms';
import { type Columns, type Store, valuesOf } from '@fitly/store';
import type { DecisionsOfDay } from './decisions-of-day.ts';

export const MESSAGE_OUTCOMES = 'message_outcomes';

const COLUMNS = [
  { name: 'decision_id', type: 'string' as const },
  ...OUTCOME_INSTANTS.map((name) => ({ name, type: 'instant' as const })),
  { name: 'abort_reason', type: 'string' as const },
];

export function outcomeColumns(outcomes: MessageOutcomes, { ids, customerKeys }: DecisionsOfDay): Columns {
  const rows = Array.from({ length: outcomes.rowCount }, (_, row) => row).filter((row) => isTold(outcomes, row));
  return {
    rowCount: rows.length,
    columns: [
      { name: 'decision_id', type: 'string', values: rows.map((row) => ids[row]!) },
      { name: 'customer_key', type: 'string', values: rows.map((row) => customerKeys[row]!) },
      ...OUTCOME_INSTANTS.map((name) => ({
        name,
        type: 'instant' as const,
        values: Float64Array.from(rows, (row) => outcomes.instants[name][row]!),
      })),
      { name: 'abort_reason', type: 'string', values: rows.map((row) => outcomes.abortReasons[row] ?? null) },
    ],
  };
}

const isTold = ({ instants }: MessageOutcomes, row: number): boolean =>
  OUTCOME_INSTANTS.some((name) => !Number.isNaN(instants[name][row]));

/** Row by row as the decisions of the day. */
export async function readOutcomes(
  store: Store,
  agent: AgentName,
  day: Day,
  decisions: DecisionsOfDay,
): Promise<MessageOutcomes> {
  const outcomes = emptyOutcomes(decisions.ids.length);
  const stored = await store.lake.read({ table: MESSAGE_OUTCOMES, agent, day, columns: COLUMNS });
  const reasons = valuesOf(stored, 'abort_reason', 'string');
  const instants = OUTCOME_INSTANTS.map(
    (name) => [outcomes.instants[name], valuesOf(stored, name, 'instant')] as const,
  );
  for (const [from, id] of valuesOf(stored, 'decision_id', 'string').entries()) {
    const row = decisions.rowOf(id as DecisionId);
    if (row === undefined) continue;
    for (const [into, values] of instants) into[row] = values[from]!;
    outcomes.abortReasons[row] = reasons[from] ?? null;
  }
  return outcomes;
}

/** Decisions of the day that were accepted, aborted afterwards, and so reached nobody. */
export async function readAborted(store: Store, agent: AgentName, day: Day): Promise<ReadonlySet<DecisionId>> {
  const stored = await store.lake.read({
    table: MESSAGE_OUTCOMES,
    agent,
    day,
    columns: [
      { name: 'decision_id', type: 'string' },
      { name: 'sent_at', type: 'instant' },
      { name: 'aborted_at', type: 'instant' },
    ],
  });
  const sentAt = valuesOf(stored, 'sent_at', 'instant');
  const abortedAt = valuesOf(stored, 'aborted_at', 'instant');
  const ids = valuesOf(stored, 'decision_id', 'string') as readonly DecisionId[];
  return new Set(ids.filter((_, row) => Number.isNaN(sentAt[row]) && !Number.isNaN(abortedAt[row])));
}
