/**
 * GET /segments/details: what a segment is made of, in words.
 * https://www.braze.com/docs/api/endpoints/export/segments/get_segment_details
 */
import { z } from 'zod';
import { type Caller, read } from '../call.ts';
import { expectId } from '../checks.ts';
import { instant, text, texts } from '../wire.ts';

const details = z
  .object({
    name: z.string(),
    created_at: instant,
    updated_at: instant,
    description: text,
    text_description: text,
    tags: texts,
    teams: texts,
  })
  .transform(({ name, created_at, updated_at, description, text_description, tags, teams }) => ({
    name,
    createdAt: created_at,
    updatedAt: updated_at,
    /** The filters as Braze words them. */
    filters: description,
    /** What a person wrote about it. */
    description: text_description,
    tags,
    teams,
  }));
export type SegmentDetails = z.output<typeof details>;

export const segmentDetails = (caller: Caller, segmentId: string): Promise<SegmentDetails> =>
  read(caller, { path: '/segments/details', query: { segment_id: expectId('segmentId', segmentId) }, answer: details });
