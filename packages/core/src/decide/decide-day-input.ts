/** The facts of a day from which its decisions follow. */
import type { CompiledRule } from '../data/compiled-rules.ts';
import type { ContextTable } from '../data/context-table.ts';
import type { Encoding } from '../data/encoding.ts';
import type { Agent } from '../design/agent.ts';
import type { SipKey } from '../math/siphash.ts';
import type { PolicyVersion } from '../policy/policy-version.ts';
import type { CustomerKey, Day, DecisionId, Group, Instant } from '../terms.ts';
import type { PastSend } from './eligibility/cap-refusals.ts';

/** A customer who is due. */
export interface DueCustomer {
  readonly customerKey: CustomerKey;
  /** As stored at enrolment. */
  readonly group: Group;
  /** Zone name of the profile (IANA or Braze's), or null. */
  readonly timeZone: string | null;
  /** Sends that the caps may count (`capMemoryDays`), in any order. */
  readonly recentSends: readonly PastSend[];
}

/**
 * What the budgets of a past day came to. Where customers of the day have been erased since, it cannot be worked out again,
 * because they were asked too, and they stood in the queue.
 */
export interface SettledBudgets {
  /** One per budget of the agent, as in `BudgetPlan`. */
  readonly allowances: readonly number[];
  readonly prices: readonly number[];
  /** Decisions that did not fit into a capacity any more. */
  readonly over: ReadonlySet<DecisionId>;
}

export interface DecideDayInput {
  readonly agent: Agent;
  readonly agentVersion: number;
  /** The agent's rules, compiled from its own text. */
  readonly rules: readonly CompiledRule[];
  readonly day: Day;
  readonly decidedAt: Instant;
  /** Strictly ascending by customer key. Customers of groups that get no decisions are passed over. */
  readonly customers: readonly DueCustomer[];
  /** One row per customer, in the same order. */
  readonly context: ContextTable;
  readonly encoding: Encoding;
  readonly policyVersion: PolicyVersion;
  readonly policyVersionNumber: number;
  /** What earlier days have used of each budget, by `budgetName`. */
  readonly spent: Readonly<Record<string, number>>;
  /** Absent or null: the budgets are worked out. */
  readonly settledBudgets?: SettledBudgets | null;
  readonly keys: { readonly draw: SipKey; readonly decisionId: SipKey; readonly ticket: SipKey };
  /** Part of every decision id, so that two installations never share one. */
  readonly installationId: string;
}
