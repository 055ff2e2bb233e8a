import { expect, test } from 'vitest';
import {
  count,
  day,
  duration,
  figure,
  localeOf,
  money,
  per1000,
  percent,
  share,
  shortId,
  signedCount,
} from './format.ts';

test('each kind of number has one look', () => {
  expect(count(412380)).toBe('412,380');
  expect(percent(0.041)).toBe('+4.1\u00a0%');
  expect(percent(-0.052)).toBe('−5.2\u00a0%');
  expect(percent(0)).toBe('0.0\u00a0%');
  expect(share(0.297)).toBe('29.7\u00a0%');
  expect(per1000(0.203203)).toBe('203.2');
  expect(money(8.37, 'EUR')).toBe('€8.37');
  expect(signedCount(-75)).toBe('−75');
  expect(figure(0.013687)).toBe('0.0137');
});

test('durations say their unit where a clock would mislead', () => {
  expect([400, 41_000, 82_000, 50_400_000].map(duration)).toEqual(['0.4\u00a0s', '41\u00a0s', '1:22', '14:00\u00a0h']);
});

test('a day has its year where that is not the one beside it', () => {
  expect(day('2026-11-17')).toBe('17 Nov');
  expect(day('2025-11-17', '2026')).toBe('17 Nov 2025');
});

test('numbers speak the language of the words, and locales that are none are passed over', () => {
  expect(localeOf(['de-DE', 'en-US'])).toBe('en-US');
  expect(localeOf(['en-US@posix', 'en-IE'])).toBe('en-IE');
  expect(localeOf([])).toBe('en-GB');
});

test('ids are shown by their ends', () => {
  expect(shortId('e337e290b415499a22b7f235a338df75')).toBe('e337…df75');
});
