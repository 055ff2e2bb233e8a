/** Braze's counts of the agent's campaigns and canvases on the days that may still change. */
import { type Agent, campaignOfTarget, messageTarget } from '@fitly/core/design';
import type { CountedDay, CountSpan, Statistics } from '@fitly/core/ports';
import type { TargetDay } from '@fitly/core/report';
import type { Instant } from '@fitly/core/terms';
import { dayOf } from '@fitly/core/time';
import { type CountRow, OPEN_DAYS } from './counts-table.ts';
import { readInPassing } from './not-read.ts';

export interface Target {
  readonly target: string;
  readonly request: TargetDay['request'];
  /** Of a direct message, whose campaign counts others too; null = all of the campaign or canvas. */
  readonly variations: readonly string[] | null;
}

/** Of `delivery.ids`; none where nothing is handed to Braze. */
export function targetsOf({ delivery }: Pick<Agent, 'delivery'>): Target[] {
  const { mode, message } = delivery;
  if (mode === 'file' || mode === 'api') return [];
  return [...new Set(Object.values(delivery.ids))].map((target) => {
    const direct = mode === 'message' && message !== null ? messageTarget(target, message.channel) : null;
    return { target, request: mode, variations: direct === null ? null : Object.values(direct.variations) };
  });
}

export interface CountsRead {
  readonly rows: readonly CountRow[];
  /** Why some of it is missing; null when nothing is. */
  readonly notRead: string | null;
}

/** One request for each campaign or canvas, however many variations of it are used. Never throws for what Braze does. */
export async function readBrazeCounts(
  statistics: Statistics,
  targets: readonly Target[],
  { now, timeZone }: { readonly now: Instant; readonly timeZone: string },
): Promise<CountsRead> {
  const span: CountSpan = { days: OPEN_DAYS, endingAt: now };
  const today = dayOf(now, timeZone);
  const ids = [...new Set(targets.map(idOf))];
  const canvases = new Set(targets.filter(({ request }) => request === 'canvas').map(idOf));
  const { read, notRead } = await readInPassing(ids, (id) =>
    canvases.has(id) ? statistics.canvasCounts(id, span) : statistics.campaignCounts(id, span),
  );
  const rows = targets.flatMap((each) =>
    (read.get(idOf(each)) ?? []).filter((day) => isOf(each, day)).flatMap((day) => rowsOf(each, day, day.day < today)),
  );
  return { rows: summed(rows), notRead };
}

/** What Braze counts it under. */
const idOf = ({ target, request }: Target): string => (request === 'message' ? campaignOfTarget(target) : target);

/** Figures of the whole campaign have no variation. */
const isOf = ({ variations }: Target, { variationId }: CountedDay): boolean =>
  variations === null || (variationId !== null && variations.includes(variationId));

const rowsOf = ({ target, request }: Target, { day, channel, counts }: CountedDay, complete: boolean): CountRow[] =>
  Object.entries(counts).map(([measure, count]) => ({
    ...{ target, request, onDay: day, channel, measure, count, complete },
  }));

/** Variations and steps of one channel are one. */
function summed(rows: readonly CountRow[]): CountRow[] {
  const sums = new Map<string, CountRow>();
  for (const row of rows) {
    const key = `${row.onDay} ${row.target} ${row.channel} ${row.measure}`;
    sums.set(key, { ...row, count: row.count + (sums.get(key)?.count ?? 0) });
  }
  return [...sums.values()];
}
