/**
 * Step 2: decisions whose horizon has closed get their reward. Each decision matures once; younger ones wait. What
 * happens after the horizon counts in reports, not in training. Decisions that were not accepted by Braze, or aborted by it (or, from a file,
 * of which no import says in time that they were acted on) mature too, but do not train: nobody received them, or nobody
 * knows. Decisions to send nothing train like any other.
 */
import {
  type AttributedColumns,
  attributeRewards,
  CustomerNumbers,
  MS_PER_DAY,
  subtractCosts,
  type ValuedEvent,
} from '@fitly/core/data';
import { stagesPassed } from '@fitly/core/learn';
import type { Day, DecisionId, Instant } from '@fitly/core/terms';
import { addDays } from '@fitly/core/time';
import {
  type Column,
  type Columns,
  commitFiles,
  listRuns,
  type Run,
  type StagedFile,
  valuesOf,
  type WantedColumn,
} from '@fitly/store';
import { takeActivations } from '../deciding/take-activations.ts';
import { DECIDED_UNTIL, untaken } from '../deciding/untaken.ts';
import { commitStep } from './commit-step.ts';
import { readDecidedOptions, readSent } from './decided-options.ts';
import { STAGES_PASSED } from './read-rewards.ts';
import type { RunContext, RunStep } from './run-context.ts';
import { readStageEvents } from './stage-events.ts';
import { readSuccessEvents } from './success-events.ts';

export const mature: RunStep = async (context) => {
  const { store, agent } = context;
  const activated = await takeActivations(context);
  const days = await closedDays(context);
  const staged: { day: Day; files: readonly StagedFile[] }[] = [];
  const counts: Counts = { decisions: 0, with_success: 0, not_accepted: 0, not_activated: 0, aborted: 0 };
  const events = days.length === 0 ? [] : await readSuccessEvents(context);
  const stages = days.length === 0 ? [] : await readStageEvents(context);
  for (const [index, day] of days.entries()) {
    const rewards = await rewardsOf(context, day, { events, stages }, counts);
    const files = await store.lake.stageParts({ table: 'rewards', agent: agent.name, day, columns: rewards });
    staged.push({ day, files });
    context.tell('mature', index + 1, days.length, 'days');
  }
  const summary = { ...counts, ...(activated === 0 ? {} : { activated }), days: days.join(' ') };
  return commitStep(context, 'mature', summary, async (tx) => {
    const at = context.lakeNow();
    for (const { day, files } of staged) {
      await commitFiles(tx, files, { replace: { table: 'rewards', agent: agent.name, day } }, at);
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
    .filter((run) => lastDecisionOf(run) + horizonMs <= startedAt)
    .map((run) => run.day);
}

/** Of a day of answers: when nobody was decided for by it any more. */
const lastDecisionOf = ({ facts, startedAt }: Run): Instant => Number(facts[DECIDED_UNTIL] ?? startedAt);

interface Counts {
  decisions: number;
  with_success: number;
  not_accepted: number;
  /** Written, but not named by an import of activations. */
  not_activated: number;
  /** Accepted, and then not sent, as a feed tells. */
  aborted: number;
}

interface Outcomes {
  readonly events: readonly ValuedEvent[];
  /** Of each stage of the agent's funnel before its success. */
  readonly stages: readonly (readonly ValuedEvent[])[];
}

async function rewardsOf(
  context: RunContext,
  day: Day,
  { events, stages }: Outcomes,
  counts: Counts,
): Promise<Columns> {
  const decided = await readDecided(context, day);
  const windows = await windowsOf(context, day, decided);
  const attributed = attribute(context, windows, events);
  const sent = await readSent(context, day);
  const earned = { ...attributed, reward: await lessCosts(context, day, attributed.reward, decided.ids, sent.acted) };
  counts.decisions += decided.ids.length;
  counts.with_success += earned.events.reduce((sum, each) => sum + (each > 0 ? 1 : 0), 0);
  counts.not_accepted += decided.ids.filter((id) => !sent.accepted.has(id) && !sent.silent.has(id)).length;
  const aborted = [...sent.aborted].filter((id) => sent.accepted.has(id)).length;
  counts.aborted += aborted;
  counts.not_activated += sent.accepted.size - aborted - sent.acted.size;
  const trains = Uint8Array.from(decided.ids, (id) => Number(sent.acted.has(id) || sent.silent.has(id)));
  const columns = rewardColumns(decided, earned, trains);
  if (stages.length === 0) return columns;
  // As for every learner of success: an event that is worth nothing is none.
  const reached = [...stages.map((of) => attribute(context, windows, of)), attributed].map(({ reward }) => reward);
  const isReached = reached.map((of) => Array.from(of, (each) => each > 0));
  const values = stagesPassed(isReached, decided.ids.length);
  return { ...columns, columns: [...columns.columns, { name: STAGES_PASSED, type: 'float64', values }] };
}

/** The day's decisions with the end of the time that each has to itself. */
interface Windows {
  readonly decided: Decided;
  readonly numbers: CustomerNumbers;
  readonly customer: Int32Array;
  readonly nextDecisionAt: Float64Array;
}

async function windowsOf(context: RunContext, day: Day, decided: Decided): Promise<Windows> {
  const numbers = new CustomerNumbers(decided.ids.length);
  const customer = numbers.addAll(decided.keys);
  return { decided, numbers, customer, nextDecisionAt: await nextDecisions(context, day, numbers) };
}

/** Rewards of one day's decisions, in their order. */
function attribute(
  { agent: { success } }: RunContext,
  { decided, numbers, customer, nextDecisionAt }: Windows,
  events: readonly ValuedEvent[],
): AttributedColumns {
  if (success.attribution === 'direct') return attributeByDecision(decided, events, success.horizonDays);
  return attributeRewards({
    customers: numbers.size,
    decisions: { customer, decidedAt: decided.at, decisionId: decided.ids },
    events: {
      customer: Int32Array.from(events, (event) => numbers.numberOf(event.customerKey)),
      at: Float64Array.from(events, (event) => event.at),
      value: Float64Array.from(events, (event) => event.value),
    },
    horizonDays: success.horizonDays,
    attribution: success.attribution === 'all_in_window' ? 'all_in_window' : 'last_decision',
    nextDecisionAt,
  });
}

/** Each decision has the events that name it, also after the customer's next one: as if each were a customer of its own. */
function attributeByDecision(decided: Decided, events: readonly ValuedEvent[], horizonDays: number): AttributedColumns {
  const rowOf = new Map(decided.ids.map((id, row) => [id, row]));
  return attributeRewards({
    customers: decided.ids.length,
    decisions: { customer: Int32Array.from(decided.ids.keys()), decidedAt: decided.at, decisionId: decided.ids },
    events: {
      customer: Int32Array.from(events, ({ decision }) => (decision === undefined ? -1 : (rowOf.get(decision) ?? -1))),
      at: Float64Array.from(events, ({ at }) => at),
      value: Float64Array.from(events, ({ value }) => value),
    },
    horizonDays,
    attribution: 'all_in_window',
  });
}

/** By customer: the first decision after this day; NaN: none yet. */
async function nextDecisions(context: RunContext, day: Day, numbers: CustomerNumbers): Promise<Float64Array> {
  const next = new Float64Array(numbers.size).fill(Number.NaN);
  const later = await readDecisions(context, { from: addDays(day, 1), to: context.day }, [KEY, DECIDED_AT]);
  const customers = numbers.numbersOf(valuesOf(later, KEY.name, 'key'));
  const at = valuesOf(later, DECIDED_AT.name, 'instant');
  // Newest first, so that a customer's earliest later decision is the one that stays.
  for (let row = customers.length - 1; row >= 0; row--) {
    if (customers[row]! >= 0) next[customers[row]!] = at[row]!;
  }
  for (const { customerKey, decidedAt } of untaken(context, addDays(day, 1)).toReversed()) {
    const customer = numbers.numberOf(customerKey);
    if (customer !== -1 && !(next[customer]! < decidedAt)) next[customer] = decidedAt;
  }
  return next;
}

async function lessCosts(
  context: RunContext,
  day: Day,
  rewards: Float64Array,
  ids: readonly DecisionId[],
  acted: ReadonlySet<DecisionId>,
): Promise<Float64Array> {
  if (!context.agent.success.subtractCosts) return rewards;
  return subtractCosts(rewards, ids, await readDecidedOptions(context, { from: day, to: day }), acted);
}

function rewardColumns(decided: Decided, earned: AttributedColumns, trains: Uint8Array): Columns {
  const columns: Column[] = [
    { name: 'decision_id', type: 'string', values: decided.ids },
    { name: KEY.name, type: 'key', values: decided.keys },
    { name: 'reward', type: 'float64', values: earned.reward },
    { name: 'events', type: 'float64', values: earned.events },
    { name: 'exposure_days', type: 'float64', values: earned.exposureDays },
    { name: 'matured_at', type: 'instant', values: earned.maturedAt },
    { name: 'trains', type: 'boolean', values: trains },
  ];
  return { rowCount: decided.ids.length, columns };
}

/** Of each row. */
interface Decided {
  readonly ids: readonly DecisionId[];
  /** As words. */
  readonly keys: Uint32Array;
  readonly at: Float64Array;
}

const KEY = { name: 'customer_key', type: 'key' } as const;
const DECIDED_AT = { name: 'decided_at', type: 'instant' } as const;

/** Who was decided for on a day, and when. */
async function readDecided(context: RunContext, day: Day): Promise<Decided> {
  const columns = await readDecisions(context, { from: day, to: day }, [
    { name: 'decision_id', type: 'string' },
    KEY,
    DECIDED_AT,
  ]);
  return {
    ids: valuesOf(columns, 'decision_id', 'string') as readonly DecisionId[],
    keys: valuesOf(columns, KEY.name, 'key'),
    at: valuesOf(columns, DECIDED_AT.name, 'instant'),
  };
}

/** Oldest first; both days included. */
const readDecisions = (
  { store, agent }: RunContext,
  days: { from: Day; to: Day },
  columns: readonly WantedColumn[],
): Promise<Columns> => store.lake.read({ table: 'decisions', agent: agent.name, days, columns });
