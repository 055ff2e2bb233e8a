/**
 * GET /segments/data_series: the estimated size of a segment by day. An exact count needs an export.
 * https://www.braze.com/docs/api/endpoints/export/segments/get_segment_analytics
 */
import { z } from 'zod';
import { type Caller, read } from '../call.ts';
import { expectId } from '../checks.ts';
import { type SeriesSpan, spanQuery } from '../series.ts';
import { count, day } from '../wire.ts';

const row = z.object({ time: day, size: count }).transform(({ time, size }) => ({ day: time, size }));
export type SegmentDay = z.output<typeof row>;

export async function segmentSeries(
  caller: Caller,
  segmentId: string,
  span: SeriesSpan,
): Promise<readonly SegmentDay[]> {
  const query = { segment_id: expectId('segmentId', segmentId), ...spanQuery(span) };
  return (await read(caller, { path: '/segments/data_series', query, answer: z.object({ data: z.array(row) }) })).data;
}
