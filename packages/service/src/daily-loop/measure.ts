/**
 * Step 8: the day's reading. Running totals of all enrolled customers, sent to or not, become one small mergeable cell
 * per group; what was chosen and what became of it becomes counts. Reports read these and nothing else.
 */
import { chosenOptions, textColumn } from '@fitly/core/data';
import { actionSpace, engagementInstant } from '@fitly/core/design';
import type { BeeswarmPoint, DoubtCount, EndCount, PolicyHealth, SendCounts } from '@fitly/core/report';
import { asDay, type Day, GROUPS, type Group } from '@fitly/core/terms';
import { addDays } from '@fitly/core/time';
import {
  batchesOf,
  type Columns,
  commitFiles,
  type Db,
  erasedCustomers,
  erasedReceipts,
  type StagedFile,
} from '@fitly/store';
import { BRAZE_COUNTS, countColumns } from '../braze-series/counts-table.ts';
import { ourCounts } from '../braze-series/our-counts.ts';
import { type CountsRead, readBrazeCounts, targetsOf } from '../braze-series/read-counts.ts';
import { eventSwitch } from '../importing/event-source.ts';
import { PROBLEMS, tallyAttributes } from '../reporting/attribute-health.ts';
import { BEESWARM, beeswarmColumns } from '../reporting/beeswarm-table.ts';
import { type DailyCell, dailyCellColumns } from '../reporting/daily-cells.ts';
import { type DailyChoice, dailyChoiceColumns } from '../reporting/daily-choices.ts';
import { DAILY_DOUBTS, doubtColumns } from '../reporting/daily-doubts.ts';
import { DAILY_ENDS, endColumns } from '../reporting/daily-ends.ts';
import { ENROLLED, enrolledColumns } from '../reporting/daily-enrolments.ts';
import { DAILY_KPIS, kpiColumns } from '../reporting/daily-kpis.ts';
import { DAILY_PARTS, dailyPartColumns } from '../reporting/daily-parts.ts';
import { DAILY_SEGMENTS, segmentColumns } from '../reporting/daily-segments.ts';
import { gatherCells } from '../reporting/gather-cells.ts';
import { GUARDRAILS, PAUSED_BY, readGuardrailNotes } from '../reporting/guardrail-notes.ts';
import { HEALTH } from '../reporting/health-notes.ts';
import { readingOf } from '../reporting/load-report.ts';
import { OPTION_CELLS, optionCellColumns } from '../reporting/option-cells.ts';
import { commitGathered } from '../reporting/past-days.ts';
import { ACCEPTED_SENDS, newestBefore, type SendTotals, sendColumns } from './accepted-sends.ts';
import { agentOf } from './agent-of.ts';
import { beeswarmOf } from './beeswarm.ts';
import { budgetUseOfDay } from './budget-use.ts';
import { commitStep } from './commit-step.ts';
import { readEnds } from './decision-log.ts';
import { doubtsOfDay } from './doubts-of-day.ts';
import { endsOfDay } from './ends-of-day.ts';
import { ON_REQUEST_DAYS } from './enrol.ts';
import { groupMoments, type MeasuredEvents, restatedCells } from './group-moments.ts';
import { guardrailAlert, pauseAgent, pauseOf, watchGuardrails } from './guardrails.ts';
import { kpisOfDay } from './kpis-of-day.ts';
import { newcomersOf } from './newcomers.ts';
import { optionCellsOfDay } from './option-cells-of-day.ts';
import { policyHealth } from './policy-health.ts';
import type { RunContext, RunStep } from './run-context.ts';
import { segmentsOfDay } from './segments-of-day.ts';
import { readEarlierEvents, readSuccessEvents, readSuccessUnder } from './success-events.ts';
import { toldDays } from './told-day.ts';

export const measure: RunStep = async (context) => {
  const { store, agent, day } = context;
  const events = await readMeasured(context);
  const { moments, parts, cappedAt } = await groupMoments(context, events);
  const missing = await missingByGroup(context);
  const told = (await toldDays(store, agent))(day) ?? day;
  const ends = await endsOfDecisions(context, told);
  const stage = (table: string, columns: Columns) => store.lake.stage({ table, agent: agent.name, day, columns });
  const erased = await erasedCustomers(store.state.db, agent.name);
  const cell: DailyCell = { day, groups: moments, sends: ends.sends, missing, cappedAt, erased };
  const cells = await stage('daily_cells', dailyCellColumns(cell));
  const partsFile = await stage(DAILY_PARTS, dailyPartColumns(parts));
  const choices = await stage('daily_choices', dailyChoiceColumns(day, ends.choices));
  const ownFiles: StagedFile[] = [];
  for (const [table, columns] of await toldOfDay(context, events, ends))
    if (columns.rowCount > 0) ownFiles.push(await stage(table, columns));
  for (const enrolledOn of daysOnRequest(context)) {
    const columns = enrolledColumns(await newcomersOf(context, enrolledOn));
    ownFiles.push(await store.lake.stage({ table: ENROLLED, agent: agent.name, day: enrolledOn, columns }));
  }
  const attributes = await tallyAttributes(context);
  const restated = await restatedCells(context, events);
  const counts = await countsBesideBraze(context);
  const countFile = await stage(BRAZE_COUNTS, countColumns(counts.rows));
  const gathered = await gatherCells(store, agent.name, day);
  const reading = await readingOf(context, cell, parts);
  // For the days to come: what is left of a budget is counted from these.
  const used = await budgetUseOfDay(context);
  const { readings: guardrails, sends } = await watchGuardrails(context);
  const sent = await stageSends(context, sends);
  const earlier = guardrails.length === 0 ? [] : await readGuardrailNotes(store, agent.name, addDays(day, -1));
  const pause = await pauseOf(context, guardrails, earlier);
  const alerts = [attributes.alert, guardrailAlert(guardrails, pause !== null)].filter((alert) => alert !== null);
  const summary = {
    reading,
    ...(restated.length === 0 ? {} : { restated_days: new Set(restated.map((file) => file.day)).size }),
    ...(Object.keys(used).length === 0 ? {} : { budget_use: JSON.stringify(used) }),
    ...(ends.health === null ? {} : { [HEALTH]: JSON.stringify(ends.health) }),
    ...(attributes.problems === '' ? {} : { [PROBLEMS]: attributes.problems }),
    ...(guardrails.length === 0 ? {} : { [GUARDRAILS]: JSON.stringify(guardrails) }),
    ...(pause === null ? {} : { [PAUSED_BY]: pause.id }),
    ...(alerts.length === 0 ? {} : { alert: alerts.join('; ') }),
    ...(counts.notRead === null ? {} : { braze_counts_not_read: counts.notRead }),
  };
  return commitStep(context, 'measure', summary, async (tx) => {
    if (pause !== null) await pauseAgent(tx, context, pause);
    if (sent !== null) await sent.commit(tx);
    for (const each of gathered) await commitGathered(tx, each, context.lakeNow());
    for (const file of [cells, partsFile, choices, countFile, ...ownFiles, attributes.file, ...restated]) {
      const replace = { table: file.table, agent: file.agent, day: file.day };
      await commitFiles(tx, [file], { replace }, context.lakeNow());
    }
  });
};

/** The totals of the run before go with the commit of the day's own. */
async function stageSends(context: RunContext, sends: SendTotals | null) {
  if (sends === null) return null;
  const { store, agent, day } = context;
  const own = { table: ACCEPTED_SENDS, agent: agent.name, day };
  const files = await store.lake.stageParts({ ...own, columns: sendColumns(sends) });
  const before = await newestBefore(context);
  return {
    commit: async (tx: Db): Promise<void> => {
      await commitFiles(tx, files, { replace: own }, context.lakeNow());
      if (before !== null) await commitFiles(tx, [], { replace: { ...own, day: before } }, context.lakeNow());
    },
  };
}

/** What many days have nothing of: such a day has no file, which costs as much to write as a full one. */
async function toldOfDay(
  context: RunContext,
  { events }: MeasuredEvents,
  { beeswarm, counts, doubts }: Pick<Ends, 'beeswarm' | 'counts' | 'doubts'>,
): Promise<(readonly [table: string, columns: Columns])[]> {
  const whole = { day: context.day, until: Number.POSITIVE_INFINITY };
  return [
    [ENROLLED, enrolledColumns(await newcomersOf(context))],
    [DAILY_KPIS, kpiColumns(await kpisOfDay(context, context.day, Number.POSITIVE_INFINITY))],
    [DAILY_SEGMENTS, segmentColumns(await segmentsOfDay(context, events, whole))],
    [OPTION_CELLS, optionCellColumns(await optionCellsOfDay(context))],
    [BEESWARM, beeswarmColumns(beeswarm)],
    [DAILY_ENDS, endColumns(counts)],
    [DAILY_DOUBTS, doubtColumns(doubts)],
  ];
}

async function readMeasured(context: RunContext): Promise<MeasuredEvents> {
  const [off, strict] = [await readSuccessUnder(context, 'off'), await readSuccessUnder(context, 'strict')];
  return {
    events: await readSuccessEvents(context),
    earlier: await readEarlierEvents(context),
    underFilter: off === null || strict === null ? null : { filter_off: off, filter_strict: strict },
  };
}

/** What was handed to Braze today, and what Braze counts by now: a part of the step that stops no run. */
async function countsBesideBraze(context: RunContext): Promise<CountsRead> {
  const { store, agent, day, messaging, clock, brazeZone: timeZone } = context;
  const ours = ourCounts(await batchesOf(store.state.db, agent.name, day), timeZone);
  const { rows, notRead } = await readBrazeCounts(messaging, targetsOf(agent), { now: await clock.now(), timeZone });
  return { rows: [...ours, ...rows], notRead };
}

/**
 * Enrolled customers of whom nothing is heard any more: they stay in the reading, with what they did so far. An export tells
 * of today's audience only. An import or a feed tells of everybody: whoever leaves the audience by renewing is not missing, else the
 * group with more successes would look as if it were losing customers.
 */
async function missingByGroup(context: RunContext): Promise<Record<Group, number>> {
  const switched = await eventSwitch(context.store.state.db, context.agent);
  if (engagementInstant(context.agent) !== null || (switched !== null && context.day >= switched.fromDay))
    return Object.fromEntries(GROUPS.map((group) => [group, 0])) as Record<Group, number>;
  const seen = new Set<string>((await context.snapshot.get()).customerKeys);
  const { groups, customerKeys } = await context.enrolled();
  const missing = (group: Group): number =>
    groups.filter((each, row) => each === group && !seen.has(customerKeys[row]!)).length;
  return Object.fromEntries(GROUPS.map((group) => [group, missing(group)])) as Record<Group, number>;
}

/** Earlier days on which customers were enrolled whom this run has taken in. */
function daysOnRequest({ day, summaryOf }: RunContext): Day[] {
  const noted = summaryOf('enrol')[ON_REQUEST_DAYS];
  return typeof noted === 'string'
    ? noted
        .split(' ')
        .map(asDay)
        .filter((each) => each < day)
    : [];
}

interface Ends {
  readonly sends: Partial<Record<Group, SendCounts>>;
  readonly choices: readonly DailyChoice[];
  readonly counts: readonly EndCount[];
  readonly doubts: readonly DoubtCount[];
  readonly health: Omit<PolicyHealth, 'day'> | null;
  readonly beeswarm: readonly BeeswarmPoint[];
}

/** `day`: of whose decisions the run tells. */
async function endsOfDecisions(context: RunContext, day: Day): Promise<Ends> {
  const { store, agent } = context;
  const decisions = await readEnds(context, day);
  const space = actionSpace((await agentOf(store, agent.name, day)).dimensions);
  const stateOf = new Map<string, string>();
  const batches = await batchesOf(store.state.db, agent.name, day);
  for (const batch of batches) {
    for (const id of batch.decisionIds) stateOf.set(id, batch.state);
  }
  const groups = textColumn(decisions, 'group');
  const ids = textColumn(decisions, 'decision_id');
  const sends: Partial<Record<Group, { decided: number; accepted: number; notSent: number; inDoubt: number }>> = {};
  const choices = new Map<string, DailyChoice & { decided: number }>();
  for (let row = 0; row < decisions.rowCount; row++) {
    const group = groups[row] as Group;
    const count = sends[group] ?? { decided: 0, accepted: 0, notSent: 0, inDoubt: 0 };
    sends[group] = count;
    count.decided += 1;
    const state = stateOf.get(ids[row] ?? '');
    if (state === 'accepted') count.accepted += 1;
    else if (state === 'in_doubt') count.inDoubt += 1;
    else count.notSent += 1;
    for (const [dimension, option] of Object.entries(chosenOptions(decisions, row))) {
      const key = `${group} ${dimension} ${option}`;
      const choice = choices.get(key) ?? { group, dimension, option, decided: 0 };
      choice.decided += 1;
      choices.set(key, choice);
    }
  }
  // Who was erased since the decision was made leaves a tombstone: decided, and nothing is known of its end.
  for (const { group, decisions: erased } of await erasedReceipts(store.state.db, agent.name, day)) {
    const count = sends[group] ?? { decided: 0, accepted: 0, notSent: 0, inDoubt: 0 };
    sends[group] = { ...count, decided: count.decided + erased };
  }
  return {
    health: policyHealth(decisions, space),
    beeswarm: await beeswarmOf({ ...context, day }, decisions, space),
    sends,
    counts: endsOfDay(context.day, decisions, batches),
    doubts: doubtsOfDay(decisions, batches, { day: context.day, timeZone: agent.timeZone }),
    choices: [...choices.keys()].sort().map((key) => choices.get(key)!),
  };
}
