/**
 * Running totals of all enrolled customers by group, as of a day: intention to treat, everyone counts from enrolment on,
 * with 0 until something happens. What a feed tells late belongs to the day on which it happened, so the readings of the
 * days in between are made again.
 */

import type { ValuedEvent } from '@fitly/core/data';
import { addValues, emptyMoments, type Moments, winsorise } from '@fitly/core/measure';
import { type Day, GROUPS, type Group, type Instant } from '@fitly/core/terms';
import { addDays } from '@fitly/core/time';
import type { StagedFile } from '@fitly/store';
import { knownThen } from '../feeds/feed-events.ts';
import { dailyCellColumns, readDailyCells } from '../reporting/daily-cells.ts';
import { DAILY_PARTS, type DailyParts, dailyPartColumns } from '../reporting/daily-parts.ts';
import { costsSoFar } from './costs-so-far.ts';
import { dayParts } from './day-parts.ts';
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
}

/** `past`: null for the run's own day. */
export async function groupMoments(
  context: RunContext,
  { events, earlier }: MeasuredEvents,
  past: PastDay | null = null,
): Promise<GroupMoments> {
  const { agent } = context;
  const { day, until } = past ?? { day: context.day, until: Number.POSITIVE_INFINITY };
  const enrolled = await context.enrolled();
  const rowOf = new Map<string, number>();
  for (const [row, key] of enrolled.customerKeys.entries()) if (enrolled.enrolledDays[row]! <= day) rowOf.set(key, row);
  const totals = new Float64Array(enrolled.rowCount);
  // Who had a success that counts: a cost alone makes nobody a converter.
  const succeeded = new Uint8Array(enrolled.rowCount);
  const add = (customerKey: string, value: number): void => {
    const row = rowOf.get(customerKey);
    if (row !== undefined && Number.isFinite(value)) totals[row]! += value;
  };
  for (const event of events) {
    if (event.at > until) continue;
    add(event.customerKey, event.value);
    if (event.value > 0 || event.value < 0) succeeded[rowOf.get(event.customerKey) ?? -1] = 1;
  }
  if (agent.success.subtractCosts) {
    for (const [key, cost] of await costsSoFar({ ...context, day })) add(key, -cost);
  }
  const before = new Float64Array(enrolled.rowCount);
  for (const { customerKey, at, value } of earlier) {
    const row = rowOf.get(customerKey);
    if (row !== undefined && at <= until && Number.isFinite(value)) before[row]! += value;
  }
  const present = enrolled.enrolledDays.map((each) => each <= day);
  const isPresent = (_: unknown, row: number): boolean => present[row]!;
  const capped = winsorise(totals.filter(isPresent), agent.success.winsorQuantile);
  const groups = enrolled.groups.filter((_, row) => present[row]);
  const hits = succeeded.filter(isPresent);
  const of = (group: Group): Moments => {
    const isIn = (_: number, row: number): boolean => groups[row] === group;
    const moments = addValues(emptyMoments, capped.values.filter(isIn));
    return { ...moments, nonZero: hits.filter(isIn).reduce((sum, each) => sum + each, 0) };
  };
  const moments = Object.fromEntries(GROUPS.map((group) => [group, of(group)])) as Record<Group, Moments>;
  const parts = dayParts(context, {
    day,
    customerKeys: enrolled.customerKeys.filter(isPresent),
    groups,
    epochs: enrolled.epochs.filter(isPresent),
    totals: capped.values,
    before: before.filter(isPresent),
    succeeded: hits,
  });
  return { moments, parts, cappedAt: capped.cappedAt };
}

/** The cells of earlier days that this run's news belongs to, made again and staged; what was sent then stays as it is. */
export async function restatedCells(context: RunContext, events: MeasuredEvents): Promise<StagedFile[]> {
  const { store, agent } = context;
  const since = context.summaryOf('intake')['feed_news_since'];
  if (typeof since !== 'number') return [];
  const staged: StagedFile[] = [];
  const cells = await readDailyCells(store, agent.name, { from: '0000-01-01' as Day, to: addDays(context.day, -1) });
  for (const cell of cells.reverse()) {
    const { at: until } = await knownThen(store.state.db, agent.name, cell.day);
    if (until < since) break;
    const { moments: groups, parts, cappedAt } = await groupMoments(context, events, { day: cell.day, until });
    const columns = dailyCellColumns({ ...cell, groups, cappedAt });
    const place = { agent: agent.name, day: cell.day };
    staged.push(await store.lake.stage({ table: 'daily_cells', ...place, columns }));
    staged.push(await store.lake.stage({ table: DAILY_PARTS, ...place, columns: dailyPartColumns(parts) }));
  }
  return staged;
}
