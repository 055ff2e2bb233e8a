/**
 * Decisions and events by columns → rewards: the rule of `matureRewards` (rewards.ts, its plain twin) for millions of
 * rows, without an object for each. Customers are numbers. Events are sorted by customer and instant and walked once; decisions
 * are taken as they come where each customer's come by time, as a log has them: memory that is asked for costs more than
 * the arithmetic.
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
  const { customer, decidedAt } = decisions;
  const rowCount = customer.length;
  // Among equal instants by value, so that a sum does not depend on the order of the rows.
  const happened = byCustomer(
    events.customer,
    customers,
    events.at,
    (a, b) => valueForOrder(events.value[a]!) < valueForOrder(events.value[b]!),
  );
  /** By customer: their decision after the one at hand, and the first of their events that is too late for it. */
  const nextAt = new Float64Array(customers);
  const order = rowsByTime(decisions, customers, nextAt);
  const late = happened.starts.slice(1);
  nextAt.fill(Number.POSITIVE_INFINITY);
  const into: AttributedColumns = {
    reward: new Float64Array(rowCount),
    events: new Float64Array(rowCount),
    exposureDays: new Float64Array(rowCount),
    maturedAt: new Float64Array(rowCount),
  };
  for (let place = rowCount - 1; place >= 0; place--) {
    const row = order === null ? place : order[place]!;
    const each = customer[row]!;
    const at = decidedAt[row]!;
    const end = endOf(input, each, at, nextAt[each]!);
    nextAt[each] = at;
    const first = happened.starts[each]!;
    let until = late[each]!;
    while (until > first && happened.at[until - 1]! >= end) until -= 1;
    late[each] = until;
    let from = until;
    while (from > first && happened.at[from - 1]! >= at) from -= 1;
    let reward = 0;
    for (let next = from; next < until; next++) {
      const value = events.value[happened.rows[next]!]!;
      reward += Number.isNaN(value) ? 0 : value;
    }
    into.reward[row] = reward;
    into.events[row] = until - from;
    into.exposureDays[row] = (end - at) / MS_PER_DAY;
    into.maturedAt[row] = end;
  }
  return into;
}

function endOf(input: AttributionInput, customer: number, at: Instant, nextAt: Instant): Instant {
  const horizon = at + input.horizonDays * MS_PER_DAY;
  if (input.attribution === 'all_in_window') return horizon;
  const later = input.nextDecisionAt?.[customer] ?? Number.NaN;
  return Math.min(horizon, nextAt, later > at ? later : Number.POSITIVE_INFINITY);
}

/**
 * Rows of the decisions so that each customer's come by time, equal instants by id; null: as they stand. `lastAt`: room for a
 * number by customer, written over.
 */
function rowsByTime(
  { customer, decidedAt, decisionId }: DecidedColumns,
  customers: number,
  lastAt: Float64Array,
): Int32Array | null {
  lastAt.fill(Number.NEGATIVE_INFINITY);
  for (let row = 0; row < customer.length; row++) {
    const each = customer[row]!;
    const at = decidedAt[row]!;
    if (!(at > lastAt[each]!)) {
      return byCustomer(customer, customers, decidedAt, (a, b) => decisionId[a]! < decisionId[b]!).rows;
    }
    lastAt[each] = at;
  }
  return null;
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
  // One place further on while rows are placed: each start moves up to the next customer's.
  const moving = new Int32Array(customers + 2);
  for (let row = 0; row < customer.length; row++) if (customer[row]! >= 0) moving[customer[row]! + 2]! += 1;
  for (let each = 0; each <= customers; each++) moving[each + 1]! += moving[each]!;
  const rows = new Int32Array(moving[customers + 1]!);
  const at = new Float64Array(rows.length);
  for (let row = 0; row < customer.length; row++) {
    const each = customer[row]!;
    if (each < 0) continue;
    const place = moving[each + 1]!++;
    rows[place] = row;
    at[place] = instants[row]!;
  }
  const sorted = { rows, at, starts: moving.subarray(0, customers + 1) };
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
