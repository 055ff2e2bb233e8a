/**
 * Random control against itself: two halves that were treated alike by construction. If they differ by more than chance,
 * differences appear here where there are none, and no other comparison of this report deserves trust.
 */
import { compareGroups } from '../measure/index.ts';
import { formatP } from './format.ts';
import type { Check, TrustPoint } from './report.ts';
import type { ReportInput } from './report-input.ts';

/** The smallest p of all days below it is an alarm: one programme in a hundred has one by chance, however often it is read. */
const ALARM = 0.01;

/** By the same sequence as every other comparison; N* is the size of the halves on the first day, before any outcome. */
export function trustMeter({ days, alpha }: Pick<ReportInput, 'days' | 'alpha'>): TrustPoint[] {
  const split = days.flatMap(({ day, halves }) => (halves === undefined ? [] : [{ day, halves }]));
  const plannedSize = split.map(({ halves: [first, second] }) => first.n + second.n).find((size) => size > 0) ?? 0;
  return split.map(({ day, halves: [first, second] }) => {
    const reading = compareGroups(second, first, { alpha, plannedSize });
    if (reading.kind !== 'reading') return { day, absolute: null, p: null };
    return { day, absolute: reading.absolute, p: reading.p };
  });
}

/** No check without random control. */
export function trustCheck(points: readonly TrustPoint[]): Check[] {
  if (points.length === 0) return [];
  const id = 'trust_meter';
  const read = points.filter((point) => point.p !== null);
  const smallestP = Math.min(1, ...read.map(({ p }) => p ?? 1));
  const figures = { looks: read.length, smallestP };
  if (read.length === 0) {
    const detail = 'each half of random control needs 100 customers and 10 converters';
    return [{ id, state: 'not_known', summary: 'Random control against itself: too early', detail, figures: {} }];
  }
  const alarm = smallestP < ALARM;
  return [
    {
      id,
      state: alarm ? 'failed' : 'passed',
      summary: alarm ? 'Random control differs from itself' : 'Random control agrees with itself',
      detail: `two halves, split by a key of their own, looked at on ${read.length} days: smallest p ${formatP(smallestP)}; below ${formatP(ALARM)} something other than chance makes differences`,
      figures,
    },
  ];
}

/** Whether random control differs from itself, so that no difference of this report can be believed. */
export const isDoubted = (checks: readonly Check[]): boolean =>
  checks.some(({ id, state }) => id === 'trust_meter' && state === 'failed');
