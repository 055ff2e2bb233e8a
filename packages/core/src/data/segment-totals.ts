/**
 * What happened between two runs, by segment and group. Customers belong to the segments in which they were on that day, so a day
 * is never told otherwise later, and the days of a segment may be added up although customers move between segments.
 */
import { type CustomerKey, GROUPS, type Group, type Instant } from '../terms.ts';
import { MS_PER_DAY, type ValuedEvent } from './rewards.ts';
import { MISSING_VALUE, type Segment, type Segmentation } from './segments.ts';

/** By customer, in the order of their rows. */
export interface DayAmounts {
  /** Value of what happened; an event without a value adds nothing. */
  readonly total: Float64Array;
  /** Calendar days on which anything happened that had not been counted before. */
  readonly customerDays: Float64Array;
}

export interface DayAmountsInput {
  readonly events: readonly ValuedEvent[];
  /** Row of a customer for whom an event of that instant counts; −1: it does not. */
  readonly rowAt: (key: CustomerKey, at: Instant) => number;
  readonly customers: number;
  /** What happened up to it was counted by the run before. */
  readonly after: Instant;
  readonly until: Instant;
  /** Number of the calendar day that an instant lies in. */
  readonly dayNumberOf: (at: Instant) => number;
}

/** The order of events plays no part, but for the last bit of a sum. */
export function amountsOfDay({ events, rowAt, customers, after, until, dayNumberOf }: DayAmountsInput): DayAmounts {
  const total = new Float64Array(customers);
  const customerDays = new Float64Array(customers);
  const firstOf = new Map<string, Instant>();
  for (const { customerKey, at, value } of events) {
    // A calendar day may have begun before the run before: whether it was counted then shows in its first event.
    if (at <= after - 2 * MS_PER_DAY || !(at <= until)) continue;
    const row = rowAt(customerKey, at);
    if (row === -1) continue;
    if (at > after && Number.isFinite(value)) total[row]! += value;
    const day = `${row} ${dayNumberOf(at)}`;
    firstOf.set(day, Math.min(at, firstOf.get(day) ?? at));
  }
  for (const [day, at] of firstOf) if (at > after) customerDays[Number(day.slice(0, day.indexOf(' ')))]! += 1;
  return { total, customerDays };
}

/** Of one day. Sums over the segments of an attribute are those of everybody. */
export interface SegmentCell {
  readonly segment: Segment;
  readonly group: Group;
  readonly customers: number;
  /** One sum per column, in their order. */
  readonly sums: readonly number[];
}

/**
 * `columns`: numbers by customer. `placeOf`: row of a customer in the table that segments are read from; −1: not there, so
 * every attribute is missing. Segments without customers are absent.
 */
export function segmentCells(
  groups: readonly Group[],
  placeOf: ArrayLike<number>,
  segmentations: readonly Segmentation[],
  columns: readonly ArrayLike<number>[],
): SegmentCell[] {
  const groupOf = Uint8Array.from(groups, (group) => GROUPS.indexOf(group));
  return segmentations.flatMap(({ attribute, values, placeOf: valueAt }) => {
    const missing = values.indexOf(MISSING_VALUE);
    const cells = values.length * GROUPS.length;
    const counts = new Float64Array(cells);
    const sums = columns.map(() => new Float64Array(cells));
    for (let row = 0; row < groups.length; row += 1) {
      const value = placeOf[row]! === -1 ? missing : valueAt(placeOf[row]!);
      const cell = value * GROUPS.length + groupOf[row]!;
      counts[cell]! += 1;
      for (let at = 0; at < columns.length; at += 1) sums[at]![cell]! += columns[at]![row]!;
    }
    return Array.from({ length: cells }, (_, cell): SegmentCell => {
      const segment = { attribute, value: values[Math.floor(cell / GROUPS.length)]! };
      const own = sums.map((each) => each[cell]!);
      return { segment, group: GROUPS[cell % GROUPS.length]!, customers: counts[cell]!, sums: own };
    }).filter(({ customers }) => customers > 0);
  });
}
