/** How old events are when they arrive: a count per span, so that files, takes and feeds add up. */

const HOUR_MS = 3_600_000;

/** Spans from the newest to the oldest; each ends before `belowMs`. */
const SPANS = [
  { age: 'future', belowMs: 0 },
  { age: 'under_1h', belowMs: HOUR_MS },
  { age: 'under_6h', belowMs: 6 * HOUR_MS },
  { age: 'under_1d', belowMs: 24 * HOUR_MS },
  { age: 'under_2d', belowMs: 48 * HOUR_MS },
  { age: 'under_7d', belowMs: 168 * HOUR_MS },
  { age: 'older', belowMs: Number.POSITIVE_INFINITY },
] as const;

export type EventAge = (typeof SPANS)[number]['age'];
export const EVENT_AGES: readonly EventAge[] = SPANS.map(({ age }) => age);

/** Events by their age at arrival. */
export type AgeCounts = Readonly<Record<EventAge, number>>;

export const emptyAges: AgeCounts = countsBy(() => 0);

/** `ageMs`: arrival minus event; below 0 when the event lies after the clock of the run. */
export const ageOf = (ageMs: number): EventAge => SPANS.find(({ belowMs }) => ageMs < belowMs)?.age ?? 'older';

export const mergeAges = (a: AgeCounts, b: AgeCounts): AgeCounts => countsBy((age) => a[age] + b[age]);

/** Events that were a day old or more when they arrived. */
export const lateEvents = (ages: AgeCounts): number => ages.under_2d + ages.under_7d + ages.older;

function countsBy(count: (age: EventAge) => number): AgeCounts {
  return Object.fromEntries(SPANS.map(({ age }) => [age, count(age)])) as Record<EventAge, number>;
}
