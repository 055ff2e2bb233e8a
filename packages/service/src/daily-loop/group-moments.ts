/**
 * Running totals of all enrolled customers by group, as of a day: intention to treat, everyone counts from enrolment on,
 * with 0 until something happens. What a feed tells late belongs to the day on which it happened, so the readings of the
 * days in between are made again.
 */

import { MS_PER_DAY, type ValuedEvent } from '@fitly/core/data';
import { maturedAfterDays } from '@fitly/core/design';
import { emptyMoments, type Moments, mergeJointMoments, momentsOf, winsorise } from '@fitly/core/measure';
import type { EpochMoments, OtherReading } from '@fitly/core/report';
import { type CustomerKey, type Day, GROUPS, type Group, type Instant } from '@fitly/core/terms';
import { addDays } from '@fitly/core/time';
import { listRuns, type StagedFile } from '@fitly/store';
import { knownThen } from '../feeds/feed-events.ts';
import { dailyCellColumns, readDailyCells } from '../reporting/daily-cells.ts';
import { DAILY_KPIS, kpiColumns } from '../reporting/daily-kpis.ts';
import { DAILY_PARTS, type DailyParts, dailyPartColumns, type OtherParts } from '../reporting/daily-parts.ts';
import { DAILY_SEGMENTS, readSegmentDays, segmentColumns } from '../reporting/daily-segments.ts';
import { costsSoFar } from './costs-so-far.ts';
import { dayParts } from './day-parts.ts';
import { kpisOfDay } from './kpis-of-day.ts';
import { newsOf } from './late-news.ts';
import type { RunContext } from './run-context.ts';
import { acceptedAsTold, segmentsOfDay } from './segments-of-day.ts';

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
  const read = (own: readonly ValuedEvent[], window: Window | null) =>
    readingOfDay({ ...context, day }, customers, { events: own, earlier, until, window });
  const running = await read(events, null);
  const others: Partial<Record<OtherReading, OtherParts>> = {};
  for (const [kind, judged] of Object.entries(underFilter ?? {}) as [OtherReading, readonly ValuedEvent[]][])
    others[kind] = otherParts(await read(judged, null));
  const window = maturedIn(customers, maturedAfterDays(context.agent));
  if (window.rows.length > 0) others.matured = otherParts(await read(events, window));
  const { epochs, halves, cappedAt } = running;
  return { moments: allGroups(epochs), parts: { day, epochs, halves, others }, cappedAt };
}

type MomentsRead = Awaited<ReturnType<typeof readingOfDay>>;

const otherParts = ({ epochs, cappedAt }: MomentsRead): OtherParts => ({ epochs, cappedAt });

/** Of the metric, over all epochs. */
const allGroups = (epochs: readonly EpochMoments[]): Record<Group, Moments> =>
  Object.fromEntries(
    GROUPS.map((group) => {
      const parts = epochs.flatMap(({ groups }) => groups[group] ?? []);
      return [group, parts.length === 0 ? emptyMoments : momentsOf(parts.reduce(mergeJointMoments), 0)];
    }),
  ) as Record<Group, Moments>;

/** Enrolled by a day; columns of equal length. */
interface Customers {
  readonly keys: readonly CustomerKey[];
  readonly groups: readonly Group[];
  readonly epochs: readonly number[];
  /** When the run that enrolled them began. */
  readonly since: readonly Instant[];
  readonly rowOf: ReadonlyMap<CustomerKey, number>;
  /** When the run of the day itself began. */
  readonly now: Instant;
}

async function customersBy({ store, agent, enrolled }: MeasuredContext, day: Day): Promise<Customers> {
  const startOf = new Map((await listRuns(store.state.db, agent.name)).map((run) => [run.day, run.startedAt]));
  const { customerKeys, groups, epochs, enrolledDays } = await enrolled();
  const rows = [...customerKeys.keys()].filter((row) => enrolledDays[row]! <= day);
  const keys = rows.map((row) => customerKeys[row]!);
  return {
    keys,
    groups: rows.map((row) => groups[row]!),
    epochs: rows.map((row) => epochs[row]!),
    since: rows.map((row) => startOf.get(enrolledDays[row]!) ?? Number.NEGATIVE_INFINITY),
    rowOf: new Map(keys.map((key, row) => [key, row])),
    now: startOf.get(day) ?? Number.POSITIVE_INFINITY,
  };
}

/** Of each customer what lies before `ends` counts, and only `rows` are read. */
interface Window {
  readonly ends: Float64Array;
  readonly rows: readonly number[];
}

/** Those whose days are over. */
function maturedIn({ since, now }: Customers, windowDays: number): Window {
  const ends = Float64Array.from(since, (at) => at + windowDays * MS_PER_DAY);
  return { ends, rows: [...ends.keys()].filter((row) => ends[row]! <= now) };
}

interface ReadEvents {
  readonly events: readonly ValuedEvent[];
  readonly earlier: readonly ValuedEvent[];
  readonly until: Instant;
  /** Null: everything so far, of everybody. */
  readonly window: Window | null;
}

async function readingOfDay(
  context: Pick<RunContext, 'store' | 'agent' | 'day'>,
  { keys, groups, epochs, rowOf }: Customers,
  { events, earlier, until, window }: ReadEvents,
) {
  const { success } = context.agent;
  const totals = new Float64Array(keys.length);
  const before = new Float64Array(keys.length);
  // Who had a success that counts: a cost alone makes nobody a converter.
  const succeeded = new Uint8Array(keys.length);
  const rowAt = (key: CustomerKey, at: Instant): number => {
    const row = rowOf.get(key) ?? -1;
    return row !== -1 && (window === null || at < window.ends[row]!) ? row : -1;
  };
  for (const { customerKey, at, value } of events) {
    const row = at <= until ? rowAt(customerKey, at) : -1;
    if (row === -1) continue;
    if (Number.isFinite(value)) totals[row]! += value;
    if (value > 0 || value < 0) succeeded[row] = 1;
  }
  if (success.subtractCosts) {
    const costs = await costsSoFar(context, ({ customerKey, decidedAt }) => rowAt(customerKey, decidedAt) !== -1);
    for (const [key, cost] of costs) if (Number.isFinite(cost)) totals[rowOf.get(key)!]! -= cost;
  }
  for (const { customerKey, at, value } of earlier) {
    const row = rowOf.get(customerKey);
    if (row !== undefined && at <= until && Number.isFinite(value)) before[row]! += value;
  }
  const rows = window?.rows ?? null;
  const listed = <T>(values: readonly T[]): readonly T[] => rows?.map((row) => values[row]!) ?? values;
  const numbers = (values: Float64Array): Float64Array =>
    rows === null ? values : Float64Array.from(rows, (row) => values[row]!);
  const { values, cappedAt } = winsorise(numbers(totals), success.winsorQuantile);
  const parts = dayParts(context, {
    customerKeys: listed(keys),
    groups: listed(groups),
    epochs: listed(epochs),
    totals: values,
    before: numbers(before),
    succeeded: rows === null ? succeeded : Uint8Array.from(rows, (row) => succeeded[row]!),
  });
  return { ...parts, cappedAt };
}

/** The cells of earlier days that this run's news belongs to, made again and staged; what was sent then stays as it is. */
export async function restatedCells(context: RunContext, events: MeasuredEvents): Promise<StagedFile[]> {
  const { store, agent } = context;
  const since = newsOf(context);
  if (since === null) return [];
  const staged: StagedFile[] = [];
  const cells = await readDailyCells(store, agent.name, addDays(context.day, -1));
  const told = Map.groupBy(await readSegmentDays(store, agent.name, addDays(context.day, -1)), ({ day }) => day);
  for (const cell of cells.reverse()) {
    const { at: until } = await knownThen(store.state.db, agent.name, cell.day);
    if (until < since) break;
    const { moments: groups, parts, cappedAt } = await groupMoments(context, events, { day: cell.day, until });
    const columns = dailyCellColumns({ ...cell, groups, cappedAt });
    const place = { agent: agent.name, day: cell.day };
    staged.push(await store.lake.stage({ table: 'daily_cells', ...place, columns }));
    staged.push(await store.lake.stage({ table: DAILY_PARTS, ...place, columns: dailyPartColumns(parts) }));
    const kpis = kpiColumns(await kpisOfDay(context, cell.day, until));
    if (kpis.rowCount > 0) staged.push(await store.lake.stage({ table: DAILY_KPIS, ...place, columns: kpis }));
    const made = await segmentsOfDay(context, events.events, { day: cell.day, until });
    const segments = segmentColumns(acceptedAsTold(made, told.get(cell.day) ?? []));
    if (segments.rowCount > 0)
      staged.push(await store.lake.stage({ table: DAILY_SEGMENTS, ...place, columns: segments }));
  }
  return staged;
}
