/** The day's eligibility log: one row for everybody whom the agent knows, in the audience or not, of all four groups. */
import { type CustomerKey, GROUPS, type Group } from '@fitly/core/terms';
import type { Column, Columns } from '@fitly/store';
import type { OutsideReason } from './audience-of-day.ts';
import type { Snapshot } from './read-snapshot.ts';

interface EligibilityFacts {
  readonly snapshot: Snapshot;
  /** Everybody who is enrolled. */
  readonly groups: ReadonlyMap<string, Group>;
  /** By row of the snapshot. */
  readonly outside: readonly (OutsideReason | null)[];
  /** By row of the snapshot: how many actions the rules leave. */
  readonly actions: Int32Array;
}

export interface Eligibility {
  readonly columns: Columns;
  /** Customers in the audience, by group. */
  readonly customers: Record<Group, number>;
  /** Customers outside the audience, by reason; reasons of nobody are left out. */
  readonly outside: Partial<Record<OutsideReason, number>>;
}

interface Row {
  readonly customerKey: CustomerKey;
  readonly group: Group | null;
  readonly reason: OutsideReason | null;
  readonly actions: number;
}

export function eligibilityOfDay(facts: EligibilityFacts): Eligibility {
  const rows = [...presentRows(facts), ...absentRows(facts)];
  const inGroup = (group: Group): number => rows.filter((row) => row.reason === null && row.group === group).length;
  const outside: Partial<Record<OutsideReason, number>> = {};
  for (const { reason } of rows) if (reason !== null) outside[reason] = (outside[reason] ?? 0) + 1;
  return {
    columns: { rowCount: rows.length, columns: columnsOf(rows) },
    customers: Object.fromEntries(GROUPS.map((group) => [group, inGroup(group)])) as Record<Group, number>,
    outside,
  };
}

const presentRows = ({ snapshot, groups, outside, actions }: EligibilityFacts): Row[] =>
  snapshot.customerKeys.map((customerKey, row) => ({
    customerKey,
    group: groups.get(customerKey) ?? null,
    reason: outside[row] ?? null,
    actions: outside[row] === null ? actions[row]! : 0,
  }));

/** Enrolled earlier, and in none of the segments today. */
function absentRows({ snapshot, groups }: EligibilityFacts): Row[] {
  const present = new Set<string>(snapshot.customerKeys);
  return [...groups]
    .filter(([key]) => !present.has(key))
    .map(([key, group]) => ({ customerKey: key as CustomerKey, group, reason: 'left_segments', actions: 0 }));
}

const columnsOf = (rows: readonly Row[]): Column[] => [
  { name: 'customer_key', type: 'string', values: rows.map((row) => row.customerKey) },
  { name: 'group', type: 'string', values: rows.map((row) => row.group) },
  { name: 'in_audience', type: 'boolean', values: Uint8Array.from(rows, (row) => Number(row.reason === null)) },
  { name: 'reason', type: 'string', values: rows.map((row) => row.reason) },
  { name: 'eligible_actions', type: 'int32', values: Int32Array.from(rows, (row) => row.actions) },
];
