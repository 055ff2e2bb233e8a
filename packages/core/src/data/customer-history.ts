/**
 * What the agent's log says of each customer, kept as one row that grows no longer with time: on which days something was
 * sent to them, opened, clicked and done, and which options they got last. Marks may come in any order and more than once.
 */
import type { ContextAttribute } from '../design/agent.ts';
import { HISTORY, HISTORY_KINDS, type HistoryKind } from '../design/history.ts';
import type { CustomerKey } from '../terms.ts';
import { addDay, advance, countDays, type DaySet, NO_DAYS, newestDay, removeDay } from './day-set.ts';

/** Days are counted since 1970-01-01. Columns of equal length, one entry per customer; they grow with new customers. */
export interface CustomerHistory {
  /** The newest day that can be marked: of bit 0 of every day set. */
  readonly newest: number;
  readonly customerKeys: CustomerKey[];
  readonly rowOf: Map<string, number>;
  readonly days: Readonly<Record<HistoryKind, { readonly recent: number[]; readonly older: number[] }>>;
  /** Day of the decision that `options` are of; NaN: none. */
  readonly optionDays: number[];
  /** By dimension: the option of the newest send. */
  readonly options: Readonly<Record<string, (string | null)[]>>;
}

/** As they are kept between runs. */
export type HistoryColumns = Pick<CustomerHistory, 'customerKeys' | 'days' | 'optionDays' | 'options'>;

export const emptyHistory = (newest: number, dimensions: readonly string[]): CustomerHistory =>
  historyFrom(
    {
      customerKeys: [],
      days: Object.fromEntries(
        HISTORY_KINDS.map((kind) => [kind, { recent: [], older: [] }]),
      ) as unknown as HistoryColumns['days'],
      optionDays: [],
      options: Object.fromEntries(dimensions.map((id) => [id, []])),
    },
    newest,
    newest,
  );

/** Takes over the columns, which were kept when `before` was the newest day, and changes them. */
export function historyFrom(columns: HistoryColumns, before: number, newest: number): CustomerHistory {
  for (const { recent, older } of Object.values(columns.days)) {
    for (let row = 0; row < recent.length; row++) {
      const set = advance({ recent: recent[row]!, older: older[row]! }, before, newest - before);
      recent[row] = set.recent;
      older[row] = set.older;
    }
  }
  return { ...columns, newest, rowOf: new Map(columns.customerKeys.map((key, row) => [key, row])) };
}

/** Changes `history`. A day after `newest` is not known yet and adds nothing. */
export function markDay(history: CustomerHistory, kind: HistoryKind, key: CustomerKey, day: number): void {
  if (day > history.newest) return;
  const row = history.rowOf.get(key) ?? addCustomer(history, key);
  put(history, kind, row, addDay(setOf(history, kind, row), history.newest, day));
}

/** Changes `history`: what was accepted on that day reached nobody after all. */
export function unmarkDay(history: CustomerHistory, kind: HistoryKind, key: CustomerKey, day: number): void {
  const row = history.rowOf.get(key);
  if (row !== undefined) put(history, kind, row, removeDay(setOf(history, kind, row), history.newest, day));
}

/** Customers whose options are not those of their newest send: day of that send → rows. Without a send, options are cleared. */
export function staleOptions(history: CustomerHistory): ReadonlyMap<number, readonly number[]> {
  const stale = new Map<number, number[]>();
  for (let row = 0; row < history.customerKeys.length; row++) {
    const day = newestDay(setOf(history, 'send', row), history.newest, history.newest + 1);
    if (Object.is(day, history.optionDays[row])) continue;
    if (Number.isNaN(day)) setOptions(history, row, day, () => null);
    else addRow(stale, day, row);
  }
  return stale;
}

function addRow(rows: Map<number, number[]>, day: number, row: number): void {
  const ofDay = rows.get(day);
  if (ofDay === undefined) rows.set(day, [row]);
  else ofDay.push(row);
}

/** Changes `history`. */
export function setOptions(
  history: CustomerHistory,
  row: number,
  day: number,
  optionOf: (dimension: string) => string | null,
): void {
  history.optionDays[row] = day;
  for (const [dimension, values] of Object.entries(history.options)) values[row] = optionOf(dimension);
}

/**
 * The values of a history attribute on the day `before`, from the days before it; null = missing. `engagementTold`: feeds have
 * told of messages; until then nobody knows of opens and clicks, and their absence says nothing.
 */
export function historyReader(
  history: CustomerHistory,
  { history: source }: ContextAttribute,
  before: number,
  engagementTold: boolean,
): (key: CustomerKey) => number | string | null {
  if (source === null) return () => null;
  const measure = HISTORY[source.name];
  if (measure.measure === 'last_option') {
    const options = history.options[source.dimension ?? ''] ?? [];
    return (key) => options[history.rowOf.get(key) ?? -1] ?? null;
  }
  const { of } = measure;
  if ((of === 'open' || of === 'click') && !engagementTold) return () => null;
  const ofCustomer = (key: CustomerKey): DaySet => {
    const row = history.rowOf.get(key);
    return row === undefined ? NO_DAYS : setOf(history, of, row);
  };
  if (measure.measure === 'days_with') return (key) => countDays(ofCustomer(key), history.newest, before, measure.days);
  return (key) => {
    const newest = newestDay(ofCustomer(key), history.newest, before);
    return Number.isNaN(newest) ? null : before - newest;
  };
}

function setOf({ days }: CustomerHistory, kind: HistoryKind, row: number): DaySet {
  const { recent, older } = days[kind];
  return { recent: recent[row]!, older: older[row]! };
}

function put({ days }: CustomerHistory, kind: HistoryKind, row: number, { recent, older }: DaySet): void {
  days[kind].recent[row] = recent;
  days[kind].older[row] = older;
}

function addCustomer(history: CustomerHistory, key: CustomerKey): number {
  const row = history.customerKeys.push(key) - 1;
  history.rowOf.set(key, row);
  for (const kind of HISTORY_KINDS) put(history, kind, row, NO_DAYS);
  setOptions(history, row, Number.NaN, () => null);
  return row;
}
