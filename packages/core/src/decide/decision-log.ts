/** Decisions → the columns of the log. */
import type { ContextColumn, ContextTable } from '../data/context-table.ts';
import {
  type DecisionColumn,
  type DecisionColumnSpec,
  type DecisionReason,
  type DecisionTable,
  decisionColumns,
} from '../data/decision-table.ts';
import type { ActionSpace } from '../design/action-space.ts';
import { FitlyError } from '../errors.ts';
import type { CustomerKey, DecisionId, Group, Instant } from '../terms.ts';

/** What was decided for one customer. */
interface Decided {
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
  /** As the log has them. */
  readonly probabilities: string;
  /** NaN when nothing is to be sent. */
  readonly sendAt: Instant;
}

interface LogFacts {
  /** How many decisions will be added. */
  readonly rowCount: number;
  /** One row per decision, in the same order. */
  readonly context: ContextTable;
  readonly space: ActionSpace;
  readonly agentVersion: number;
  readonly policyVersionNumber: number;
  readonly encodingVersion: number;
  readonly decidedAt: Instant;
}

/** A log that is being written, column by column: an object for each of a million decisions would not fit beside it. */
export interface DecisionLog {
  add(decided: Decided): void;
  /** A choice that exceeds a budget stands in the log, and is not sent. */
  refuse(row: number): void;
  /** In the order of `decisionColumns`, once all are added. Throws `internal` when they are not. */
  table(): DecisionTable;
}

export function openDecisionLog(facts: LogFacts): DecisionLog {
  const { rowCount, space, context } = facts;
  const texts = () => new Array<string | null>(rowCount);
  const own = {
    decision_id: texts(),
    customer_key: texts(),
    group: texts(),
    mask_id: texts(),
    action: new Int32Array(rowCount),
    propensity: new Float64Array(rowCount),
    probabilities: texts(),
    draw: new Float64Array(rowCount),
    send_at: new Float64Array(rowCount),
    reason: texts(),
  };
  const options = space.dimensions.map(texts);
  let added = 0;
  return {
    add({ choice, ...decided }) {
      const row = added++;
      own.decision_id[row] = decided.decisionId;
      own.customer_key[row] = decided.customerKey;
      own.group[row] = decided.group;
      own.mask_id[row] = decided.maskId;
      own.draw[row] = decided.draw;
      own.action[row] = choice?.action ?? -1;
      own.propensity[row] = choice?.propensity ?? Number.NaN;
      own.probabilities[row] = choice?.probabilities ?? null;
      own.send_at[row] = choice?.sendAt ?? Number.NaN;
      own.reason[row] = (choice === null ? 'no_eligible_action' : 'chosen') satisfies DecisionReason;
      for (let dim = 0; dim < options.length; dim++) options[dim]![row] = optionOf(space, choice, dim);
    },
    refuse(row) {
      own.reason[row] = 'cap' satisfies DecisionReason;
    },
    table() {
      if (added !== rowCount) throw new FitlyError('internal', `${added} decisions were added to a log of ${rowCount}`);
      const same = (value: number) => new Float64Array(rowCount).fill(value);
      const values: Record<string, ColumnCells> = {
        ...own,
        agent_version: same(facts.agentVersion),
        policy_version: same(facts.policyVersionNumber),
        encoding_version: same(facts.encodingVersion),
        decided_at: same(facts.decidedAt),
        ...Object.fromEntries(space.dimensions.map(({ id }, dim) => [`option_${id}`, options[dim]!])),
        ...Object.fromEntries(
          context.attributes.map(({ attribute }, at) => [`ctx_${attribute}`, context.columns[at]!]),
        ),
      };
      return { rowCount, columns: decisionColumns(space, context.attributes).map((spec) => columnOf(spec, values)) };
    },
  };
}

type ColumnCells = ContextColumn | Int32Array;

/** A choice that means nothing, because nothing is sent, is no choice: null. */
function optionOf(space: ActionSpace, choice: Choice | null, dim: number): string | null {
  if (choice === null || !space.applies(choice.action, dim)) return null;
  return space.dimensions[dim]!.optionIds[space.optionIndex(choice.action, dim)]!;
}

function columnOf({ name, type }: DecisionColumnSpec, values: Readonly<Record<string, ColumnCells>>): DecisionColumn {
  const cells = values[name];
  if (cells === undefined) throw new FitlyError('internal', `nothing fills the decision column "${name}"`);
  if (type === 'string') return { name, type, values: cells as (string | null)[] };
  if (type === 'int32') return { name, type, values: Int32Array.from(cells as Float64Array) };
  return { name, type, values: cells as Float64Array };
}
