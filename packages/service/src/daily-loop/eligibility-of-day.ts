/** The day's eligibility log: one row for everybody whom the agent knows, in the audience or not, of all four groups. */
import { rowsAmongSorted } from '@fitly/core/data';
import { GROUPS, type Group } from '@fitly/core/terms';
import type { Columns, EnrolmentColumns } from '@fitly/store';
import type { OutsideReason } from './audience-of-day.ts';
import type { Snapshot } from './read-snapshot.ts';

interface EligibilityFacts {
  readonly snapshot: Snapshot;
  /** By row of the snapshot, those who join today too; null: not enrolled. */
  readonly groups: readonly (Group | null)[];
  /** Everybody who was enrolled before. */
  readonly enrolled: EnrolmentColumns;
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

/** The rows of the snapshot, then who was enrolled earlier and is in none of the segments today. */
export function eligibilityOfDay({ snapshot, enrolled, outside, actions, ...facts }: EligibilityFacts): Eligibility {
  const absent = absentRows(snapshot, enrolled);
  const present = snapshot.customerKeys.length;
  const groups = [...facts.groups, ...absent.map((row) => enrolled.groups[row]!)];
  const reasons = [...outside, ...absent.map((): OutsideReason => 'left_segments')];
  const inAudience = Uint8Array.from(reasons, (reason) => Number(reason === null));
  const eligible = new Int32Array(reasons.length);
  for (let row = 0; row < present; row++) if (inAudience[row] === 1) eligible[row] = actions[row]!;
  const keys = [...snapshot.customerKeys, ...absent.map((row) => enrolled.customerKeys[row]!)];
  return {
    columns: {
      rowCount: reasons.length,
      columns: [
        { name: 'customer_key', type: 'string', values: keys },
        { name: 'group', type: 'string', values: groups },
        { name: 'in_audience', type: 'boolean', values: inAudience },
        { name: 'reason', type: 'string', values: reasons },
        { name: 'eligible_actions', type: 'int32', values: eligible },
      ],
    },
    ...counts(groups, reasons),
  };
}

function absentRows({ customerKeys }: Snapshot, enrolled: EnrolmentColumns): number[] {
  const rows = rowsAmongSorted(enrolled.customerKeys, customerKeys);
  return enrolled.customerKeys.flatMap((_, row) => (rows[row] === -1 ? [row] : []));
}

function counts(
  groups: readonly (Group | null)[],
  reasons: readonly (OutsideReason | null)[],
): Pick<Eligibility, 'customers' | 'outside'> {
  const customers = Object.fromEntries(GROUPS.map((group) => [group, 0])) as Record<Group, number>;
  const outside: Partial<Record<OutsideReason, number>> = {};
  for (const [row, reason] of reasons.entries()) {
    const group = groups[row] ?? null;
    if (reason !== null) outside[reason] = (outside[reason] ?? 0) + 1;
    else if (group !== null) customers[group] += 1;
  }
  return { customers, outside };
}
