/**
 * The decision log: one row per customer who was decided for, in columns. This is the receipt: everything that is needed
 * to recompute the row, and to judge it without the policy's code.
 */
import type { ActionSpace } from '../design/action-space.ts';
import type { ContextAttribute } from '../design/agent.ts';
import { FitlyError } from '../errors.ts';

export type DecisionColumnType = 'string' | 'int32' | 'float64' | 'instant';

export interface DecisionColumnSpec {
  readonly name: string;
  readonly type: DecisionColumnType;
}

/** Columns that every decision log has, in order; then `option_<dimension>` and `ctx_<attribute>` columns. */
export const DECISION_COLUMNS = [
  { name: 'decision_id', type: 'string' },
  { name: 'customer_key', type: 'string' },
  /** `agent` (the policy chose) or `random_control` (uniform over the same eligible set). */
  { name: 'group', type: 'string' },
  { name: 'agent_version', type: 'int32' },
  { name: 'policy_version', type: 'int32' },
  { name: 'encoding_version', type: 'int32' },
  /** The eligible set itself (`formatMask`). */
  { name: 'mask_id', type: 'string' },
  /** Index in the action space of the agent version; −1 without an eligible action. */
  { name: 'action', type: 'int32' },
  /** Probability of the chosen action; NaN without one. */
  { name: 'propensity', type: 'float64' },
  /** `formatProbabilities`; null without an eligible action. */
  { name: 'probabilities', type: 'string' },
  /** The uniform number in [0, 1) that chose. */
  { name: 'draw', type: 'float64' },
  { name: 'decided_at', type: 'instant' },
  /** When it is to be sent; NaN without an action, and for one that sends nothing. */
  { name: 'send_at', type: 'instant' },
  { name: 'reason', type: 'string' },
] as const satisfies readonly DecisionColumnSpec[];

/**
 * `chosen`: the action counts, and is sent unless it sends nothing. `no_eligible_action`: nothing could be chosen. `cap`:
 * chosen, and not sent because the day's budget was used up by others; such a decision does not train.
 */
export type DecisionReason = 'chosen' | 'no_eligible_action' | 'cap';

/** Instants are epoch milliseconds. Missing: NaN for numbers, null for texts; integers are never missing. */
export type DecisionColumn =
  | { readonly name: string; readonly type: 'string'; readonly values: (string | null)[] }
  | { readonly name: string; readonly type: 'int32'; readonly values: Int32Array }
  | { readonly name: string; readonly type: 'float64' | 'instant'; readonly values: Float64Array };

export interface DecisionTable {
  readonly rowCount: number;
  readonly columns: readonly DecisionColumn[];
}

/** A decision log as it comes back from storage: any columns, in any order. A `DecisionTable` is one. */
export interface StoredDecisions {
  readonly rowCount: number;
  readonly columns: readonly {
    readonly name: string;
    readonly type: string;
    readonly values: ArrayLike<string | number | null>;
  }[];
}

/** One row, for reading: column name → value. */
export type DecisionRow = Readonly<Record<string, string | number | null>>;

/** Columns of the log of an agent with this space and these attributes, in order. */
export function decisionColumns(space: ActionSpace, attributes: readonly ContextAttribute[]): DecisionColumnSpec[] {
  return [
    ...DECISION_COLUMNS,
    ...space.dimensions.map(({ id }) => ({ name: `option_${id}`, type: 'string' }) as const),
    ...attributes.map(({ attribute, type }) => ({
      name: `ctx_${attribute}`,
      type: type === 'category' ? ('string' as const) : ('float64' as const),
    })),
  ];
}

/** Text column. Throws `lake_file_damaged` when it is absent or holds numbers. */
export function textColumn(table: StoredDecisions, name: string): readonly (string | null)[] {
  const column = columnOf(table, name);
  if (column.type === 'string') return asArray(column.values as ArrayLike<string | null>);
  throw new FitlyError('lake_file_damaged', `decision column "${name}" holds ${column.type} values, expected texts`);
}

/** Numeric column, integers and instants too. Throws `lake_file_damaged` when it is absent or holds texts. */
export function numberColumn(table: StoredDecisions, name: string): Float64Array {
  const column = columnOf(table, name);
  if (column.values instanceof Float64Array) return column.values;
  if (column.type !== 'string') return Float64Array.from(column.values as ArrayLike<number>);
  throw new FitlyError('lake_file_damaged', `decision column "${name}" holds texts, expected numbers`);
}

const asArray = <T>(values: ArrayLike<T>): readonly T[] => (Array.isArray(values) ? values : Array.from(values));

function columnOf(table: StoredDecisions, name: string): StoredDecisions['columns'][number] {
  const column = table.columns.find((each) => each.name === name);
  if (column !== undefined) return column;
  const known = table.columns.map((each) => each.name).join(', ');
  throw new FitlyError('lake_file_damaged', `the decision log has no column "${name}"; it has ${known}`);
}

export function decisionRow(table: StoredDecisions, row: number): DecisionRow {
  return Object.fromEntries(table.columns.map((column) => [column.name, column.values[row] ?? null]));
}

/** The chosen option of each dimension that means something; empty without an eligible action. */
export function chosenOptions(table: StoredDecisions, row: number): Record<string, string> {
  const chosen: Record<string, string> = {};
  for (const column of table.columns) {
    const option = column.name.startsWith('option_') ? column.values[row] : null;
    if (typeof option === 'string') chosen[column.name.slice('option_'.length)] = option;
  }
  return chosen;
}
