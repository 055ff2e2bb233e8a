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
  const decided = byCustomer(decisions.customer, customers, (a, b) => isEarlierDecision(decisions, a, b));
  const happened = byCustomer(events.customer, customers, (a, b) => isEarlierEvent(events, a, b));
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
      const at = decisions.decidedAt[row]!;
      const nextAt = place + 1 < last ? decisions.decidedAt[decided.rows[place + 1]!]! : Number.POSITIVE_INFINITY;
      while (from < until && events.at[happened.rows[from]!]! < at) from += 1;
      earn(into, row, { at, end: endOf(input, customer, at, nextAt), own: happened.rows, from, until, events });
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

interface Window {
  readonly at: Instant;
  readonly end: Instant;
  /** Rows of events, those of the customer from `from` (none before lies in the window) to before `until`. */
  readonly own: Int32Array;
  readonly from: number;
  readonly until: number;
  readonly events: ValuedColumns;
}

function earn(into: AttributedColumns, row: number, { at, end, own, from, until, events }: Window): void {
  let reward = 0;
  let count = 0;
  for (let place = from; place < until && events.at[own[place]!]! < end; place++) {
    const value = events.value[own[place]!]!;
    reward += Number.isNaN(value) ? 0 : value;
    count += 1;
  }
  into.reward[row] = reward;
  into.events[row] = count;
  into.exposureDays[row] = (end - at) / MS_PER_DAY;
  into.maturedAt[row] = end;
}

function isEarlierDecision({ decidedAt, decisionId }: DecidedColumns, a: number, b: number): boolean {
  const [one, other] = [decidedAt[a]!, decidedAt[b]!];
  return one === other ? decisionId[a]! < decisionId[b]! : one < other;
}

/** Among equal instants by value, so that a sum does not depend on the order of the rows. */
function isEarlierEvent({ at, value }: ValuedColumns, a: number, b: number): boolean {
  const [one, other] = [at[a]!, at[b]!];
  return one === other ? valueForOrder(value[a]!) < valueForOrder(value[b]!) : one < other;
}

interface Sorted {
  readonly rows: Int32Array;
  /** Place of each customer's first row; one more at the end. */
  readonly starts: Int32Array;
}

/** Row numbers by customer (counting sort), each customer's own in order. */
function byCustomer(customer: Int32Array, customers: number, isBefore: (a: number, b: number) => boolean): Sorted {
  const starts = new Int32Array(customers + 1);
  for (const each of customer) if (each >= 0) starts[each + 1]! += 1;
  for (let each = 0; each < customers; each++) starts[each + 1]! += starts[each]!;
  const rows = new Int32Array(starts[customers]!);
  const next = starts.slice(0, customers);
  for (let row = 0; row < customer.length; row++) {
    const each = customer[row]!;
    if (each >= 0) rows[next[each]!++] = row;
  }
  for (let each = 0; each < customers; each++) sortRange(rows, starts[each]!, starts[each + 1]!, isBefore);
  return { rows, starts };
}

/** A customer has few rows, mostly in order; many (one that stands for a whole shop) are left to the engine. */
const FEW = 64;

function sortRange(rows: Int32Array, start: number, end: number, isBefore: (a: number, b: number) => boolean): void {
  if (end - start > FEW) {
    rows.subarray(start, end).sort((a, b) => (isBefore(a, b) ? -1 : isBefore(b, a) ? 1 : 0));
    return;
  }
  for (let place = start + 1; place < end; place++) {
    const row = rows[place]!;
    let into = place;
    while (into > start && isBefore(row, rows[into - 1]!)) {
      rows[into] = rows[into - 1]!;
      into -= 1;
    }
    rows[into] = row;
  }
}
