/** How the audience's size moved, as we counted it and as Braze estimates its segments, and where that was unusual. */
import { type AudienceChange, type AudienceSize, audienceChange } from '../measure/index.ts';
import type { Day } from '../terms.ts';
import { addDays } from '../time.ts';
import { formatCount, formatUplift } from './format.ts';
import type { AudienceInput } from './report-input.ts';

/** One thing whose size has a history. */
export interface SizeHistory {
  /** `audience`, or the id of a segment. */
  readonly subject: string;
  /** Oldest first, without days of which nothing is known. */
  readonly sizes: readonly AudienceSize[];
  /** Newest first: days of the last 14 on which the size moved unusually. */
  readonly alerts: readonly SizeAlert[];
}

export interface SizeAlert extends AudienceChange {
  readonly day: Day;
  /** `fell by 30.0 %, from 10,000 to 7,000`. */
  readonly says: string;
}

export interface AudienceReport {
  /** The audience first, then the segments. */
  readonly histories: readonly SizeHistory[];
  /** Why the newest run could not read every segment; null when it could. */
  readonly notRead: string | null;
}

const RECENT_DAYS = 14;

/** Null: nothing is known of any size. */
export function buildAudience(input: AudienceInput | undefined, asOfDay: Day): AudienceReport | null {
  if (input === undefined) return null;
  const from = addDays(asOfDay, 1 - RECENT_DAYS);
  const histories = input.histories.map(({ subject, sizes }) => {
    const known = sizes.filter(({ day }) => day <= asOfDay).toSorted((a, b) => (a.day < b.day ? -1 : 1));
    return { subject, sizes: known, alerts: alertsOf(known, from) };
  });
  return { histories: histories.filter(({ sizes }) => sizes.some(({ size }) => size > 0)), notRead: input.notRead };
}

const alertsOf = (sizes: readonly AudienceSize[], from: Day): SizeAlert[] =>
  sizes.toReversed().flatMap((today) => {
    const change = today.day < from ? null : audienceChange(today, sizes);
    return change === null ? [] : [{ ...change, day: today.day, says: changeInWords(change) }];
  });

export function changeInWords({ kind, size, usual, change }: AudienceChange): string {
  const from = `from ${formatCount(usual)} to ${formatCount(size)}`;
  switch (kind) {
    case 'gone':
      return size === 0 ? `is empty: nobody is left of ${formatCount(usual)}` : `is nearly empty: ${from}`;
    case 'fell':
      return `fell by ${formatUplift(change).slice(1)}, ${from}`;
    case 'rose':
      return `rose by ${formatUplift(change).slice(1)}, ${from}`;
  }
}
