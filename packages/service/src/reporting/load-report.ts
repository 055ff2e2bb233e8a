/** Builds the report of an agent from its daily cells: small tables, never the decisions. */
import { type Agent, type Kpi, maturedAfterDays } from '@fitly/core/design';
import {
  buildReport,
  type DeclaredKpi,
  type Report,
  type ReportInput,
  type ReportNotes,
  type Span,
} from '@fitly/core/report';
import { type AgentName, asAgentName, asDay, type Day, GROUPS, type Group } from '@fitly/core/terms';
import { addDays } from '@fitly/core/time';
import { type AllocationEpoch, allocationEpochs, listRuns, type Run, type Store, stepSummaries } from '@fitly/store';
import { savedAgent } from '../daily-loop/agent-of.ts';
import { tellsOfMessages } from '../feeds/watched-feeds.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { readBeeswarm } from './beeswarm-table.ts';
import { readBesideBraze } from './beside-braze.ts';
import { type DailyCell, readDailyCells } from './daily-cells.ts';
import { readOptionCounts } from './daily-choices.ts';
import { readEnds } from './daily-ends.ts';
import { readEnrolled } from './daily-enrolments.ts';
import { readKpis } from './daily-kpis.ts';
import { readMessageCounts } from './daily-messages.ts';
import { type DailyParts, isAdjusted, partsForReport, readDailyParts } from './daily-parts.ts';
import { readSegmentDays } from './daily-segments.ts';
import { readForeignSends, readSends } from './daily-sends.ts';
import { guardrailEvents, readGuardrailNotes } from './guardrail-notes.ts';
import { readPolicyHealth } from './health-notes.ts';
import { readInboundFeeds } from './inbound-feeds.ts';
import { readLedger } from './ledger-notes.ts';
import { metricOf } from './metric-of.ts';
import { readOptionCells } from './option-cells.ts';
import { readRefusals } from './read-refusals.ts';
import { readReportNotes } from './report-notes.ts';
import { readStepCounts } from './step-counts.ts';
import { readTimeline } from './timeline.ts';

export const ALPHA = 0.05;
const NO_NOTES: ReportNotes = { real: [], planted: [] };

/** The report as of the newest finished run; null before the first. `span`: days of the KPI cards and trends. */
export async function loadReport(workspace: Workspace, agentName: string, span: Span = {}): Promise<Report | null> {
  const { store } = workspace;
  const name = asAgentName(agentName);
  const runs = (await listRuns(store.state.db, name)).filter((run) => run.status === 'done');
  const newest = runs.at(-1);
  if (newest === undefined) return null;
  const agent = await savedAgent(store, name, newest.agentVersion);
  const cells = await readDailyCells(store, name, newest.day);
  const epochs = await allocationEpochs(store.state.db, name);
  const kpis = await readKpis(store, name, newest.day);
  const read = withParts(cells, await readDailyParts(store, name, newest.day), epochs);
  const days = read.map((cell) => ({ ...cell, ...(kpis.has(cell.day) && { kpis: kpis.get(cell.day)! }) }));
  const options = await readOptionCounts(store, agent, newest.day);
  const refusals = await readRefusals(store, name, newest.day);
  const notes = await readReportNotes(workspace, agent);
  const messages = tellsOfMessages(workspace) ? await readMessageCounts(store, name, newest.day) : null;
  const reconciled = tellsOfMessages(workspace) && agent.delivery.mode !== 'file';
  const beside = await readBesideBraze(workspace, agent, { firstDay: runs[0]!.day, asOfDay: newest.day });
  const input = reportInput({ agent, runs, days, epochs, options, asOfDay: newest.day, notes });
  const steps = await readStepCounts(store, name, newest.day);
  const enrolled = await readEnrolled(store, name, newest.day);
  const insights = {
    maturedUpTo: await newestMatured(store, name, newest.day),
    cells: await readOptionCells(store, name, newest.day),
    policyHealth: await readPolicyHealth(store, name, newest.day),
    beeswarm: await readBeeswarm(store, name, newest.day),
  };
  const exploration = await readLedger(store, name, newest.day);
  const guardrails = await readGuardrailNotes(store, name, newest.day);
  const ofProgramme = await readTimeline(workspace, name, { runs, epochs });
  const timeline = [...ofProgramme, ...guardrailEvents(guardrails)].sort(
    (a, b) => Number(a.day > b.day) - Number(a.day < b.day),
  );
  const windows = { maturedAfterDays: maturedAfterDays(agent), enrolments: enrolled, kpis: agent.kpis.map(declared) };
  const inbound = await readInboundFeeds(workspace, name);
  const newestReadings = guardrails.filter(({ day }) => day === newest.day).flatMap(({ readings }) => readings);
  const segmentDays = await readSegmentDays(store, name, newest.day);
  const ends = await readEnds(store, name, newest.day);
  const told = {
    insights,
    exploration,
    timeline,
    guardrails: newestReadings,
    refusals,
    messages,
    ...(reconciled && { reconciliation: await readReconciliation(store, name, newest.day) }),
    steps,
    ends,
    inbound,
    segmentDays,
  };
  return buildReport({ ...input, ...windows, ...told, span, ...beside });
}

const readReconciliation = async (store: Store, agent: AgentName, asOfDay: Day) => ({
  days: await readSends(store, agent, asOfDay),
  foreign: await readForeignSends(store, agent, asOfDay),
});

/** The newest day of decisions whose outcomes were known by then. */
async function newestMatured(store: Store, agent: AgentName, asOfDay: Day): Promise<Day | null> {
  const summaries = await stepSummaries(store.state.db, agent, 'mature');
  const days = summaries.flatMap(({ day, summary }) => {
    const { days: matured } = summary as { readonly days?: unknown };
    return day <= asOfDay && typeof matured === 'string' && matured !== '' ? matured.split(' ').map(asDay) : [];
  });
  return days.sort().at(-1) ?? null;
}

const declared = ({ id, label, count, per, value }: Kpi): DeclaredKpi => ({
  id,
  label,
  count,
  per,
  isMoney: value === 'amount',
});

/** The figures of the run that is just ending, in a few words: what the progress line shows. */
export async function readingOf(
  { store, agent }: { store: Store; agent: Agent },
  today: DailyCell,
  parts: DailyParts,
): Promise<string> {
  const runs = await listRuns(store.state.db, agent.name);
  const yesterday = addDays(today.day, -1);
  const earlier = await readDailyCells(store, agent.name, yesterday);
  const known = new Map([...(await readDailyParts(store, agent.name, yesterday)), [today.day, parts] as const]);
  const epochs = await allocationEpochs(store.state.db, agent.name);
  const days = withParts([...earlier, today], known, epochs);
  const facts = { agent, runs, days: days.slice(-2), epochs, options: [], asOfDay: today.day, notes: NO_NOTES };
  const report = buildReport(reportInput(facts));
  const primary = report.contrasts[0];
  if (primary === undefined) return 'nothing to compare';
  return primary.verdict === 'too_early' ? 'too early to tell' : primary.says;
}

/** Epochs are compared apart once there are two, or where something was known of what customers did before. */
function withParts(
  days: readonly DailyCell[],
  parts: ReadonlyMap<Day, DailyParts>,
  epochs: readonly AllocationEpoch[],
): DailyCell[] {
  const wanted = { adjusted: isAdjusted(days, parts), byEpoch: epochs.length > 1 };
  return days.map((day) => ({ ...day, ...partsForReport(parts.get(day.day), wanted) }));
}

interface Facts {
  readonly agent: Agent;
  readonly runs: readonly Run[];
  readonly days: readonly DailyCell[];
  readonly epochs: readonly AllocationEpoch[];
  readonly options: ReportInput['options'];
  readonly asOfDay: Day;
  readonly notes: ReportNotes;
}

function reportInput({ agent, runs, days, epochs, options, asOfDay, notes }: Facts): ReportInput {
  const newest = days.at(-1);
  const enrolled = (group: Group): number => newest?.groups[group]?.n ?? 0;
  const decisions = days.flatMap((each) => Object.values(each.sends)).reduce((sum, each) => sum + each.decided, 0);
  return {
    agent: agent.name,
    metric: metricOf(agent),
    asOfDay,
    alpha: ALPHA,
    plannedSizes: (runs[0]?.facts['planned_sizes'] ?? {}) as ReportInput['plannedSizes'],
    shares: agent.groups,
    ...(epochs.length > 1 && { epochs }),
    enrolled: Object.fromEntries(GROUPS.map((group) => [group, enrolled(group)])) as Record<Group, number>,
    missing: newest?.missing ?? {},
    erased: newest?.erased ?? {},
    days,
    options,
    runs: {
      daysDone: days.length,
      decisions,
      firstDay: runs[0]?.day ?? null,
      lastDay: asOfDay,
      ...(agent.delivery.mode === 'file' && { sendsByFile: true }),
    },
    notes,
  };
}
