/** Which decisions another platform says it acted on; a file's newest word on a decision stands. */
import type { AgentName, Day, DecisionId, Instant } from '@fitly/core/terms';
import { type Columns, type Store, valuesOf } from '@fitly/store';

export const ACTIVATIONS = 'activations';

export interface Activation {
  readonly activated: boolean;
  /** NaN: not said. */
  readonly activatedAt: Instant;
}

/** What is known of the decisions of one day. Files are read in the order in which they came, so the newest row wins. */
export async function readActivations(
  store: Store,
  agent: AgentName,
  day: Day,
): Promise<ReadonlyMap<DecisionId, Activation>> {
  const columns = await store.lake.read({
    table: ACTIVATIONS,
    agent,
    day,
    columns: [
      { name: 'decision_id', type: 'string' },
      { name: 'activated', type: 'boolean' },
      { name: 'activated_at', type: 'instant' },
    ],
  });
  const activated = valuesOf(columns, 'activated', 'boolean');
  const at = valuesOf(columns, 'activated_at', 'instant');
  return new Map(
    valuesOf(columns, 'decision_id', 'string').map((id, row) => [
      id as DecisionId,
      { activated: activated[row] === 1, activatedAt: at[row]! },
    ]),
  );
}

export const activationColumns = (
  rows: readonly (Activation & { readonly id: DecisionId })[],
  takenAt: Instant,
): Columns => ({
  rowCount: rows.length,
  columns: [
    { name: 'decision_id', type: 'string', values: rows.map((row) => row.id) },
    { name: 'activated', type: 'boolean', values: Uint8Array.from(rows, (row) => Number(row.activated)) },
    { name: 'activated_at', type: 'instant', values: Float64Array.from(rows, (row) => row.activatedAt) },
    { name: 'imported_at', type: 'instant', values: new Float64Array(rows.length).fill(takenAt) },
  ],
});
