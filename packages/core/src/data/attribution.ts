/**
 * Decisions and events by columns → rewards: the rule of `matureRewards` (rewards.ts, its plain twin) for millions of
 * rows, without an object for each. Customers are numbers; both sides are sorted by customer and instant, and each
 * customer's events are walked once.
 */
import type { Instant } from '../terms.ts';
import { MS_PER_DAY, valueForOrder } from './rewards.ts';

/** Columns of equal length. */
export interface DecidedColumns {
  /** Whole numbers from 0, below `customers`. */
  readonly customer: Int32Array;
  readonly decidedAt: Float64Array;
  /** Of two decisions of one customer at the same instant the one with the smaller id has no exposure. */
  readonly decisionId: readonly string[];
}

/** Success events, already valued; columns of equal length. */
export interface ValuedColumns {
  /** As in the decisions; -1: a customer without a decision among them. */
  readonly customer: Int32Array;
  readonly at: Float64Array;
  /** NaN: an event that is counted and adds nothing. */
  readonly value: Float64Array;
}

export interface AttributionInput {
  /** How many customers the numbers stand for. */
  readonly customers: number;
  readonly decisions: DecidedColumns;
  readonly events: ValuedColumns;
  readonly horizonDays: number;
  /** Default `last_decision`: a customer's next decision closes the window. */
  readonly attribution?: 'last_decision' | 'all_in_window';
  /** By customer: the first later decision that is not among `decisions`; NaN: none. Ignored when it is not later. */
  readonly nextDecisionAt?: Float64Array;
}

/** Columns in the order of the decisions; what each means is said at `MaturedReward`. */
export interface AttributedColumns {
  readonly reward: Float64Array;
  readonly events: Float64Array;
  readonly exposureDays: Float64Array;
  readonly maturedAt: Float64Array;
}

export function attributeRewards(input: AttributionInput): AttributedColumns {
  const { customers, decisions, events } = input;
  const rowCount = decisions.customer.length;
  const { decisionId } = decisions;
  const decided = byCustomer(
    decisions.customer,
    customers,
    decisions.decidedAt,
    (a, b) => decisionId[a]! < decisionId[b]!,
  );
  // Among equal instants by value, so that a sum does not depend on the order of the rows.
  const happened = byCustomer(
    events.customer,
    customers,
    events.at,
    (a, b) => valueForOrder(events.value[a]!) < valueForOrder(events.value[b]!),
  );
  const into: AttributedColumns = {
    reward: new Float64Array(rowCount),
    events: new Float64Array(rowCount),
    exposureDays: new Float64Array(rowCount),
    maturedAt: new Float64Array(rowCount),
  };
  for (let customer = 0; customer < customers; customer++) {
    const last = decided.starts[customer + 1]!;
    const until = happened.starts[customer + 1]!;
    let from = happened.starts[customer]!;
    for (let place = decided.starts[customer]!; place < last; place++) {
      const row = decided.rows[place]!;
      const at = decided.at[place]!;
      const end = endOf(input, customer, at, place + 1 < last ? decided.at[place + 1]! : Number.POSITIVE_INFINITY);
      while (from < until && happened.at[from]! < at) from += 1;
      let reward = 0;
      let next = from;
      for (; next < until && happened.at[next]! < end; next++) {
        const value = events.value[happened.rows[next]!]!;
        reward += Number.isNaN(value) ? 0 : value;
      }
      into.reward[row] = reward;
      into.events[row] = next - from;
      into.exposureDays[row] = (end - at) / MS_PER_DAY;
      into.maturedAt[row] = end;
    }
  }
  return into;
}

function endOf(input: AttributionInput, customer: number, at: Instant, nextAt: Instant): Instant {
  const horizon = at + input.horizonDays * MS_PER_DAY;
  if (input.attribution === 'all_in_window') return horizon;
  const later = input.nextDecisionAt?.[customer] ?? Number.NaN;
  return Math.min(horizon, nextAt, later > at ? later : Number.POSITIVE_INFINITY);
}

interface Sorted {
  readonly rows: Int32Array;
  /** Instant of each of `rows`: beside each other for one customer, while the rows lie far apart. */
  readonly at: Float64Array;
  /** Place of each customer's first row; one more at the end. */
  readonly starts: Int32Array;
}

/** Of two rows of one customer at the same instant. */
type IsBefore = (a: number, b: number) => boolean;

/** Row numbers by customer (counting sort), each customer's own by instant. */
function byCustomer(customer: Int32Array, customers: number, instants: Float64Array, isBefore: IsBefore): Sorted {
  const starts = new Int32Array(customers + 1);
  for (let row = 0; row < customer.length; row++) if (customer[row]! >= 0) starts[customer[row]! + 1]! += 1;
  for (let each = 0; each < customers; each++) starts[each + 1]! += starts[each]!;
  const rows = new Int32Array(starts[customers]!);
  const at = new Float64Array(rows.length);
  const next = starts.slice(0, customers);
  for (let row = 0; row < customer.length; row++) {
    const each = customer[row]!;
    if (each < 0) continue;
    const place = next[each]!++;
    rows[place] = row;
    at[place] = instants[row]!;
  }
  const sorted = { rows, at, starts };
  for (let each = 0; each < customers; each++) sortOwn(sorted, each, isBefore);
  return sorted;
}

/** A customer has few rows, mostly in order; many (one that stands for a whole shop) are left to the engine. */
const FEW = 64;

function sortOwn({ rows, at, starts }: Sorted, customer: number, isBefore: IsBefore): void {
  const [start, end] = [starts[customer]!, starts[customer + 1]!];
  if (end - start > FEW) {
    sortMany(rows.subarray(start, end), at.subarray(start, end), isBefore);
    return;
  }
  for (let place = start + 1; place < end; place++) {
    const row = rows[place]!;
    const instant = at[place]!;
    let into = place;
    while (into > start) {
      const before = at[into - 1]!;
      if (instant > before || (instant === before && !isBefore(row, rows[into - 1]!))) break;
      rows[into] = rows[into - 1]!;
      at[into] = before;
      into -= 1;
    }
    rows[into] = row;
    at[into] = instant;
  }
}

function sortMany(rows: Int32Array, at: Float64Array, isBefore: IsBefore): void {
  const order = Int32Array.from(rows.keys());
  order.sort((a, b) => at[a]! - at[b]! || (isBefore(rows[a]!, rows[b]!) ? -1 : isBefore(rows[b]!, rows[a]!) ? 1 : 0));
  rows.set(order.map((place) => rows[place]!));
  at.set(Float64Array.from(order, (place) => at[place]!));
}
