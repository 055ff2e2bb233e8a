/**
 * Step 5 as one pure call: facts of a day → the decision log of that day. The same inputs give the same table, bit for
 * bit; replay calls it again with what was stored.
 */

import { type DecisionTable, textColumn } from '../data/decision-table.ts';
import { type Probabilities, probabilityVector } from '../data/probabilities.ts';
import { uniform } from '../math/random.ts';
import { sampleAction } from '../policy/exploration.ts';
import type { PolicyVersion } from '../policy/policy-version.ts';
import { probabilitiesFor } from '../policy/probabilities-for.ts';
import { probabilitiesOfMany } from '../policy/probabilities-of-many.ts';
import { type PrepareWinners, plainWinners } from '../policy/winners-of-many.ts';
import { asDecisionId, type CustomerKey, type DecisionId } from '../terms.ts';
import { askAgain } from './ask-again.ts';
import type { DecideDayInput, SettledBudgets } from './decide-day-input.ts';
import { decisionIdOf } from './decision-id.ts';
import { type Decided, openDecisionLog } from './decision-log.ts';
import { keepWithin } from './eligibility/keep-within.ts';
import { queuePlace } from './eligibility/tickets.ts';
import { contextRowOf, type PreparedDay, prepareDay } from './prepare-day.ts';

/**
 * One row per due customer of the groups `agent` (by the policy) and `random_control` (uniform over the same eligible
 * set), ascending by customer key. `prepared` saves preparing the day twice; it must come from the same input. With
 * whatever the winners are found, the table is the same.
 */
export function decideDay(
  input: DecideDayInput,
  prepared: PreparedDay = prepareDay(input),
  prepareWinners: PrepareWinners = plainWinners,
): DecisionTable {
  const { customers, space, context } = prepared;
  const log = openDecisionLog({
    rowCount: customers.length,
    space,
    context,
    agentVersion: input.agentVersion,
    policyVersionNumber: input.policyVersionNumber,
    encodingVersion: input.encoding.version,
    decidedAt: input.decidedAt,
  });
  const vector = new Float64Array(space.size);
  const users: BudgetUse[] = [];
  const again = askAgain(input, prepared);
  for (let from = 0; from < customers.length; from += CHUNK) {
    for (const [at, probabilities] of probabilitiesOfChunk(input, prepared, prepareWinners, from).entries()) {
      again.note(from + at, probabilities);
      const decided = decideOne(input, prepared, from + at, { probabilities, vector });
      log.add(decided);
      if (prepared.budgets.length > 0 && decided.choice !== null) {
        const { customerKey, decisionId, choice } = decided;
        users.push({ row: from + at, customerKey, decisionId, action: choice.action });
      }
    }
  }
  again.check((row) => probabilitiesOf(input, prepared, row));
  for (const row of beyondBudgets(users, prepared, input.settledBudgets ?? null)) log.refuse(row);
  return log.table();
}

function decideOne(
  input: DecideDayInput,
  prepared: PreparedDay,
  row: number,
  drawn: { readonly probabilities: Probabilities | null; readonly vector: Float64Array },
): Decided {
  const { agent, day, keys } = input;
  const { customerKey, group, timeZone } = prepared.customers[row]!;
  const node = prepared.nodes[row]!;
  const identity = {
    customerKey,
    group,
    decisionId: decisionIdOf(keys.decisionId, {
      installation: input.installationId,
      agent: agent.name,
      customerKey,
      day,
    }),
    draw: uniform(keys.draw, agent.name, day, customerKey),
    maskId: prepared.tree.idOf(node),
  };
  const { space } = prepared;
  const mask = prepared.tree.maskOf(node);
  const { probabilities } = drawn;
  if (probabilities === null) return { ...identity, choice: null };
  const vector = probabilityVector(probabilities, space, mask, drawn.vector);
  const action = sampleAction(vector, identity.draw);
  const sendAt = space.isSilent(action) ? Number.NaN : prepared.sendAt(action, timeZone);
  return { ...identity, choice: { action, propensity: vector[action]!, probabilities, sendAt } };
}

const UNIFORM: PolicyVersion = { kind: 'uniform' };

/** What one customer is drawn from; null without an eligible action. */
export function probabilitiesOf({ policyVersion }: DecideDayInput, prepared: PreparedDay, row: number) {
  const version = prepared.customers[row]!.group === 'agent' ? policyVersion : UNIFORM;
  const mask = prepared.tree.maskOf(prepared.nodes[row]!);
  return probabilitiesFor(version, prepared.space, contextRowOf(prepared, row), mask, prepared.budgetPlan.actionPrices);
}

/** Customers whose probabilities are in memory at a time. */
const CHUNK = 32_768;

/** What each customer of the chunk that begins at a row is drawn from; null without an eligible action. */
function probabilitiesOfChunk(
  { policyVersion }: DecideDayInput,
  { customers, tree, nodes, features, space, budgetPlan }: PreparedDay,
  prepareWinners: PrepareWinners,
  from: number,
): readonly (Probabilities | null)[] {
  const masks = Array.from(nodes.subarray(from, from + CHUNK), (node) => tree.maskOf(node));
  const drawn = masks.map((mask): Probabilities | null => (mask.includes(1) ? { kind: 'uniform' } : null));
  const rows = [...masks.keys()].filter((at) => customers[from + at]!.group === 'agent');
  const width = features.length / customers.length;
  const ofChunk = features.subarray(from * width, (from + masks.length) * width);
  const batch = { space, features: ofChunk, masks, rows, prices: budgetPlan.actionPrices };
  for (const [at, found] of probabilitiesOfMany(policyVersion, batch, prepareWinners).entries())
    drawn[rows[at]!] = found;
  return drawn;
}

interface BudgetUse {
  readonly row: number;
  readonly customerKey: CustomerKey;
  readonly decisionId: DecisionId;
  readonly action: number;
}

/** Rows of draws that exceed a budget by chance: they stand in the log, and are not sent. */
function beyondBudgets(
  users: readonly BudgetUse[],
  { budgets, ticketNames }: PreparedDay,
  settled: SettledBudgets | null,
): number[] {
  if (budgets.length === 0) return [];
  const rowsOf = (isOver: (user: BudgetUse, at: number) => boolean) => users.filter(isOver).map(({ row }) => row);
  if (settled !== null) return rowsOf(({ decisionId }) => settled.over.has(decisionId));
  const fits = keepWithin(
    users.map(({ action, customerKey }) => ({ action, place: queuePlace(ticketNames, customerKey) })),
    budgets,
  );
  return rowsOf((_, at) => !fits[at]);
}

/** What the budgets of the day come to, to be kept before customers of it are erased. */
export function settleBudgets(input: DecideDayInput): SettledBudgets {
  const prepared = prepareDay(input);
  const table = decideDay(input, prepared);
  const reasons = textColumn(table, 'reason');
  const over = textColumn(table, 'decision_id').filter((_, row) => reasons[row] === 'cap');
  const { allowances, prices } = prepared.budgetPlan;
  return { allowances, prices, over: new Set(over.map((id) => asDecisionId(id ?? ''))) };
}
