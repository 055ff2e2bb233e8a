/**
 * Step 2: decisions whose horizon has closed get their reward. Each decision matures once; younger ones wait. What
 * happens after the horizon counts in reports, not in training. Decisions that were not accepted by Braze, or aborted by it (or, from a file,
 * of which no import says in time that they were acted on) mature too, but do not train: nobody received them, or nobody
 * knows. Decisions to send nothing train like any other.
 */
import {
  type DecidedAt,
  type MaturedReward,
  MS_PER_DAY,
  matureRewards,
  subtractCosts,
  type ValuedEvent,
} from '@fitly/core/data';
import type { CustomerKey, Day, DecisionId, Instant } from '@fitly/core/terms';
import { addDays } from '@fitly/core/time';
import { type Column, type Columns, commitFiles, listRuns, type StagedFile, valuesOf } from '@fitly/store';
import { commitStep } from './commit-step.ts';
import { readDecidedOptions, readSent } from './decided-options.ts';
import type { RunContext, RunStep } from './run-context.ts';
import { readSuccessEvents } from './success-events.ts';

export const mature: RunStep = async (context) => {
  const { store, agent } = context;
  const days = await closedDays(context);
  const staged: { day: Day; file: StagedFile }[] = [];
  const counts: Counts = { decisions: 0, with_success: 0, not_accepted: 0, not_activated: 0, aborted: 0 };
  const events = days.length === 0 ? [] : await readSuccessEvents(context);
  for (const [index, day] of days.entries()) {
    const rewards = await rewardsOf(context, day, events, counts);
    const file = await store.lake.stage({ table: 'rewards', agent: agent.name, day, columns: rewards });
    staged.push({ day, file });
    context.tell('mature', index + 1, days.length, 'days');
  }
  return commitStep(context, 'mature', { ...counts, days: days.join(' ') }, async (tx) => {
    const at = context.lakeNow();
    for (const { day, file } of staged) {
      await commitFiles(tx, [file], { replace: { table: 'rewards', agent: agent.name, day } }, at);
    }
  });
};

/** Days with decisions whose horizon has closed by now and that have no rewards yet, oldest first. */
async function closedDays(context: RunContext): Promise<Day[]> {
  const { store, agent, day, startedAt } = context;
  const matured = new Set((await store.lake.files({ table: 'rewards', agent: agent.name })).map((file) => file.day));
  const decided = new Set((await store.lake.files({ table: 'decisions', agent: agent.name })).map((file) => file.day));
  const horizonMs = agent.success.horizonDays * MS_PER_DAY;
  return (await listRuns(store.state.db, agent.name))
    .filter((run) => run.day < day && decided.has(run.day) && !matured.has(run.day))
    .filter((run) => run.startedAt + horizonMs <= startedAt)
    .map((run) => run.day);
}

interface Counts {
  decisions: number;
  with_success: number;
  not_accepted: number;
  /** Written, but not named by an import of activations. */
  not_activated: number;
  /** Accepted, and then not sent, as a feed tells. */
  aborted: number;
}

async function rewardsOf(
  context: RunContext,
  day: Day,
  events: readonly ValuedEvent[],
  counts: Counts,
): Promise<Columns> {
  const { success } = context.agent;
  const decisions = await readDecided(context, { from: day, to: day });
  const sent = await readSent(context, day);
  const earned = matureRewards({
    decisions,
    events,
    horizonDays: success.horizonDays,
    attribution: success.attribution === 'all_in_window' ? 'all_in_window' : 'last_decision',
    nextDecisionAt: await nextDecisions(context, day),
  });
  const rewards = success.subtractCosts
    ? subtractCosts(earned, await readDecidedOptions(context, { from: day, to: day }), sent.acted)
    : earned;
  counts.decisions += rewards.length;
  counts.with_success += rewards.filter((reward) => reward.events > 0).length;
  counts.not_accepted += rewards.filter(({ decisionId: id }) => !sent.accepted.has(id) && !sent.silent.has(id)).length;
  const aborted = [...sent.aborted].filter((id) => sent.accepted.has(id)).length;
  counts.aborted += aborted;
  counts.not_activated += sent.accepted.size - aborted - sent.acted.size;
  return rewardColumns(rewards, ({ decisionId: id }) => sent.acted.has(id) || sent.silent.has(id));
}

/** Each customer's first decision after this day. */
async function nextDecisions(context: RunContext, day: Day): Promise<Map<CustomerKey, Instant>> {
  const next = new Map<CustomerKey, Instant>();
  // Newest first, so that a customer's earliest later decision is the one that stays.
  for (const later of (await readDecided(context, { from: addDays(day, 1), to: context.day })).reverse()) {
    next.set(later.customerKey, later.decidedAt);
  }
  return next;
}

function rewardColumns(rewards: readonly MaturedReward[], trains: (reward: MaturedReward) => boolean): Columns {
  const float = (pick: (reward: MaturedReward) => number): Float64Array => Float64Array.from(rewards, pick);
  const columns: Column[] = [
    { name: 'decision_id', type: 'string', values: rewards.map((reward) => reward.decisionId) },
    { name: 'customer_key', type: 'string', values: rewards.map((reward) => reward.customerKey) },
    { name: 'reward', type: 'float64', values: float((reward) => reward.reward) },
    { name: 'events', type: 'float64', values: float((reward) => reward.events) },
    { name: 'exposure_days', type: 'float64', values: float((reward) => reward.exposureDays) },
    { name: 'matured_at', type: 'instant', values: float((reward) => reward.maturedAt) },
    { name: 'trains', type: 'boolean', values: Uint8Array.from(rewards, (each) => Number(trains(each))) },
  ];
  return { rowCount: rewards.length, columns };
}

/** Who was decided for in these days (both included), and when; oldest first. */
async function readDecided({ store, agent }: RunContext, days: { from: Day; to: Day }): Promise<DecidedAt[]> {
  const columns = await store.lake.read({
    table: 'decisions',
    agent: agent.name,
    days,
    columns: [
      { name: 'decision_id', type: 'string' },
      { name: 'customer_key', type: 'string' },
      { name: 'decided_at', type: 'instant' },
    ],
  });
  const keys = valuesOf(columns, 'customer_key', 'string');
  const at = valuesOf(columns, 'decided_at', 'instant');
  return valuesOf(columns, 'decision_id', 'string').map((id, row) => ({
    decisionId: id as DecisionId,
    customerKey: keys[row] as CustomerKey,
    decidedAt: at[row]!,
  }));
}
