import { describe, expect, test } from 'vitest';
import { sipKey, uniform } from '../../math/index.ts';
import { sampleRatioByDay } from './sample-ratio.ts';
import { sequentialSampleRatioBy } from './sample-ratio-by.ts';

const KEY = sipKey('5a'.repeat(16));
const SHARES = [0.7, 0.2, 0.1];
const days = (counts: readonly (readonly number[])[], shares: readonly number[] = SHARES) =>
  counts.map((observed, i) => ({ name: `day ${i + 1}`, observed, shares }));
const pOf = (check: { readonly kind: string; readonly p?: number }): number => check.p ?? 1;

describe('group sizes of each day', () => {
  test('what one day loses and the next gains cancels in the total and not here', () => {
    const swinging = Array.from({ length: 10 }, (_, i) => (i % 2 === 0 ? [700, 260, 40] : [700, 140, 160]));
    const { check, worst } = sampleRatioByDay(days(swinging));
    expect(check).toMatchObject({ kind: 'checked', alarm: true });
    expect(worst).not.toBeNull();
    const even = Array.from({ length: 10 }, () => [700, 200, 100]);
    expect(sampleRatioByDay(days(even)).check).toMatchObject({ alarm: false, p: 1 });
  });

  test('a day on which a group was not enrolled at all is found among sixty, and named', () => {
    const sixty = Array.from({ length: 60 }, (_, i) => (i === 40 ? [350, 100, 0] : [350, 100, 50]));
    expect(sampleRatioByDay(days(sixty))).toMatchObject({ check: { alarm: true }, worst: 'day 41' });
  });

  test('without any loss sixty days of few customers each alarm in at most one programme of a hundred', () => {
    let alarms = 0;
    for (let seed = 0; seed < 300; seed += 1) {
      const counts = Array.from({ length: 60 }, (_, day) => {
        const groups = [0, 0, 0];
        for (let i = 0; i < 12; i += 1) {
          const u = uniform(KEY, `${seed}`, `${day}`, `${i}`);
          groups[u < 0.7 ? 0 : u < 0.9 ? 1 : 2]! += 1;
        }
        return groups;
      });
      const { check } = sampleRatioByDay(days(counts));
      if (check.kind === 'checked' && check.alarm) alarms += 1;
    }
    expect(alarms).toBeLessThanOrEqual(6);
  });

  test('nobody, one group, and sizes beyond every number say so or stay numbers', () => {
    expect(sampleRatioByDay([]).check).toMatchObject({ kind: 'refused', reason: 'no_customers' });
    expect(sampleRatioByDay(days([[0, 0, 0]])).check.kind).toBe('refused');
    expect(sampleRatioByDay(days([[5]], [1])).check.kind).toBe('refused');
    const huge = sampleRatioByDay(
      days([
        [1e12, 0, 0],
        [1e12, 0, 0],
      ]),
    ).check;
    expect(pOf(huge)).toBeGreaterThan(0);
    expect(pOf(huge)).toBeLessThan(1e-100);
  });
});

describe('group sizes of each segment', () => {
  const stratum = (name: string, looks: readonly (readonly number[])[]) => ({ name, looks, shares: SHARES });
  const fair = stratum('country = DE', [[7000, 2000, 1000]]);

  test('a loss in one segment is found and named, where the total does not show it', () => {
    const short = stratum('country = FR', [
      [700, 200, 100],
      [7000, 2000, 500],
    ]);
    expect(sequentialSampleRatioBy([fair, short])).toMatchObject({ check: { alarm: true }, worst: 'country = FR' });
    expect(sequentialSampleRatioBy([fair])).toMatchObject({ check: { alarm: false } });
  });

  test('the smallest p counts as often as there are segments that could be checked', () => {
    const odd = stratum('odd', [[7000, 2000, 850]]);
    const alone = pOf(sequentialSampleRatioBy([odd]).check);
    const nobody = stratum('nobody', [[0, 0, 0]]);
    expect(pOf(sequentialSampleRatioBy([fair, odd, nobody]).check)).toBeCloseTo(Math.min(1, 2 * alone), 12);
    expect(sequentialSampleRatioBy([nobody]).check.kind).toBe('refused');
  });
});
