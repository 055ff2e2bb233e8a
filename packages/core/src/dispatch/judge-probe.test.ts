import { expect, test } from 'vitest';
import { judgeProbe, type ReceiptLook } from './judge-probe.ts';

const T0 = Date.UTC(2026, 0, 5, 10);
const TRIGGERS = [0, 1, 60, 900].map((seconds) => T0 + seconds * 1_000);
const look = (atSeconds: number, receivedSeconds: number | null): ReceiptLook => ({
  at: T0 + atSeconds * 1_000,
  lastReceivedAt: receivedSeconds === null ? null : T0 + receivedSeconds * 1_000,
});
const outcomes = (...looks: ReceiptLook[]) => {
  const { isFirstReceived, gaps } = judgeProbe(TRIGGERS, looks);
  return [isFirstReceived, ...gaps.map(({ outcome }) => outcome)];
};

test.each<[string, ReceiptLook[], ReturnType<typeof outcomes>]>([
  [
    'one receipt: all repeats were held',
    [look(55, 0.2), look(890, 0.2), look(1_200, 0.2)],
    [true, 'held', 'held', 'held'],
  ],
  ['a race at one second', [look(55, 1.1), look(890, 1.1), look(1_200, 1.1)], [true, 'let_through', 'held', 'held']],
  [
    'off: everything arrives',
    [look(55, 1.1), look(890, 60.1), look(1_200, 900.1)],
    [true, 'let_through', 'let_through', 'let_through'],
  ],
  ['a window of ten minutes', [look(55, 0.1), look(890, 0.1), look(1_200, 900)], [true, 'held', 'held', 'let_through']],
  ['seen late only: one receipt', [look(55, null), look(890, 0.1), look(1_200, 0.1)], [true, 'held', 'held', 'held']],
  [
    'seen late only: the later receipt hides the earlier ones',
    [look(55, null), look(890, null), look(1_200, 900.1)],
    [true, 'not_known', 'not_known', 'let_through'],
  ],
  ['nothing arrived', [look(55, null), look(1_200, null)], [false, 'not_known', 'not_known', 'not_known']],
  [
    'an earlier receipt of another day says nothing',
    [look(55, -86_400), look(1_200, -86_400)],
    [false, 'not_known', 'not_known', 'not_known'],
  ],
  ["Braze's clock is behind", [look(55, -5), look(890, -5), look(1_200, -5)], [true, 'held', 'held', 'held']],
])('%s', (_, looks, expected) => {
  expect(outcomes(...looks)).toEqual(expected);
});

test('gaps are told in seconds from the first trigger', () => {
  expect(judgeProbe(TRIGGERS, []).gaps.map(({ seconds }) => seconds)).toEqual([1, 60, 900]);
});
