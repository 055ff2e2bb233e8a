/**
 * GET /segments/list: all segments that are not archived, oldest first.
 * https://www.braze.com/docs/api/endpoints/export/segments/get_segment
 */
import { z } from 'zod';
import { type Caller, read } from '../call.ts';
import { allPages } from '../pages.ts';
import { flag, id, texts } from '../wire.ts';

const entry = z
  .object({ id, name: z.string(), analytics_tracking_enabled: flag, tags: texts })
  .transform(({ id, name, analytics_tracking_enabled, tags }) => ({
    id,
    name,
    /** Only then the segment's sizes by day are of use. */
    isTracked: analytics_tracking_enabled,
    tags,
  }));
export type SegmentEntry = z.output<typeof entry>;

export const listSegments = (caller: Caller, query: { newestFirst?: boolean } = {}): AsyncGenerator<SegmentEntry> =>
  allPages(async (page) => {
    const answer = z.object({ segments: z.array(entry) });
    const sort_direction = query.newestFirst ? 'desc' : undefined;
    return (await read(caller, { path: '/segments/list', query: { page, sort_direction }, answer })).segments;
  });
