/**
 * Braze's daily counts beside ours: for each campaign or canvas and day what was handed over, what Braze counts, and whether
 * the two differ by more than is usual. Counts of Braze are aggregates; a difference says where to look, never who.
 */
import type { Day } from '../terms.ts';
import { addDays } from '../time.ts';
import type { BrazeCountRow, BrazeCounts, ShownCounts } from './braze-counts-report.ts';
import { formatCount, formatShare } from './format.ts';
import type { BrazeCountsInput, TargetDay } from './report-input.ts';

interface CountLimits {
  /** Share of our count by which Braze's may lie above it. */
  readonly moreShare: number;
  /** Share of our count by which Braze's may lie below it: some customers are always unsubscribed or capped. */
  readonly fewerShare: number;
  /** Differences of at most so many messages are never told. */
  readonly least: number;
}

/** Conventions, not theorems. */
const COUNT_LIMITS: CountLimits = { moreShare: 0.02, fewerShare: 0.05, least: 5 };

/** Null: this agent hands nothing to Braze. Rows newest first, then by target. */
export function buildBrazeCounts(input: BrazeCountsInput | undefined, limits = COUNT_LIMITS): BrazeCounts | null {
  if (input === undefined) return null;
  const { timeZone, notRead, days } = input;
  const differences = new Map(days.map((each) => [keyOf(each.target, each.day), differenceOf(each, limits)]));
  const rows = days.map((each) => rowOf(each, input, differences, limits));
  rows.sort((a, b) => (a.day === b.day ? (a.target < b.target ? -1 : 1) : a.day < b.day ? 1 : -1));
  return { timeZone, notRead, rows, summary: summaryOf(rows, notRead) };
}

const keyOf = (target: string, day: Day): string => `${day} ${target}`;

/** What of Braze's counts stands against what was accepted, and how much lies between the two. */
interface Difference {
  readonly measure: string;
  readonly braze: number;
  /** Braze's count minus what it accepted; 0 where the doubts explain what is more. */
  readonly difference: number;
  readonly isLarge: boolean;
}

function differenceOf({ request, ours, braze, complete }: TargetDay, limits: CountLimits): Difference | string {
  if (braze === null) return 'Braze was not read for this day';
  if (!complete) return 'the day was not over when Braze was read';
  const counted = countOf(request, braze);
  if (counted === null) return 'Braze counts no sends of this channel';
  const { measure, count } = counted;
  const most = ours.accepted + ours.inDoubt;
  const difference = count > most ? count - most : Math.min(0, count - ours.accepted);
  const share = difference > 0 ? limits.moreShare : limits.fewerShare;
  return { measure, braze: count, difference, isLarge: Math.abs(difference) > Math.max(limits.least, share * most) };
}

/** Messages to a device each: one customer may get several. */
const PUSH = ['ios_push', 'android_push', 'kindle_push', 'web_push'];
type Channels = NonNullable<TargetDay['braze']>;

/** Customers entering a canvas; messages of a campaign's only channel; with several, the customers whom they reached. */
function countOf(request: TargetDay['request'], braze: Channels): { measure: string; count: number } | null {
  const whole = (measure: string, count: number | undefined) => (count === undefined ? null : { measure, count });
  if (request === 'canvas') return whole('entries', braze['canvas']?.['entries']);
  const channels = Object.keys(braze).filter((name) => name !== 'campaign' && braze[name]?.['sent'] !== undefined);
  const used = channels.filter((name) => braze[name]!['sent']! > 0);
  const [only = channels[0]] = used;
  if (used.length <= 1 && only !== undefined && !PUSH.includes(only)) return whole('sent', braze[only]?.['sent']);
  return request === 'campaign' ? whole('unique_recipients', braze['campaign']?.['unique_recipients']) : null;
}

function rowOf(
  each: TargetDay,
  { timeZone }: BrazeCountsInput,
  differences: ReadonlyMap<string, Difference | string>,
  limits: CountLimits,
): BrazeCountRow {
  const found = differences.get(keyOf(each.target, each.day))!;
  const row = { ...each, shown: shownOf(each) };
  if (typeof found === 'string') return { ...row, compared: null, state: 'not_compared', says: found };
  const { measure, braze, difference, isLarge } = found;
  const compared = { measure, braze, difference };
  if (!isLarge) return { ...row, compared, state: 'as_expected', says: '' };
  const neighbour = neighbourOf(each, difference, differences, limits);
  if (neighbour !== null) return { ...row, compared, state: 'shifted', says: shifted(neighbour, timeZone) };
  const state = difference > 0 ? 'more' : 'fewer';
  return { ...row, compared, state, says: difference > 0 ? more(difference) : fewer(each, braze, difference) };
}

/** The day beside it that differs by as much the other way: then the two sides only cut their days differently. */
function neighbourOf(
  { target, day }: TargetDay,
  difference: number,
  differences: ReadonlyMap<string, Difference | string>,
  { least }: CountLimits,
): Day | null {
  const isOpposite = (other: Day): boolean => {
    const found = differences.get(keyOf(target, other));
    if (found === undefined || typeof found === 'string') return false;
    return Math.abs(found.difference + difference) <= Math.max(least, 0.1 * Math.abs(difference));
  };
  return [addDays(day, -1), addDays(day, 1)].find(isOpposite) ?? null;
}

const shifted = (neighbour: Day, timeZone: string): string =>
  `${neighbour} differs by as much the other way: days seem to be cut at another hour than midnight in ${timeZone} (timeZone of the connection in fitly.yaml)`;

const more = (difference: number): string =>
  `Braze counts ${formatCount(difference)} more than were handed over: somebody else triggers this campaign (another system, a test, a copy of this workspace)`;

const fewer = ({ ours }: TargetDay, braze: number, difference: number): string =>
  braze === 0
    ? `Braze counts none of ${formatCount(ours.accepted)} accepted: it may be paused or stopped, its re-eligibility may keep everybody out, or the counts come late`
    : `Braze counts ${formatCount(-difference)} fewer than it accepted (${formatShare(-difference / ours.accepted)}): aborts in the template, frequency caps or quiet hours of Braze, re-eligibility, customers who are unsubscribed or cannot be reached`;

/** Names of one thing in the channels, the first that a channel has. */
const NAMES: Readonly<Record<keyof ShownCounts, readonly string[]>> = {
  sent: ['sent', 'impressions'],
  delivered: ['delivered'],
  opened: ['unique_opens', 'direct_opens', 'read', 'unique_impressions'],
  clicked: ['unique_clicks', 'clicks', 'body_clicks'],
  bounced: ['bounces', 'delivery_failed', 'failed', 'errors'],
  unsubscribed: ['unsubscribes', 'opt_out'],
};

/** Over all channels; null where no channel counts such a thing. */
function shownOf({ braze }: TargetDay): ShownCounts {
  const sum = (names: readonly string[]): number | null => {
    const found = Object.values(braze ?? {}).flatMap((counts) => {
      const name = names.find((each) => counts[each] !== undefined);
      return name === undefined ? [] : [counts[name]!];
    });
    return found.length === 0 ? null : found.reduce((total, value) => total + value, 0);
  };
  return Object.fromEntries(Object.entries(NAMES).map(([name, names]) => [name, sum(names)])) as unknown as ShownCounts;
}

function summaryOf(rows: readonly BrazeCountRow[], notRead: string | null): string {
  const compared = rows.filter(({ compared: found }) => found !== null);
  const off = compared.filter(({ state }) => state !== 'as_expected');
  const why = notRead === null ? '' : ` (${notRead})`;
  if (compared.length === 0) return `Braze's counts: nothing to compare yet${why}`;
  if (off.length === 0) return `Braze counts as many as it accepted${why}`;
  return `Braze's counts differ on ${off.length} of ${compared.length} days and campaigns${why}`;
}
