import { expect, test } from 'vitest';
import type { Agent, Option } from '../design/agent.ts';
import { asDay } from '../terms.ts';
import { latestWithoutHour, smallestGap } from './send-gap.ts';

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

test('without an hour a message waits until an hour before the next run that may send to the customer', () => {
  const agentOf = (everyDays: number, timeZone: string, chosen: readonly number[] = []) => ({
    dimensions: [
      { kind: 'frequency', options: chosen.map((n) => ({ everyDays: n, state: 'active' })) },
    ] as unknown as Agent['dimensions'],
    ...{ schedule: { runAt: '06:00', everyDays }, timeZone },
  });
  const latest = (...given: Parameters<typeof agentOf>) =>
    new Date(latestWithoutHour(agentOf(...given), asDay('2026-03-28'))).toISOString();
  expect(latest(1, 'Etc/UTC')).toBe('2026-03-29T05:00:00.000Z');
  expect(latest(1, 'Europe/Berlin')).toBe('2026-03-29T03:00:00.000Z');
  expect(latest(7, 'Etc/UTC')).toBe('2026-04-04T05:00:00.000Z');
  expect(latest(7, 'Etc/UTC', [2, 14])).toBe('2026-03-30T05:00:00.000Z');
});
