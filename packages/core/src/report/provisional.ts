/**
 * Days of which more may still be told: feeds bring events late, and a day is made again when they do. How long that goes on is
 * taken from the ages at which their events came.
 */
import { EVENT_AGES, type EventAge } from '../data/index.ts';
import type { Day } from '../terms.ts';
import { addDays } from '../time.ts';
import type { InboundInput } from './inbound.ts';
import type { ReportInput } from './report-input.ts';

export interface Provisional {
  /** This day and all later ones. */
  readonly from: Day;
  /** How many days the newest run's day needs until it stands. */
  readonly days: number;
  readonly says: string;
}

/** Of the events of a feed, so many came within the days that are waited for. */
const CAME = 0.99;

/** Null where nothing comes by a feed: what exports and imports tell of a day is there when it is read. */
export function buildProvisional({
  inbound = [],
  asOfDay,
}: Pick<ReportInput, 'inbound' | 'asOfDay'>): Provisional | null {
  const waits = inbound
    .filter(({ serves, kind }) => serves && kind === 'events')
    .map((feed) => ({ name: feed.name, days: daysOf(feed) }));
  const [slowest] = waits.sort((a, b) => b.days - a.days);
  if (slowest === undefined) return null;
  const { name, days } = slowest;
  return {
    from: addDays(asOfDay, 1 - days),
    days,
    says: `More may still be told of the last ${days === 1 ? 'day' : `${days} days`}: 99 of 100 events of the feed “${name}” come within ${days === 1 ? 'a day' : `${days} days`}.`,
  };
}

/** What came later than after a week is a backfill, and nothing that a day waits for. */
const DAYS: Readonly<Record<Exclude<EventAge, 'older'>, number>> = {
  future: 1,
  under_1h: 1,
  under_6h: 1,
  under_1d: 1,
  under_2d: 2,
  under_7d: 7,
};
const WAITED_FOR = EVENT_AGES.filter((age) => age !== 'older');

/** The age, in whole days, under which 99 % of the events were when they came; a day where none has come. */
function daysOf({ ages }: InboundInput): number {
  const all = WAITED_FOR.reduce((sum, age) => sum + ages[age], 0);
  let came = 0;
  for (const age of WAITED_FOR) {
    came += ages[age];
    if (came >= CAME * all) return DAYS[age];
  }
  return DAYS.under_7d;
}
