/** Decisions → the columns of the log. */
import type { ContextTable } from '../data/context-table.ts';
import {
  type DecisionColumn,
  type DecisionColumnSpec,
  type DecisionReason,
  type DecisionTable,
  decisionColumns,
} from '../data/decision-table.ts';
import { formatProbabilities, type Probabilities } from '../data/probabilities.ts';
import type { ActionSpace } from '../design/action-space.ts';
import { FitlyError } from '../errors.ts';
import type { CustomerKey, DecisionId, Group, Instant } from '../terms.ts';

/** What was decided for one customer. */
export interface Decided {
  readonly customerKey: CustomerKey;
  readonly group: Group;
  readonly decisionId: DecisionId;
  /** The uniform number that chose. */
  readonly draw: number;
  readonly maskId: string;
  /** Null when no action was eligible. */
  readonly choice: Choice | null;
}

interface Choice {
  readonly action: number;
  readonly propensity: number;
  readonly probabilities: Probabilities;
  /** NaN when nothing is to be sent. */
  readonly sendAt: Instant;
  /** Whether it fits into the day's budgets; what does not is not sent. */
  readonly fits: boolean;
}

interface DecisionLog {
  readonly decided: readonly Decided[];
  /** One row per decision, in the same order. */
  readonly context: ContextTable;
  readonly space: ActionSpace;
  readonly agentVersion: number;
  readonly policyVersionNumber: number;
  readonly encodingVersion: number;
  readonly decidedAt: Instant;
}

type Cell = string | number | null;

/** The log in the order of `decisionColumns`. */
export function decisionTable(log: DecisionLog): DecisionTable {
  const cells = { ...fixedCells(log), ...optionCells(log.space), ...contextCells(log.context) };
  const specs = decisionColumns(log.space, log.context.attributes);
  return { rowCount: log.decided.length, columns: specs.map((spec) => fill(spec, cells[spec.name], log.decided)) };
}

type CellOf = (decision: Decided, row: number) => Cell;

function fixedCells(log: DecisionLog): Record<string, CellOf> {
  return {
    decision_id: ({ decisionId }) => decisionId,
    customer_key: ({ customerKey }) => customerKey,
    group: ({ group }) => group,
    agent_version: () => log.agentVersion,
    policy_version: () => log.policyVersionNumber,
    encoding_version: () => log.encodingVersion,
    mask_id: ({ maskId }) => maskId,
    action: ({ choice }) => choice?.action ?? -1,
    propensity: ({ choice }) => choice?.propensity ?? Number.NaN,
    probabilities: ({ choice }) => (choice === null ? null : formatProbabilities(choice.probabilities)),
    draw: ({ draw }) => draw,
    decided_at: () => log.decidedAt,
    send_at: ({ choice }) => choice?.sendAt ?? Number.NaN,
    reason: ({ choice }) => reasonOf(choice),
  };
}

function reasonOf(choice: Choice | null): DecisionReason {
  if (choice === null) return 'no_eligible_action';
  return choice.fits ? 'chosen' : 'cap';
}

/** A choice that means nothing, because nothing is sent, is no choice: null. */
function optionCells(space: ActionSpace): Record<string, CellOf> {
  const entries = space.dimensions.map(({ id, optionIds }, dim): [string, CellOf] => [
    `option_${id}`,
    ({ choice }) =>
      choice === null || !space.applies(choice.action, dim) ? null : optionIds[space.optionIndex(choice.action, dim)]!,
  ]);
  return Object.fromEntries(entries);
}

function contextCells(context: ContextTable): Record<string, CellOf> {
  const entries = context.attributes.map(({ attribute }, at): [string, CellOf] => [
    `ctx_${attribute}`,
    (_decision, row) => context.columns[at]![row] ?? null,
  ]);
  return Object.fromEntries(entries);
}

function fill(
  { name, type }: DecisionColumnSpec,
  cellOf: CellOf | undefined,
  decided: readonly Decided[],
): DecisionColumn {
  if (cellOf === undefined) throw new FitlyError('internal', `nothing fills the decision column "${name}"`);
  if (type === 'string') return { name, type, values: decided.map((each, row) => cellOf(each, row) as string | null) };
  const numbers = Float64Array.from(decided, (each, row) => cellOf(each, row) as number);
  return type === 'int32' ? { name, type, values: Int32Array.from(numbers) } : { name, type, values: numbers };
}
