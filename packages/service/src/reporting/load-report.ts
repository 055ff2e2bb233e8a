/** Builds the report of an agent from its daily cells: small tables, never the decisions. */
import { type Agent, engagementInstant } from '@fitly/core/design';
import { buildReport, type Report, type ReportInput, type ReportNotes } from '@fitly/core/report';
import { asAgentName, asDay, type Day, GROUPS, type Group } from '@fitly/core/terms';
import { addDays } from '@fitly/core/time';
import { listRuns, type Run, type Store } from '@fitly/store';
import { savedAgent } from '../daily-loop/agent-of.ts';
import { tellsOfMessages } from '../feeds/watched-feeds.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { readBesideBraze } from './beside-braze.ts';
import { type DailyCell, readDailyCells } from './daily-cells.ts';
import { readOptionCounts } from './daily-choices.ts';
import { readMessageCounts } from './daily-messages.ts';
import { readRefusals } from './read-refusals.ts';
import { readReportNotes } from './report-notes.ts';

const ALPHA = 0.05;
const NO_NOTES: ReportNotes = { real: [], planted: [] };

/** The report as of the newest finished run; null before the first. */
export async function loadReport(workspace: Workspace, agentName: string): Promise<Report | null> {
  const { store } = workspace;
  const name = asAgentName(agentName);
  const runs = (await listRuns(store.state.db, name)).filter((run) => run.status === 'done');
  const newest = runs.at(-1);
  if (newest === undefined) return null;
  const agent = await savedAgent(store, name, newest.agentVersion);
  const days = await readDailyCells(store, name, { from: asDay('0000-01-01'), to: newest.day });
  const options = await readOptionCounts(store, agent, newest.day);
  const refusals = await readRefusals(store, name, newest.day);
  const notes = await readReportNotes(workspace, agent);
  const messages = tellsOfMessages(workspace) ? await readMessageCounts(store, name, newest.day) : null;
  const beside = await readBesideBraze(workspace, agent, { firstDay: runs[0]!.day, asOfDay: newest.day });
  const input = reportInput({ agent, runs, days, options, asOfDay: newest.day, notes });
  return buildReport({ ...input, refusals, messages, ...beside });
}

/** The figures of the run that is just ending, in a few words: what the progress line shows. */
export async function readingOf({ store, agent }: { store: Store; agent: Agent }, today: DailyCell): Promise<string> {
  const runs = await listRuns(store.state.db, agent.name);
  const earlier = await readDailyCells(store, agent.name, { from: addDays(today.day, -7), to: addDays(today.day, -1) });
  const days = [...earlier.slice(-1), today];
  const report = buildReport(reportInput({ agent, runs, days, options: [], asOfDay: today.day, notes: NO_NOTES }));
  const primary = report.contrasts[0];
  if (primary === undefined) return 'nothing to compare';
  return primary.verdict === 'too_early' ? 'too early to tell' : primary.says;
}

interface Facts {
  readonly agent: Agent;
  readonly runs: readonly Run[];
  readonly days: readonly DailyCell[];
  readonly options: ReportInput['options'];
  readonly asOfDay: Day;
  readonly notes: ReportNotes;
}

function reportInput({ agent, runs, days, options, asOfDay, notes }: Facts): ReportInput {
  const newest = days.at(-1);
  const enrolled = (group: Group): number => newest?.groups[group]?.n ?? 0;
  const decisions = days.flatMap((each) => Object.values(each.sends)).reduce((sum, each) => sum + each.decided, 0);
  return {
    agent: agent.name,
    metric: {
      label: metricLabel(agent),
      event: agent.success.event,
      currency: isCount(agent) ? null : agent.success.currency,
      horizonDays: agent.success.horizonDays,
      winsorQuantile: agent.success.winsorQuantile,
      ...(engagementInstant(agent) !== null && { engagement: true }),
    },
    asOfDay,
    alpha: ALPHA,
    plannedSizes: (runs[0]?.facts['planned_sizes'] ?? {}) as ReportInput['plannedSizes'],
    shares: agent.groups,
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

/** Whether the metric counts events; anything else is money or whatever the value expression says. */
const isCount = ({ success }: Agent): boolean => success.value === '1' && !success.subtractCosts;

/** `visit` → `visits`; money metrics are called by their event. */
function metricLabel(agent: Agent): string {
  const { event, subtractCosts } = agent.success;
  const engagement = engagementInstant(agent);
  if (engagement !== null) return ENGAGEMENT_LABELS[engagement];
  const words = event.replaceAll('_', ' ');
  if (isCount(agent)) return words.endsWith('s') ? words : `${words}s`;
  const value = event === 'purchase' ? 'revenue' : `${words} value`;
  return subtractCosts ? `${value} less costs` : value;
}

const ENGAGEMENT_LABELS = { opened_at: 'opened messages', clicked_at: 'clicked messages' } as const;
