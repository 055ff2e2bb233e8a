/**
 * Running totals of all enrolled customers by group, as of a day: intention to treat, everyone counts from enrolment on,
 * with 0 until something happens. What a feed tells late belongs to the day on which it happened, so the readings of the
 * days in between are made again.
 */

import { MS_PER_DAY, type ValuedEvent } from '@fitly/core/data';
import { maturedAfterDays } from '@fitly/core/design';
import { addValues, emptyMoments, type Moments, winsorise } from '@fitly/core/measure';
import type { OtherReading } from '@fitly/core/report';
import { type CustomerKey, type Day, GROUPS, type Group, type Instant } from '@fitly/core/terms';
import { addDays } from '@fitly/core/time';
import { listRuns, type StagedFile } from '@fitly/store';
import { knownThen } from '../feeds/feed-events.ts';
import { dailyCellColumns, readDailyCells } from '../reporting/daily-cells.ts';
import { DAILY_KPIS, kpiColumns } from '../reporting/daily-kpis.ts';
import { DAILY_PARTS, type DailyParts, dailyPartColumns, type OtherParts } from '../reporting/daily-parts.ts';
import { costsSoFar } from './costs-so-far.ts';
import { dayParts } from './day-parts.ts';
import { kpisOfDay } from './kpis-of-day.ts';
import type { RunContext } from './run-context.ts';

interface GroupMoments {
  readonly moments: Record<Group, Moments>;
  readonly parts: DailyParts;
  readonly cappedAt: number | null;
}

/** A day of the past, with the end of its intake: what lay after it counted on a later day. */
interface PastDay {
  readonly day: Day;
  readonly until: Instant;
}

/** Since enrolment, and before it. */
export interface MeasuredEvents {
  readonly events: readonly ValuedEvent[];
  readonly earlier: readonly ValuedEvent[];
  /** Since enrolment, under other filters of opens and clicks; null where these are not the metric. */
  readonly underFilter: Readonly<Record<'filter_off' | 'filter_strict', readonly ValuedEvent[]>> | null;
}

type MeasuredContext = Pick<RunContext, 'store' | 'agent' | 'day' | 'enrolled'>;

/** `past`: null for the run's own day. */
export async function groupMoments(
  context: MeasuredContext,
  { events, earlier, underFilter }: MeasuredEvents,
  past: PastDay | null = null,
): Promise<GroupMoments> {
  const { day, until } = past ?? { day: context.day, until: Number.POSITIVE_INFINITY };
  const customers = await customersBy(context, day);
  const known = { until, spans: null };
  const running = await readingOfDay({ ...context, day }, customers, { ...known, events, earlier });
  const others: Partial<Record<OtherReading, OtherParts>> = {};
  for (const [kind, judged] of Object.entries(underFilter ?? {}) as [OtherReading, readonly ValuedEvent[]][])
    others[kind] = (await readingOfDay({ ...context, day }, customers, { ...known, events: judged, earlier })).parts;
  const matured = maturedOf(customers, maturedAfterDays(context.agent));
  if (matured.customers.keys.length > 0) {
    const read = { until, spans: matured.spans, events, earlier };
    others.matured = (await readingOfDay({ ...context, day }, matured.customers, read)).parts;
  }
  const { moments, parts, halves } = running;
  return { moments, parts: { day, epochs: parts.epochs, halves, others }, cappedAt: parts.cappedAt };
}

/** Enrolled by a day; columns of equal length. */
interface Customers {
  readonly keys: readonly CustomerKey[];
  readonly groups: readonly Group[];
  readonly epochs: readonly number[];
  /** When the run that enrolled them began. */
  readonly since: readonly Instant[];
  /** When the run of the day itself began. */
  readonly now: Instant;
}

async function customersBy({ store, agent, enrolled }: MeasuredContext, day: Day): Promise<Customers> {
  const startOf = new Map((await listRuns(store.state.db, agent.name)).map((run) => [run.day, run.startedAt]));
  const { customerKeys, groups, epochs, enrolledDays } = await enrolled();
  const rows = [...customerKeys.keys()].filter((row) => enrolledDays[row]! <= day);
  return {
    keys: rows.map((row) => customerKeys[row]!),
    groups: rows.map((row) => groups[row]!),
    epochs: rows.map((row) => epochs[row]!),
    since: rows.map((row) => startOf.get(enrolledDays[row]!) ?? Number.NEGATIVE_INFINITY),
    now: startOf.get(day) ?? Number.POSITIVE_INFINITY,
  };
}

/** Of each customer: what counts lies before it. */
type Spans = ReadonlyMap<CustomerKey, Instant>;

function maturedOf(customers: Customers, windowDays: number): { readonly customers: Customers; readonly spans: Spans } {
  const endOf = (row: number): Instant => customers.since[row]! + windowDays * MS_PER_DAY;
  const rows = [...customers.keys.keys()].filter((row) => endOf(row) <= customers.now);
  const of = <T>(values: readonly T[]): T[] => rows.map((row) => values[row]!);
  const { keys, groups, epochs, since } = customers;
  return {
    customers: { ...customers, keys: of(keys), groups: of(groups), epochs: of(epochs), since: of(since) },
    spans: new Map(rows.map((row) => [keys[row]!, endOf(row)])),
  };
}

interface ReadEvents {
  readonly events: readonly ValuedEvent[];
  readonly earlier: readonly ValuedEvent[];
  readonly until: Instant;
  /** Null: everything so far. */
  readonly spans: Spans | null;
}

async function readingOfDay(
  context: Pick<RunContext, 'store' | 'agent' | 'day'>,
  { keys, groups, epochs }: Customers,
  { events, earlier, until, spans }: ReadEvents,
) {
  const { success } = context.agent;
  const rowOf = new Map<string, number>();
  for (const [row, key] of keys.entries()) rowOf.set(key, row);
  const isIn = (key: CustomerKey, at: Instant): boolean =>
    at <= until && !(spans !== null && at >= (spans.get(key) ?? 0));
  const totals = new Float64Array(keys.length);
  const before = new Float64Array(keys.length);
  // Who had a success that counts: a cost alone makes nobody a converter.
  const succeeded = new Uint8Array(keys.length);
  for (const { customerKey, at, value } of events) {
    const row = rowOf.get(customerKey);
    if (row === undefined || !isIn(customerKey, at)) continue;
    if (Number.isFinite(value)) totals[row]! += value;
    if (value > 0 || value < 0) succeeded[row] = 1;
  }
  if (success.subtractCosts) {
    const costs = await costsSoFar(
      context,
      ({ customerKey, decidedAt }) => spans === null || isIn(customerKey, decidedAt),
    );
    for (const [key, cost] of costs) {
      const row = rowOf.get(key);
      if (row !== undefined && Number.isFinite(cost)) totals[row]! -= cost;
    }
  }
  for (const { customerKey, at, value } of earlier) {
    const row = rowOf.get(customerKey);
    if (row !== undefined && at <= until && Number.isFinite(value)) before[row]! += value;
  }
  const { values, cappedAt } = winsorise(totals, success.winsorQuantile);
  const of = (group: Group): Moments => {
    const isOf = (_: number, row: number): boolean => groups[row] === group;
    const moments = addValues(emptyMoments, values.filter(isOf));
    return { ...moments, nonZero: succeeded.filter(isOf).reduce((sum, each) => sum + each, 0) };
  };
  const { epochs: byEpoch, halves } = dayParts(context, {
    customerKeys: keys,
    groups,
    epochs,
    totals: values,
    before,
    succeeded,
  });
  return {
    moments: Object.fromEntries(GROUPS.map((group) => [group, of(group)])) as Record<Group, Moments>,
    parts: { epochs: byEpoch, cappedAt },
    halves,
  };
}

/** The cells of earlier days that this run's news belongs to, made again and staged; what was sent then stays as it is. */
export async function restatedCells(context: RunContext, events: MeasuredEvents): Promise<StagedFile[]> {
  const { store, agent } = context;
  const since = context.summaryOf('intake')['feed_news_since'];
  if (typeof since !== 'number') return [];
  const staged: StagedFile[] = [];
  const cells = await readDailyCells(store, agent.name, addDays(context.day, -1));
  for (const cell of cells.reverse()) {
    const { at: until } = await knownThen(store.state.db, agent.name, cell.day);
    if (until < since) break;
    const { moments: groups, parts, cappedAt } = await groupMoments(context, events, { day: cell.day, until });
    const columns = dailyCellColumns({ ...cell, groups, cappedAt });
    const place = { agent: agent.name, day: cell.day };
    staged.push(await store.lake.stage({ table: 'daily_cells', ...place, columns }));
    staged.push(await store.lake.stage({ table: DAILY_PARTS, ...place, columns: dailyPartColumns(parts) }));
    const kpis = kpiColumns(await kpisOfDay(context, cell.day, until));
    staged.push(await store.lake.stage({ table: DAILY_KPIS, ...place, columns: kpis }));
  }
  return staged;
}
