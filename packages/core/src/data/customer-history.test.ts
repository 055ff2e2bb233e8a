import { expect, test } from 'vitest';
import { historyAttribute } from '../design/history-attributes.ts';
import type { HistoryName } from '../design/index.ts';
import type { CustomerKey } from '../terms.ts';
import {
  type CustomerHistory,
  emptyHistory,
  historyFrom,
  historyReader,
  markDay,
  setOptions,
  staleOptions,
  unmarkDay,
} from './customer-history.ts';
import { encodeTable } from './encode.ts';
import { fitEncoding } from './encoding.ts';

const ANA = 'a'.repeat(32) as CustomerKey;
const BEN = 'b'.repeat(32) as CustomerKey;
const TODAY = 20_000;
const attribute = (name: HistoryName, dimension: string | null = null) => historyAttribute({ name, dimension });
const known = (history: CustomerHistory, name: HistoryName, { key = ANA, day = TODAY, told = true } = {}) =>
  historyReader(history, attribute(name), day, told)(key);

test('counts days before the day, never the day itself or what comes after it', () => {
  const history = emptyHistory(TODAY + 1, []);
  for (const day of [TODAY - 8, TODAY - 7, TODAY - 1, TODAY, TODAY + 1, TODAY + 9]) markDay(history, 'send', ANA, day);
  expect(known(history, 'days_since_last_send')).toBe(1);
  expect(known(history, 'sends_in_7_days')).toBe(2);
  expect(known(history, 'sends_in_28_days')).toBe(3);
  expect(known(history, 'sends_in_7_days', { day: TODAY + 1 })).toBe(2);
});

test('never is missing for a recency and nothing for a count', () => {
  const history = emptyHistory(TODAY, []);
  expect(known(history, 'days_since_last_success', { key: BEN })).toBeNull();
  expect(known(history, 'successes_in_28_days', { key: BEN })).toBe(0);
});

test('opens and clicks are missing as long as no feed tells of them', () => {
  const history = emptyHistory(TODAY, []);
  expect(known(history, 'opens_in_28_days')).toBe(0);
  expect(known(history, 'clicks_in_28_days', { told: false })).toBeNull();
});

test('goes on from what was kept as if it had been marked today', () => {
  const kept = emptyHistory(TODAY - 60, ['offer']);
  const now = emptyHistory(TODAY, ['offer']);
  for (const history of [kept, now]) for (const day of [70, 61, 90]) markDay(history, 'open', ANA, TODAY - day);
  const later = historyFrom(kept, TODAY - 60, TODAY);
  expect({ ...later }).toEqual({ ...now });
  expect(known(later, 'days_since_last_open')).toBe(61);
});

test('an abort that is told late takes the send back, and the options go with it', () => {
  const history = emptyHistory(TODAY, ['offer']);
  for (const day of [TODAY - 5, TODAY - 2]) markDay(history, 'send', ANA, day);
  expect([...staleOptions(history)]).toEqual([[TODAY - 2, [0]]]);
  setOptions(history, 0, TODAY - 2, () => 'half');
  expect(historyReader(history, attribute('last_option', 'offer'), TODAY, true)(ANA)).toBe('half');
  unmarkDay(history, 'send', ANA, TODAY - 2);
  expect([...staleOptions(history)]).toEqual([[TODAY - 5, [0]]]);
  unmarkDay(history, 'send', ANA, TODAY - 5);
  expect(staleOptions(history).size).toBe(0);
  expect(history.options['offer']).toEqual([null]);
});

test('has the same features whether or not anybody has a history yet', () => {
  const attributes = [
    attribute('days_since_last_send'),
    attribute('opens_in_28_days'),
    attribute('last_option', 'offer'),
  ];
  const dimensions = [{ id: 'offer', options: [{ id: 'half' }, { id: 'full' }] as never }];
  const nobody = { attributes, rowCount: 1, columns: [Float64Array.of(NaN), Float64Array.of(NaN), [null]] };
  const seen = {
    attributes,
    rowCount: 3,
    columns: [Float64Array.of(1, 90, 400), Float64Array.of(0, 28, 3), ['half', 'new', 'full']],
  };
  const encoding = fitEncoding(attributes, nobody, 1, dimensions);
  expect(encoding).toEqual(fitEncoding(attributes, seen, 1, dimensions));
  const width = encoding.features.length;
  expect(width).toBe(8);
  const rows = encodeTable(encoding, seen);
  const root = Math.sqrt(3);
  expect(rows[0]).toBeCloseTo(-root);
  expect([rows[width], rows[2 * width]]).toEqual([expect.closeTo(root), expect.closeTo(root)]);
  expect([...rows.slice(width + 4, 2 * width)]).toEqual([0, 0, 1, 0]);
  expect([...encodeTable(encoding, nobody)]).toEqual([0, 1, 0, 1, 0, 0, 0, 1]);
});
