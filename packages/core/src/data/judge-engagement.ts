/** The same messages under a more lenient and under a stricter filter: a verdict that changes with it is fragile. */
import { type FilterLevel, rulesOf } from './engagement-filter.ts';
import type { MessageOutcomes } from './message-outcomes.ts';

export interface JudgedEngagement {
  /** Row by row as the outcomes; NaN: not by a person as far as is known. */
  readonly openedAt: Float64Array;
  readonly clickedAt: Float64Array;
}

/**
 * The same outcomes under each level. Of each message the first open and click by people and by machines are kept, so `strict` leaves
 * out a message whose first open was too fast, even if a person opened it again later: it is a lower bound, as `off` is an upper one.
 */
export const engagementUnder = (outcomes: MessageOutcomes, level: FilterLevel): JudgedEngagement => ({
  openedAt: judge(outcomes, level, 'open'),
  clickedAt: judge(outcomes, level, 'click'),
});

const FIRST = {
  open: { byPeople: 'opened_at', byMachines: 'machine_opened_at' },
  click: { byPeople: 'clicked_at', byMachines: 'bot_clicked_at' },
} as const;

function judge({ instants, rowCount }: MessageOutcomes, level: FilterLevel, kind: 'open' | 'click'): Float64Array {
  const rules = rulesOf(kind, level);
  const byFlag = rules.some(({ when }) => 'flag' in when);
  const limits = rules.map(({ when }) => ('flag' in when ? Number.NEGATIVE_INFINITY : when.withinMsOfDelivery));
  const tooFastMs = Math.max(Number.NEGATIVE_INFINITY, ...limits);
  const [people, machines] = [instants[FIRST[kind].byPeople], instants[FIRST[kind].byMachines]];
  return Float64Array.from({ length: rowCount }, (_, row) => {
    const at = byFlag ? people[row]! : earlier(people[row]!, machines[row]!);
    return at - instants.delivered_at[row]! <= tooFastMs ? Number.NaN : at;
  });
}

/** NaN counts for nothing. */
const earlier = (a: number, b: number): number => (a <= b || Number.isNaN(b) ? a : b);
