/**
 * What the agent's own log says of a customer: a closed list of attributes that nobody has to bring. Days are those of the
 * agent's zone; all of them lie before the day of the run.
 */

/** What is kept in mind of a customer. `open`, `click`: by people, as feeds tell. `success`: the event of the success metric. */
export const HISTORY_KINDS = ['send', 'open', 'click', 'success'] as const;
export type HistoryKind = (typeof HISTORY_KINDS)[number];

export type HistoryMeasure =
  /** Whole days from the newest such day to the run's day, at least 1; missing = never. */
  | { readonly measure: 'days_since'; readonly of: HistoryKind }
  /** On how many of the `days` days before the run's day it happened. */
  | { readonly measure: 'days_with'; readonly of: HistoryKind; readonly days: number }
  /** Option of one dimension in the newest send; missing = never. */
  | { readonly measure: 'last_option' };

export const HISTORY_NAMES = [
  'days_since_last_send',
  'sends_in_7_days',
  'sends_in_28_days',
  'days_since_last_open',
  'opens_in_28_days',
  'days_since_last_click',
  'clicks_in_28_days',
  'days_since_last_success',
  'successes_in_28_days',
  'last_option',
] as const;
export type HistoryName = (typeof HISTORY_NAMES)[number];

export const HISTORY: Readonly<Record<HistoryName, HistoryMeasure>> = {
  days_since_last_send: { measure: 'days_since', of: 'send' },
  sends_in_7_days: { measure: 'days_with', of: 'send', days: 7 },
  sends_in_28_days: { measure: 'days_with', of: 'send', days: 28 },
  days_since_last_open: { measure: 'days_since', of: 'open' },
  opens_in_28_days: { measure: 'days_with', of: 'open', days: 28 },
  days_since_last_click: { measure: 'days_since', of: 'click' },
  clicks_in_28_days: { measure: 'days_with', of: 'click', days: 28 },
  days_since_last_success: { measure: 'days_since', of: 'success' },
  successes_in_28_days: { measure: 'days_with', of: 'success', days: 28 },
  last_option: { measure: 'last_option' },
};

/** Where a history attribute comes from. */
export interface HistorySource {
  readonly name: HistoryName;
  /** For `last_option`, which one; null for all others. */
  readonly dimension: string | null;
}
