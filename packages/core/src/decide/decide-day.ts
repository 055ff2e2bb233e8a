/**
 * Step 5 as one pure call: facts of a day → the decision log of that day. The same inputs give the same table, bit for
 * bit; replay calls it again with what was stored.
 */

import { type DecisionTable, textColumn } from '../data/decision-table.ts';
import type { PolicyVersion } from '../policy/policy-version.ts';
import { probabilitiesFor } from '../policy/probabilities-for.ts';
import { type PrepareWinners, plainWinners } from '../policy/winners-of-many.ts';
import { asDecisionId, type CustomerKey, type DecisionId } from '../terms.ts';
import { askAgain } from './ask-again.ts';
import type { DecideDayInput, SettledBudgets } from './decide-day-input.ts';
import { openDecisionLog } from './decision-log.ts';
import { type Chunk, type ChunkDay, type DrawnChunk, drawChunks } from './draw-chunk.ts';
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
  const log = openDay(input, prepared);
  const draw = drawChunks(chunkDayOf(input, prepared), prepareWinners);
  for (const chunk of chunksOf(prepared)) log.add(draw(chunk));
  return log.table();
}

/** Draws for the chunks of a day, whoever does it; the answers come in the order of the chunks. */
export type DrawDay = (day: ChunkDay, chunks: Iterable<Chunk>) => AsyncIterable<DrawnChunk>;

/** The same table from chunks that others draw for. */
export async function decideDayBy(
  drawDay: DrawDay,
  input: DecideDayInput,
  prepared: PreparedDay,
): Promise<DecisionTable> {
  const log = openDay(input, prepared);
  for await (const drawn of drawDay(chunkDayOf(input, prepared), chunksOf(prepared))) log.add(drawn);
  return log.table();
}

function openDay(input: DecideDayInput, prepared: PreparedDay) {
  const { customers, space, context, tree, nodes } = prepared;
  const log = openDecisionLog({
    rowCount: customers.length,
    space,
    context,
    agentVersion: input.agentVersion,
    policyVersionNumber: input.policyVersionNumber,
    encodingVersion: input.encoding.version,
    decidedAt: input.decidedAt,
  });
  const users: BudgetUse[] = [];
  const again = askAgain(input, prepared);
  let row = 0;
  return {
    add({ decisionIds, draws, actions, propensities, probabilities }: DrawnChunk): void {
      for (let at = 0; at < decisionIds.length; at++, row++) {
        const { customerKey, group, timeZone } = customers[row]!;
        const [decisionId, action, text] = [decisionIds[at]!, actions[at]!, probabilities[at] ?? null];
        again.note(row, text);
        const sendAt = action < 0 || space.isSilent(action) ? Number.NaN : prepared.sendAt(action, timeZone);
        log.add({
          ...{ customerKey, group, decisionId },
          draw: draws[at]!,
          maskId: tree.idOf(nodes[row]!),
          choice: text === null ? null : { action, propensity: propensities[at]!, probabilities: text, sendAt },
        });
        if (prepared.budgets.length > 0 && text !== null) users.push({ row, customerKey, decisionId, action });
      }
    },
    table(): DecisionTable {
      again.check((asked) => probabilitiesOf(input, prepared, asked));
      for (const over of beyondBudgets(users, prepared, input.settledBudgets ?? null)) log.refuse(over);
      return log.table();
    },
  };
}

const chunkDayOf = (
  { policyVersion, installationId, agent, day, keys }: DecideDayInput,
  { space: { dimensions }, budgetPlan }: PreparedDay,
): ChunkDay => ({
  ...{ policyVersion, day, keys: { draw: keys.draw, decisionId: keys.decisionId } },
  space: { dimensions },
  prices: budgetPlan.actionPrices,
  installation: installationId,
  agent: agent.name,
});

/** Customers whose probabilities are in memory at a time. */
const CHUNK = 32_768;

function* chunksOf({ customers, tree, nodes, features }: PreparedDay): Generator<Chunk> {
  const width = customers.length === 0 ? 0 : features.length / customers.length;
  for (let from = 0; from < customers.length; from += CHUNK) {
    const some = customers.slice(from, from + CHUNK);
    const ofChunk = nodes.subarray(from, from + CHUNK);
    const distinct = [...new Set(ofChunk)];
    const placeOf = new Map(distinct.map((node, place) => [node, place]));
    yield {
      customerKeys: some.map(({ customerKey }) => customerKey),
      isAgent: Uint8Array.from(some, ({ group }) => Number(group === 'agent')),
      features: features.subarray(from * width, (from + some.length) * width),
      maskOf: ofChunk.map((node) => placeOf.get(node)!),
      masks: distinct.map((node) => tree.maskOf(node)),
    };
  }
}

const UNIFORM: PolicyVersion = { kind: 'uniform' };

/** What one customer is drawn from; null without an eligible action. */
export function probabilitiesOf({ policyVersion }: DecideDayInput, prepared: PreparedDay, row: number) {
  const version = prepared.customers[row]!.group === 'agent' ? policyVersion : UNIFORM;
  const mask = prepared.tree.maskOf(prepared.nodes[row]!);
  return probabilitiesFor(version, prepared.space, contextRowOf(prepared, row), mask, prepared.budgetPlan.actionPrices);
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
