/**
 * Everything that is planted, in one place. The dataset knows neither subject lines nor hours, nor when within the two weeks
 * a visit happened; who visits, buys and spends how much is always a real customer's outcome.
 */
import { exp, ln } from '@fitly/core/math';
import type { Channel, Customer } from './rows.ts';

export const DAY_MS = 86_400_000;
/** The experiment looked at two weeks. */
export const WINDOW_MS = 14 * DAY_MS;
/** A purchase follows its visit by this much. */
export const PURCHASE_AFTER_VISIT_MS = 10 * 60_000;
const MEAN_DELAY_MS = 2.5 * DAY_MS;

/** Factors on the visit rate by the trigger property `subject_line`; their mean is 1 for either kind of customer. */
const BY_SUBJECT = {
  newbie: { plain: 0.9, benefit: 1.0, personal: 1.1 },
  known: { plain: 1.08, benefit: 1.02, personal: 0.9 },
} as const satisfies Record<string, Record<string, number>>;

/** Factors on the visit rate by the local hour of arrival; their mean is 1 for each channel. */
const BY_HOUR = {
  Phone: { 8: 1.1, 12: 1.02, 18: 0.96, 20: 0.92 },
  Web: { 8: 0.92, 12: 0.96, 18: 1.04, 20: 1.08 },
  Multichannel: { 8: 0.98, 12: 1.06, 18: 1.0, 20: 0.96 },
} as const satisfies Record<Channel, Record<number, number>>;

/** Factor on the visit rate of one send. Other subjects and other hours count 1. */
export function plantedFactor({ newbie, channel }: Customer, subjectLine: unknown, localHour: number): number {
  const subjects: ReadonlyMap<unknown, number> = SUBJECTS[newbie ? 'newbie' : 'known'];
  return (subjects.get(subjectLine) ?? 1) * (HOURS[channel].get(localHour) ?? 1);
}

const SUBJECTS = {
  newbie: new Map(Object.entries(BY_SUBJECT.newbie)),
  known: new Map(Object.entries(BY_SUBJECT.known)),
};
const byHour = (channel: Channel): ReadonlyMap<number, number> =>
  new Map(Object.entries(BY_HOUR[channel]).map(([hour, factor]) => [Number(hour), factor]));
const HOURS = { Phone: byHour('Phone'), Web: byHour('Web'), Multichannel: byHour('Multichannel') };

/** A visit leaves room for its purchase inside the window. */
const VISIT_SPAN_MS = WINDOW_MS - PURCHASE_AFTER_VISIT_MS;

/** Milliseconds from a send to its visit: exponential with mean 2.5 days, truncated to the window. `u` in [0, 1). */
export const delayAfterSend = (u: number): number =>
  Math.floor(-MEAN_DELAY_MS * ln(1 - u * (1 - exp(-VISIT_SPAN_MS / MEAN_DELAY_MS))));

/** Milliseconds from the start of a window without a send to its visit: uniform. */
export const delayWithoutSend = (u: number): number => Math.floor(u * VISIT_SPAN_MS);
