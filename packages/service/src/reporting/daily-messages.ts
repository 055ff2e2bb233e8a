/** What became of the messages of each day's decisions, counted by group: the funnel of the report is made from these. */
import { type MessageOutcomes, type OutcomeInstant, wasAborted } from '@fitly/core/data';
import type { MessageCount } from '@fitly/core/report';
import type { AgentName, Day, Group } from '@fitly/core/terms';
import { type Columns, type Store, valuesOf } from '@fitly/store';
import { readDays } from './past-days.ts';

export const DAILY_MESSAGES = 'daily_messages';

/** Stage of the report → the instant that tells of it. */
const STAGES: readonly (readonly [MessageCount['stage'], OutcomeInstant])[] = [
  ['sent', 'sent_at'],
  ['delivered', 'delivered_at'],
  ['opened', 'opened_at'],
  ['clicked', 'clicked_at'],
  ['opened_by_machine', 'machine_opened_at'],
  ['clicked_by_bot', 'bot_clicked_at'],
  ['unsubscribed', 'unsubscribed_at'],
  ['reported_as_spam', 'reported_at'],
  ['bounced', 'bounced_at'],
];

/** `groups`: row by row as the outcomes. */
export function dailyMessageColumns(day: Day, outcomes: MessageOutcomes, groups: readonly Group[]): Columns {
  const counts = new Map<string, MessageCount & { decisions: number }>();
  const count = (group: Group, stage: MessageCount['stage'], reason: string | null): void => {
    const key = `${group} ${stage} ${reason ?? ''}`;
    const known = counts.get(key) ?? { group, stage, reason, decisions: 0 };
    known.decisions += 1;
    counts.set(key, known);
  };
  for (const [row, group] of groups.entries()) {
    for (const [stage, name] of STAGES) if (!Number.isNaN(outcomes.instants[name][row])) count(group, stage, null);
    if (wasAborted(outcomes, row)) count(group, 'aborted', outcomes.abortReasons[row] ?? null);
  }
  const rows = [...counts.keys()].sort().map((key) => counts.get(key)!);
  return {
    rowCount: rows.length,
    columns: [
      { name: 'day', type: 'string', values: rows.map(() => day) },
      { name: 'group', type: 'string', values: rows.map((row) => row.group) },
      { name: 'stage', type: 'string', values: rows.map((row) => row.stage) },
      { name: 'reason', type: 'string', values: rows.map((row) => row.reason) },
      { name: 'decisions', type: 'float64', values: Float64Array.from(rows, (row) => row.decisions) },
    ],
  };
}

export const messageTable = (agent: AgentName) => ({
  table: DAILY_MESSAGES,
  agent,
  columns: [
    ...['group', 'stage', 'reason'].map((name) => ({ name, type: 'string' as const })),
    { name: 'decisions', type: 'float64' as const },
  ],
});

/** Of all decisions up to this day, by group, stage and reason. */
export async function readMessageCounts(store: Store, agent: AgentName, asOfDay: Day): Promise<MessageCount[]> {
  const columns = await readDays(store, messageTable(agent), asOfDay);
  const [groups, stages, reasons] = ['group', 'stage', 'reason'].map((name) => valuesOf(columns, name, 'string'));
  const sums = new Map<string, MessageCount & { decisions: number }>();
  for (const [row, decisions] of valuesOf(columns, 'decisions', 'float64').entries()) {
    const [group, stage, reason] = [
      groups![row] as Group,
      stages![row] as MessageCount['stage'],
      reasons![row] ?? null,
    ];
    const key = `${group} ${stage} ${reason ?? ''}`;
    const sum = sums.get(key) ?? { group, stage, reason, decisions: 0 };
    sum.decisions += decisions;
    sums.set(key, sum);
  }
  return [...sums.keys()].sort().map((key) => sums.get(key)!);
}
