/** Builds the report of an agent from its daily cells: small tables, never the decisions. */
import type { Segment } from '@fitly/core/data';
import { type Agent, type Kpi, leavesThroughBraze, maturedAfterDays } from '@fitly/core/design';
import { FitlyError } from '@fitly/core/errors';
import {
  buildReport,
  type DeclaredKpi,
  type Report,
  type ReportInput,
  type ReportNotes,
  type SegmentDay,
  type Span,
} from '@fitly/core/report';
import { type AgentName, asAgentName, asDay, type Day, GROUPS, type Group } from '@fitly/core/terms';
import { addDays } from '@fitly/core/time';
import { type AllocationEpoch, allocationEpochs, listRuns, type Run, type Store, stepSummaries } from '@fitly/store';
import { savedAgent } from '../daily-loop/agent-of.ts';
import { readJoins } from '../feeds/message-joins.ts';
import { tellsOfMessages } from '../feeds/watched-feeds.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { readBeeswarm } from './beeswarm-table.ts';
import { readBesideBraze } from './beside-braze.ts';
import { type DailyCell, readDailyCells } from './daily-cells.ts';
import { readOptionCounts } from './daily-choices.ts';
import { readDoubts } from './daily-doubts.ts';
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
import { segmentText } from './segment-text.ts';
import { readStepCounts } from './step-counts.ts';
import { readTimeline } from './timeline.ts';

export const ALPHA = 0.05;
const NO_NOTES: ReportNotes = { real: [], planted: [] };

interface Source {
  readonly workspace: Workspace;
  readonly store: Store;
  readonly name: AgentName;
  /** As the newest finished run left it. */
  readonly agent: Agent;
  /** Finished ones, oldest first. */
  readonly runs: readonly Run[];
  readonly asOfDay: Day;
}

/** Every table that the report is made from: none needs what another has read. */
const READERS = {
  cells: ({ store, name, asOfDay }: Source) => readDailyCells(store, name, asOfDay),
  parts: ({ store, name, asOfDay }: Source) => readDailyParts(store, name, asOfDay),
  epochs: ({ store, name }: Source) => allocationEpochs(store.state.db, name),
  kpis: ({ store, name, asOfDay }: Source) => readKpis(store, name, asOfDay),
  options: ({ store, agent, asOfDay }: Source) => readOptionCounts(store, agent, asOfDay),
  refusals: ({ store, name, asOfDay }: Source) => readRefusals(store, name, asOfDay),
  notes: ({ workspace, agent }: Source) => readReportNotes(workspace, agent),
  messages: async ({ workspace, store, name, asOfDay }: Source) =>
    tellsOfMessages(workspace) ? readMessageCounts(store, name, asOfDay) : null,
  joins: async ({ workspace, store, name }: Source) => (tellsOfMessages(workspace) ? readJoins(store, name) : null),
  reconciliation: async ({ workspace, store, name, agent, asOfDay }: Source) =>
    tellsOfMessages(workspace) && leavesThroughBraze(agent) ? readReconciliation(store, name, asOfDay) : null,
  besideBraze: ({ workspace, agent, runs, asOfDay }: Source) =>
    readBesideBraze(workspace, agent, { firstDay: runs[0]!.day, asOfDay }),
  steps: ({ store, name, asOfDay }: Source) => readStepCounts(store, name, asOfDay),
  enrolments: ({ store, name, asOfDay }: Source) => readEnrolled(store, name, asOfDay),
  maturedUpTo: ({ store, name, asOfDay }: Source) => newestMatured(store, name, asOfDay),
  optionCells: ({ store, name, asOfDay }: Source) => readOptionCells(store, name, asOfDay),
  policyHealth: ({ store, name, asOfDay }: Source) => readPolicyHealth(store, name, asOfDay),
  beeswarm: ({ store, name, asOfDay }: Source) => readBeeswarm(store, name, asOfDay),
  exploration: ({ store, name, asOfDay }: Source) => readLedger(store, name, asOfDay),
  guardrails: ({ store, name, asOfDay }: Source) => readGuardrailNotes(store, name, asOfDay),
  inbound: ({ workspace, name }: Source) => readInboundFeeds(workspace, name),
  segmentDays: ({ store, name, asOfDay }: Source) => readSegmentDays(store, name, asOfDay),
  ends: ({ store, name, asOfDay }: Source) => readEnds(store, name, asOfDay),
  doubts: ({ store, name, asOfDay }: Source) => readDoubts(store, name, asOfDay),
} as const;

type Read = { readonly [K in keyof typeof READERS]: Awaited<ReturnType<(typeof READERS)[K]>> };

/** All at once. None is left behind when one fails: what it reads from may be closed next. */
async function readAll(source: Source): Promise<Read> {
  const names = Object.keys(READERS) as (keyof typeof READERS)[];
  const read = await Promise.allSettled(names.map((name) => READERS[name](source)));
  return Object.fromEntries(
    read.map((each, at) => {
      if (each.status === 'rejected') throw each.reason;
      return [names[at], each.value];
    }),
  ) as Read;
}

/**
 * The report as of the newest finished run; null before the first. `span`: days of the KPI cards and trends, and of whom. Throws
 * `segment_unknown` for a segment that no day is told of.
 */
export async function loadReport(workspace: Workspace, agentName: string, span: Span = {}): Promise<Report | null> {
  const { store } = workspace;
  const name = asAgentName(agentName);
  const runs = (await listRuns(store.state.db, name)).filter((run) => run.status === 'done');
  const newest = runs.at(-1);
  if (newest === undefined) return null;
  const agent = await savedAgent(store, name, newest.agentVersion);
  const asOfDay = newest.day;
  const read = await readAll({ workspace, store, name, agent, runs, asOfDay });
  const { epochs, kpis, options, notes, guardrails, segmentDays } = read;
  requireSegment(segmentDays, span.segment);
  const days = withParts(read.cells, read.parts, epochs).map((cell) => ({
    ...cell,
    ...(kpis.has(cell.day) && { kpis: kpis.get(cell.day)! }),
  }));
  const ofProgramme = await readTimeline(workspace, name, { runs, epochs });
  return buildReport({
    ...reportInput({ agent, runs, days, epochs, options, asOfDay, notes }),
    ...read.besideBraze,
    maturedAfterDays: maturedAfterDays(agent),
    enrolments: read.enrolments,
    kpis: agent.kpis.map(declared),
    insights: {
      maturedUpTo: read.maturedUpTo,
      cells: read.optionCells,
      policyHealth: read.policyHealth,
      beeswarm: read.beeswarm,
    },
    exploration: read.exploration,
    timeline: [...ofProgramme, ...guardrailEvents(guardrails)].sort(
      (a, b) => Number(a.day > b.day) - Number(a.day < b.day),
    ),
    guardrails: guardrails.filter(({ day }) => day === asOfDay).flatMap(({ readings }) => readings),
    refusals: read.refusals,
    messages: read.messages,
    ...(read.joins !== null && { joins: read.joins }),
    ...(read.reconciliation !== null && { reconciliation: read.reconciliation }),
    steps: read.steps,
    ends: read.ends,
    doubts: read.doubts,
    inbound: read.inbound,
    segmentDays,
    span: { ...span, excluded: [...new Set([...agent.excludedDates, ...(span.excluded ?? [])])].sort() },
  });
}

function requireSegment(days: readonly SegmentDay[], wanted: Segment | undefined): void {
  if (wanted === undefined) return;
  const known = [...new Set(days.map(({ segment }) => segmentText(segment)))].sort();
  if (known.includes(segmentText(wanted))) return;
  throw new FitlyError('segment_unknown', `no day is told by the segment "${segmentText(wanted)}"`, {
    next:
      known.length === 0
        ? 'days are told by the category and yes/no attributes of the agent file’s context; this agent has none yet'
        : `name one of: ${known.slice(0, 20).join(', ')}`,
  });
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

const declared = ({ id, label, event, count, per, value }: Kpi): DeclaredKpi => ({
  id,
  label,
  event,
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
      ...(!leavesThroughBraze(agent) && { sendsByFile: true }),
    },
    notes,
  };
}
