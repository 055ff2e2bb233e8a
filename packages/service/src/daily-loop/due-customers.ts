/**
 * Who is due on a day, and what their history says to caps: worked out by the run, stored beside its decisions, and read back
 * by replay, since the ledger that it came from goes on changing.
 */
import { rowsAmongSorted } from '@fitly/core/data';
import { dueOn, firstDueAfter, type PastSend } from '@fitly/core/decide';
import type { CustomerKey, Day, Group } from '@fitly/core/terms';
import { dayNumber } from '@fitly/core/time';
import { type Columns, valuesOf } from '@fitly/store';
import { dueKey } from './agent-keys.ts';
import type { ContactHistory } from './contact-history.ts';
import type { Snapshot } from './read-snapshot.ts';
import type { RunContext } from './run-context.ts';

export const DUE = 'due';

export interface Due {
  /** Row of the snapshot. */
  readonly row: number;
  readonly recentSends: readonly PastSend[];
}

export interface DueFacts extends Pick<RunContext, 'store' | 'agent' | 'day'> {
  readonly deciding: boolean;
  readonly snapshot: Snapshot;
  /** By row of the snapshot; null: not enrolled. */
  readonly groups: readonly (Group | null)[];
  readonly inAudience: (row: number) => boolean;
  readonly history: ContactHistory;
  /** By row of the snapshot; null, and a list of nobody: enrolled today. */
  readonly enrolledOn: readonly (Day | null)[];
}

const NO_SENDS: readonly PastSend[] = [];

/** Due customers of the day's audience who are enrolled, in key order; nobody while the agent does not decide. */
export function dueCustomers(facts: DueFacts): Due[] {
  const { store, agent, day, snapshot, groups, history, enrolledOn } = facts;
  if (!facts.deciding) return [];
  const isDue = dueOn(dueKey(store, agent), day, agent.schedule.everyDays);
  const startsAfter = firstDueAfter(dueKey(store, agent), agent);
  const numberOf = dayNumbers();
  const hasStarted = (key: CustomerKey, row: number): boolean =>
    numberOf(day) >= numberOf(enrolledOn[row] ?? day) + startsAfter(key);
  const due: Due[] = [];
  for (const [row, customerKey] of snapshot.customerKeys.entries()) {
    if (groups[row] === null || !facts.inAudience(row) || history.held.has(customerKey)) continue;
    if (isDue(customerKey) && hasStarted(customerKey, row))
      due.push({ row, recentSends: history.sends.get(customerKey) ?? NO_SENDS });
  }
  return due;
}

/** Customers were enrolled on few days. */
function dayNumbers(): (day: Day) => number {
  const known = new Map<Day, number>();
  return (day) => {
    const number = known.get(day) ?? dayNumber(day);
    known.set(day, number);
    return number;
  };
}

/** One row per due customer. */
export function dueColumns(due: readonly Due[], { customerKeys }: Snapshot): Columns {
  return {
    rowCount: due.length,
    columns: [
      { name: 'customer_key', type: 'string', values: due.map(({ row }) => customerKeys[row]!) },
      { name: 'recent_sends', type: 'string', values: due.map(({ recentSends }) => formatSends(recentSends)) },
    ],
  };
}

const SPECS = [
  { name: 'customer_key', type: 'string' as const },
  { name: 'recent_sends', type: 'string' as const },
];

/** The due customers as they were stored; null for a day that was run before they were. */
export async function readDue(
  { store, agent, day }: Pick<RunContext, 'store' | 'agent' | 'day'>,
  snapshot: Snapshot,
): Promise<Due[] | null> {
  const files = await store.lake.files({ table: DUE, agent: agent.name, day });
  if (files.length === 0) return null;
  const columns = await store.lake.read({ table: DUE, agent: agent.name, day, columns: SPECS });
  const sends = valuesOf(columns, 'recent_sends', 'string');
  const rows = rowsAmongSorted(valuesOf(columns, 'customer_key', 'string') as CustomerKey[], snapshot.customerKeys);
  return Array.from(rows, (row, at) => ({
    row,
    recentSends: parseSends(sends[at] ?? null),
  }));
}

/** `[[1767621600000,"mens_email"],[1767621600000,null],…]`, or null for none; without a message: another agent's. */
export const formatSends = (sends: readonly PastSend[]): string | null =>
  sends.length === 0 ? null : JSON.stringify(sends.map(({ at, message }) => [at, message]));

export function parseSends(text: string | null): readonly PastSend[] {
  if (text === null) return NO_SENDS;
  return (JSON.parse(text) as [number, string | null][]).map(([at, message]) => ({ at, message }));
}
