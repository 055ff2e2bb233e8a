/** Answers of a past day as the inputs from which they follow again: one for each instant at which customers were decided for. */
import { contextRows, numberColumn, rowsAmongSorted, textColumn } from '@fitly/core/data';
import type { DecideDayInput } from '@fitly/core/decide';
import { FitlyError } from '@fitly/core/errors';
import type { CustomerKey } from '@fitly/core/terms';
import { enrolmentsAmong, type Store, valuesOf } from '@fitly/store';
import { contextOf, readDecisions } from '../daily-loop/decision-log.ts';
import { DUE, parseSends } from '../daily-loop/due-customers.ts';
import type { Snapshot } from '../daily-loop/read-snapshot.ts';

/** Customers whose enrolments are asked for at a time. */
const PORTION = 2_000;

/** As in `StoredDay`. */
export interface RequestedDay {
  /** As if all had been decided when the day began: its instants are those of the run. */
  readonly input: DecideDayInput;
  readonly parts: readonly DecideDayInput[];
}

/** `run`: what the run of the day has fixed. Groups come from the enrolments, contexts from the receipts. */
export async function requestedDay(store: Store, run: DecideDayInput, snapshot: Snapshot): Promise<RequestedDay> {
  const { agent, day } = run;
  const log = await readDecisions({ store, agent }, day);
  const keys = textColumn(log, 'customer_key') as readonly CustomerKey[];
  const context = contextOf(log, agent.context);
  const sends = await recentSends(store, run, keys);
  const groups = await groupsOf(store, run, keys);
  const known = rowsAmongSorted(keys, snapshot.customerKeys);
  const customers = keys.map((customerKey, row) => ({
    ...{ customerKey, group: groups[row]!, recentSends: parseSends(sends[row] ?? null) },
    timeZone: snapshot.timeZones[known[row]!] ?? null,
  }));
  const decidedAt = numberColumn(log, 'decided_at');
  const parts = [...Map.groupBy(keys.keys(), (row) => decidedAt[row]!)].map(([at, rows]) => ({
    ...{ ...run, decidedAt: at, context: contextRows(context, rows) },
    customers: rows.map((row) => customers[row]!),
  }));
  return { input: { ...run, customers, context }, parts };
}

async function recentSends(
  store: Store,
  { agent, day }: DecideDayInput,
  keys: readonly CustomerKey[],
): Promise<readonly (string | null)[]> {
  const waiting = store.decisions.decisionsOf(agent.name, day);
  if (waiting.length > 0) return waiting.map((one) => one.recentSends);
  const columns = await store.lake.read({
    ...{ table: DUE, agent: agent.name, day },
    columns: [
      { name: 'customer_key', type: 'string' },
      { name: 'recent_sends', type: 'string' },
    ],
  });
  const sends = valuesOf(columns, 'recent_sends', 'string');
  const of = new Map(valuesOf(columns, 'customer_key', 'string').map((key, row) => [key, sends[row] ?? null]));
  return keys.map((key) => of.get(key) ?? null);
}

async function groupsOf(store: Store, { agent }: DecideDayInput, keys: readonly CustomerKey[]) {
  const groups: DecideDayInput['customers'][number]['group'][] = [];
  for (let from = 0; from < keys.length; from += PORTION) {
    const some = keys.slice(from, from + PORTION);
    const waiting = store.decisions.enrolled(agent.name, some);
    const enrolled = await enrolmentsAmong(store.state.db, agent.name, some);
    for (const key of some) {
      const group = (waiting.get(key) ?? enrolled.get(key))?.group;
      if (group === undefined) throw notEnrolled(agent.name);
      groups.push(group);
    }
  }
  return groups;
}

const notEnrolled = (agent: string): FitlyError =>
  new FitlyError('database_damaged', `a customer for whom ${agent} decided on request is not enrolled`, {
    next: 'restore the folder from a backup',
  });
