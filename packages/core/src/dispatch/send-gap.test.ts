import { expect, test } from 'vitest';
import type { Agent, Option } from '../design/agent.ts';
import { smallestGap } from './send-gap.ts';

const options = (hours: readonly number[]): Option[] =>
  hours.map((hour) => ({ id: `h${hour}`, hour, everyDays: null, state: 'active' }) as unknown as Option);
const gap = (hours: readonly number[], everyDays = 1, frequencies: readonly number[] = []): number => {
  const dimensions = [
    { kind: 'send_hour', options: options(hours) },
    { kind: 'frequency', options: frequencies.map((n) => ({ everyDays: n, state: 'active' })) },
  ] as unknown as Agent['dimensions'];
  return smallestGap({ dimensions, schedule: { runAt: '06:00', everyDays } }).hours;
};

test.each<[string, readonly number[], number, readonly number[], number]>([
  ['18 and 20, daily: two hours apart, less one for daylight saving', [18, 20], 1, [], 1],
  ['8, 12 and 18, daily: four hours between 8 and 12', [8, 12, 18], 1, [], 3],
  ['23 and 1 are neighbours over midnight', [1, 23], 1, [], 1],
  ['one hour, daily: a day', [9], 1, [], 23],
  ['no hour at all, daily: sent as the run goes', [], 1, [], 23],
  ['8 and 20, weekly: six days more', [8, 20], 7, [], 6 * 24 + 11],
  ['a chosen frequency counts instead of the usual one, at its shortest', [9], 7, [3, 14], 2 * 24 + 23],
])('%s', (_name, hours, everyDays, frequencies, expected) => {
  expect(gap(hours, everyDays, frequencies)).toBe(expected);
});

test('the gap that is told is never more than one that happens, wherever on the clock the run is', () => {
  const all = [8, 12, 18, 20];
  for (let mask = 1; mask < 16; mask++) {
    const hours = all.filter((_, i) => (mask >> i) & 1);
    let smallest = Number.POSITIVE_INFINITY;
    for (let run = 0; run < 24; run++) {
      const next = hours.map((hour) => (hour - run + 24) % 24);
      for (const today of next) for (const tomorrow of next) smallest = Math.min(smallest, 24 + tomorrow - today);
    }
    expect(gap(hours)).toBe(smallest - 1);
  }
});

test('a third of the window is left for trying again, and none where a doubt takes longer to look into', () => {
  const of = (hours: readonly number[]) =>
    smallestGap({
      dimensions: [{ kind: 'send_hour', options: options(hours) }] as unknown as Agent['dimensions'],
      schedule: { runAt: '06:00', everyDays: 1 },
    }).retryHorizonHours;
  expect(of([8, 12])).toBe(1);
  expect(of([8, 9])).toBe(0);
});
