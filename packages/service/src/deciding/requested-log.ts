/** Rows of the journal as columns of the decision log, and of the due set beside it. */
import { type DecisionColumn, type DecisionTable, decisionColumns } from '@fitly/core/data';
import { type Agent, actionSpace } from '@fitly/core/design';
import type { Columns, RequestedDecision } from '@fitly/store';

/** `rows`: ascending by customer key, of one day; `agent`: as it was on that day. */
export function requestedTable(rows: readonly RequestedDecision[], agent: Agent): DecisionTable {
  const columns = decisionColumns(actionSpace(agent.dimensions), agent.context).map(
    ({ name, type }): DecisionColumn => {
      const cells = rows.map(({ row }) => row[name] ?? null);
      if (type === 'string') return { name, type, values: cells as (string | null)[] };
      // JSON has no NaN.
      const numbers = Float64Array.from(cells as (number | null)[], (cell) => cell ?? Number.NaN);
      return type === 'int32' ? { name, type, values: Int32Array.from(numbers) } : { name, type, values: numbers };
    },
  );
  return { rowCount: rows.length, columns };
}

export const requestedDue = (rows: readonly RequestedDecision[]): Columns => ({
  rowCount: rows.length,
  columns: [
    { name: 'customer_key', type: 'string', values: rows.map(({ customerKey }) => customerKey) },
    { name: 'recent_sends', type: 'string', values: rows.map(({ recentSends }) => recentSends) },
  ],
});
