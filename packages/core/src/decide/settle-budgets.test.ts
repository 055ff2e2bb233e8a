import { describe, expect, test } from 'vitest';
import { compareDecisionRows } from '../data/compare-decisions.ts';
import { contextRows } from '../data/context-table.ts';
import { type DecisionTable, textColumn } from '../data/decision-table.ts';
import { dimension, option } from '../design/fixtures.ts';
import { asDecisionId } from '../terms.ts';
import { decideDay, settleBudgets } from './decide-day.ts';
import type { DecideDayInput } from './decide-day-input.ts';
import { AGENT, inputOf } from './fixtures.ts';

/** So small a budget that some draws pass it, whatever the tickets. */
function tightInput(): DecideDayInput {
  const budgets = [
    { option: { dimension: 'offer', option: 'gift' }, maxPerDay: 9, maxTotal: null, unit: 'sends' as const },
  ];
  const agent = {
    ...AGENT,
    dimensions: [dimension('offer', 'offer', [option('none'), option('gift')])],
    constraints: { ...AGENT.constraints, budgets },
    delivery: { ...AGENT.delivery, ids: { default: 'c' } },
  };
  return inputOf(300, { agent, policyVersion: { kind: 'uniform' } });
}

/** The day without some of its customers. */
function without(input: DecideDayInput, gone: ReadonlySet<number>): DecideDayInput {
  const rows = input.customers.flatMap((_, row) => (gone.has(row) ? [] : [row]));
  return { ...input, customers: rows.map((row) => input.customers[row]!), context: contextRows(input.context, rows) };
}

const rowsOf = (log: DecisionTable, keys: ReadonlySet<string | null>): DecisionTable => {
  const kept = textColumn(log, 'customer_key').flatMap((key, row) => (keys.has(key) ? [row] : []));
  const columns = log.columns.map((column) => ({ ...column, values: kept.map((row) => column.values[row]) }));
  return { rowCount: kept.length, columns } as unknown as DecisionTable;
};

describe('a day of which customers were erased', () => {
  const input = tightInput();
  const log = decideDay(input);
  const settled = settleBudgets(input);
  const gone = new Set(input.customers.flatMap((_, row) => (row % 4 === 0 ? [row] : [])));
  const less = without(input, gone);
  const stored = rowsOf(log, new Set(less.customers.map(({ customerKey }) => customerKey)));

  test('has budgets in which everybody had a part', () => {
    expect(textColumn(log, 'reason')).toContain('cap');
    expect(compareDecisionRows(stored, decideDay(less))).not.toEqual([]);
  });

  test('is decided for the others as before, by what its budgets had come to', () => {
    expect(compareDecisionRows(stored, decideDay({ ...less, settledBudgets: settled }))).toEqual([]);
  });

  test('settles to the same when more are erased', () => {
    const again = settleBudgets({ ...less, settledBudgets: settled });
    const ids = new Set(textColumn(stored, 'decision_id').map((id) => asDecisionId(id ?? '')));
    expect(again).toEqual({ ...settled, over: settled.over.intersection(ids) });
  });
});
