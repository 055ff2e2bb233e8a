/**
 * What the platform tells of each day beside the ledger: of the day's decisions, and of messages to enrolled customers that
 * belong to none of them. The reconciliation of the report is made from these.
 */
import { SEND_FINDINGS, type SendCount } from '@fitly/core/data';
import { FOREIGN_SENDERS, type ForeignSends, type SendsOfDay } from '@fitly/core/report';
import { type AgentName, asDay, type Day, type Group } from '@fitly/core/terms';
import { type Columns, type Store, valuesOf } from '@fitly/store';
import { readDays } from './past-days.ts';

/** By the day of the decisions. */
export const DAILY_SENDS = 'daily_sends';
/** By the day of the send, in the agent's zone. */
export const DAILY_FOREIGN_SENDS = 'daily_foreign_sends';

const SEND_TEXTS = ['day', 'group', 'finding', 'reason'] as const;
const FOREIGN_TEXTS = ['day', 'group', 'sender', 'target'] as const;

const tableOf = (table: string, texts: readonly string[], counted: string) => (agent: AgentName) => ({
  table,
  agent,
  columns: [...texts.map((name) => ({ name, type: 'string' as const })), { name: counted, type: 'float64' as const }],
});

export const sendTable = tableOf(DAILY_SENDS, SEND_TEXTS, 'decisions');
export const foreignTable = tableOf(DAILY_FOREIGN_SENDS, FOREIGN_TEXTS, 'sends');

/** A day of which nothing was found has one row with a count of 0: it was reconciled. */
export function sendColumns(day: Day, counts: readonly SendCount[]): Columns {
  const rows =
    counts.length > 0 ? counts : [{ group: 'agent', finding: 'accepted', reason: null, decisions: 0 } as const];
  const texts = rows.map((row) => ({ ...row, day }));
  return {
    rowCount: rows.length,
    columns: [
      ...SEND_TEXTS.map((name) => ({ name, type: 'string' as const, values: texts.map((row) => row[name]) })),
      { name: 'decisions', type: 'float64', values: Float64Array.from(rows, ({ decisions }) => decisions) },
    ],
  };
}

export const foreignColumns = (rows: readonly ForeignSends[]): Columns => ({
  rowCount: rows.length,
  columns: [
    ...FOREIGN_TEXTS.map((name) => ({ name, type: 'string' as const, values: rows.map((row) => row[name]) })),
    { name: 'sends', type: 'float64', values: Float64Array.from(rows, ({ sends }) => sends) },
  ],
});

/** Oldest first, up to a day; a day that was not reconciled yet is absent. */
export async function readSends(store: Store, agent: AgentName, asOfDay: Day): Promise<SendsOfDay[]> {
  const columns = await readDays(store, sendTable(agent), asOfDay);
  const [days, groups, findings, reasons] = SEND_TEXTS.map((name) => valuesOf(columns, name, 'string'));
  const byDay = new Map<Day, SendCount[]>();
  for (const [row, decisions] of valuesOf(columns, 'decisions', 'float64').entries()) {
    const finding = SEND_FINDINGS.find((each) => each === findings![row]);
    if (finding === undefined) continue;
    const day = asDay(days![row] ?? '');
    const counts = byDay.get(day) ?? [];
    byDay.set(day, counts);
    counts.push({ group: groups![row] as Group, finding, reason: reasons![row] ?? null, decisions });
  }
  return [...byDay].map(([day, counts]) => ({ day, counts }));
}

/** Oldest first, up to a day. */
export async function readForeignSends(store: Store, agent: AgentName, asOfDay: Day): Promise<ForeignSends[]> {
  const columns = await readDays(store, foreignTable(agent), asOfDay);
  const [days, groups, senders, targets] = FOREIGN_TEXTS.map((name) => valuesOf(columns, name, 'string'));
  return Array.from(valuesOf(columns, 'sends', 'float64'), (sends, row) => ({
    day: asDay(days![row] ?? ''),
    group: (groups![row] ?? null) as Group | null,
    sender: FOREIGN_SENDERS.find((each) => each === senders![row]) ?? 'other',
    target: targets![row] ?? null,
    sends,
  }));
}
