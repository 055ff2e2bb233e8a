/**
 * The customers' history as it lies in the lake: one row each, under the day of the run that made it. The newest day is all
 * there is: a run replaces what the one before it left.
 */
import { type CustomerHistory, type HistoryColumns, recentDays } from '@fitly/core/data';
import { HISTORY_KINDS, type HistoryKind } from '@fitly/core/design';
import type { AgentName, CustomerKey, Day } from '@fitly/core/terms';
import { dayOfNumber } from '@fitly/core/time';
import { type Columns, type Store, valuesOf } from '@fitly/store';

export const CUSTOMER_HISTORY = 'customer_history';

const NEWEST = 'newest_day';
const recentOf = (kind: HistoryKind): string => `${kind}_days`;
const olderOf = (kind: HistoryKind): string => `${kind}_before`;
const optionOf = (dimension: string): string => `option_${dimension}`;

export async function readHistoryColumns(
  store: Store,
  place: { readonly agent: AgentName; readonly day: Day },
  dimensions: readonly string[],
): Promise<HistoryColumns> {
  const numbers = [...HISTORY_KINDS.flatMap((kind) => [recentOf(kind), olderOf(kind)]), 'option_day'];
  const columns = await store.lake.read({
    table: CUSTOMER_HISTORY,
    ...place,
    columns: [
      { name: 'customer_key', type: 'string' },
      ...numbers.map((name) => ({ name, type: 'float64' as const })),
      ...dimensions.map((id) => ({ name: optionOf(id), type: 'string' as const })),
    ],
  });
  const numbersOf = (name: string): number[] => Array.from(valuesOf(columns, name, 'float64'));
  return {
    customerKeys: [...valuesOf(columns, 'customer_key', 'string')] as CustomerKey[],
    days: Object.fromEntries(
      HISTORY_KINDS.map((kind) => [kind, { recent: numbersOf(recentOf(kind)), older: numbersOf(olderOf(kind)) }]),
    ) as unknown as HistoryColumns['days'],
    optionDays: numbersOf('option_day'),
    options: Object.fromEntries(dimensions.map((id) => [id, [...valuesOf(columns, optionOf(id), 'string')]])),
  };
}

type StoredHistory = HistoryColumns & Pick<CustomerHistory, 'newest'>;

export function historyTable({ newest, customerKeys, days, optionDays, options }: StoredHistory): Columns {
  const numbers = (name: string, values: readonly number[]) =>
    ({ name, type: 'float64', values: Float64Array.from(values) }) as const;
  return {
    rowCount: customerKeys.length,
    columns: [
      { name: 'customer_key', type: 'string', values: customerKeys },
      ...HISTORY_KINDS.flatMap((kind) => [
        numbers(recentOf(kind), days[kind].recent),
        numbers(olderOf(kind), days[kind].older),
      ]),
      numbers('option_day', optionDays),
      // Without it nobody could read a row by itself: bits count back from here.
      numbers(
        NEWEST,
        customerKeys.map(() => newest),
      ),
      ...Object.entries(options).map(([id, values]) => ({ name: optionOf(id), type: 'string', values }) as const),
    ],
  };
}

type Cell = string | number | boolean | null;

/** A row of the table for people: days instead of bits and numbers. */
export function historyInDays({ [NEWEST]: newest, ...row }: Readonly<Record<string, Cell>>): Record<string, Cell> {
  const dayIn = (name: string): Cell => {
    const number = row[name];
    return typeof number === 'number' && Number.isFinite(number) ? dayOfNumber(number) : null;
  };
  const daysIn = (kind: HistoryKind): string =>
    recentDays({ recent: Number(row[recentOf(kind)]), older: Number.NaN }, Number(newest))
      .map(dayOfNumber)
      .join(' ');
  return {
    ...row,
    ...Object.fromEntries(
      HISTORY_KINDS.flatMap((kind) => [
        [recentOf(kind), daysIn(kind)],
        [olderOf(kind), dayIn(olderOf(kind))],
      ]),
    ),
    option_day: dayIn('option_day'),
  };
}
