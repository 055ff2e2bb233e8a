/**
 * GET /canvas/data_series: a canvas' statistics by day, on demand by variant and by step.
 * https://www.braze.com/docs/api/endpoints/export/canvas/get_canvas_analytics
 */
import type { Instant } from '@fitly/core/terms';
import { z } from 'zod';
import { type Caller, read } from '../call.ts';
import { expectId } from '../checks.ts';
import { countsOf, messageStats, namedCounts, spanQuery } from '../series.ts';
import { day, recordOf, text } from '../wire.ts';

export interface CanvasSpan {
  /** 1 to 14. */
  readonly days: number;
  /** Not optional: the docs call it required, and elsewhere say that it has a default. */
  readonly endingAt: Instant;
  readonly byVariant?: boolean;
  readonly byStep?: boolean;
}
const MOST_DAYS = 14;

const step = z
  .looseObject({ name: text, messages: messageStats })
  .transform(({ name, messages, ...fields }) => ({ name, messages, counts: countsOf(fields) }));
const canvasDay = z
  .object({
    time: day,
    total_stats: recordOf(z.unknown()),
    variant_stats: recordOf(namedCounts),
    step_stats: recordOf(step),
  })
  .transform(({ time, total_stats, variant_stats, step_stats }) => ({
    day: time,
    /** `entries`, `conversions`, `conversions_by_entry_time`, `revenue` (US dollars). */
    total: countsOf(total_stats),
    /** By variant id. */
    variants: variant_stats,
    /** By step id. */
    steps: step_stats,
  }));
export type CanvasDay = z.output<typeof canvasDay>;

export async function canvasSeries(
  caller: Caller,
  canvasId: string,
  { byVariant, byStep, ...span }: CanvasSpan,
): Promise<readonly CanvasDay[]> {
  const query = {
    canvas_id: expectId('canvasId', canvasId),
    ...spanQuery(span, MOST_DAYS),
    include_variant_breakdown: byVariant,
    include_step_breakdown: byStep,
  };
  const answer = z.object({ data: z.object({ stats: z.array(canvasDay) }) });
  return (await read(caller, { path: '/canvas/data_series', query, answer })).data.stats;
}
