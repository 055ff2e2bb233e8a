import { expect, test } from 'vitest';
import { instantOf, waitOf } from './rate-limit.ts';

const now = 1_700_000_000_000;
const at = (headers: Record<string, string>): number => instantOf(waitOf(new Headers(headers)), now);

test.each([
  ['the classic reset is an epoch second', { 'x-ratelimit-reset': '1700000100' }, now + 100_000],
  ['the other dialect gives seconds left', { 'x-ratelimit-reset': '30' }, now + 30_000],
  ['retry-after of the other dialect wins', { 'x-ratelimit-retry-after': '3', 'x-ratelimit-reset': '99' }, now + 3_000],
  ['plain retry-after is honoured', { 'retry-after': '4' }, now + 4_000],
  ['retry-after may be a date', { 'retry-after': 'Tue, 14 Nov 2023 22:14:20 GMT' }, now + 60_000],
  ['a reset in the past means now', { 'x-ratelimit-reset': '1600000000' }, now],
  ['empty headers mean a minute', { 'x-ratelimit-reset': '' }, now + 60_000],
  ['nonsense means a minute', { 'x-ratelimit-reset': '-5', 'retry-after': 'soon' }, now + 60_000],
  ['no header means a minute', {}, now + 60_000],
])('%s', (_name, headers, expected) => {
  expect(at(headers)).toBe(expected);
});
