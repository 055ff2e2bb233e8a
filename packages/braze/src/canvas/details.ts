/**
 * GET /canvas/details: state, variants and steps of a canvas.
 * https://www.braze.com/docs/api/endpoints/export/canvas/get_canvas_details
 */
import { z } from 'zod';
import { type Caller, read } from '../call.ts';
import { MAX_DETAILS_BYTES } from '../campaigns/details.ts';
import { expectId } from '../checks.ts';
import { messageContent } from '../message-content.ts';
import { flag, id, instant, recordOf, text, texts } from '../wire.ts';

const variant = z
  .object({ id, name: text, first_step_ids: texts, first_step_id: text })
  .transform(({ id, name, first_step_ids, first_step_id }) => ({
    id,
    name,
    firstStepIds: first_step_ids.length === 0 && first_step_id !== null ? [first_step_id] : first_step_ids,
  }));
const path = z.object({ name: text, next_step_id: text }).transform(({ name, next_step_id }) => ({
  name,
  nextStepId: next_step_id,
}));
const step = z
  .object({
    id,
    name: text,
    type: text,
    next_step_ids: texts,
    next_paths: z.array(path).nullish(),
    channels: texts,
    messages: recordOf(messageContent),
  })
  .transform(({ next_step_ids, next_paths, ...rest }) => ({
    ...rest,
    nextStepIds: next_step_ids,
    nextPaths: next_paths ?? [],
  }));
const details = z
  .object({
    name: z.string(),
    description: text,
    created_at: instant,
    updated_at: instant,
    archived: flag,
    draft: flag,
    enabled: flag,
    schedule_type: text,
    first_entry: instant,
    last_entry: instant,
    channels: texts,
    tags: texts,
    variants: z.array(variant).nullish(),
    steps: z.array(step).nullish(),
  })
  .transform(({ created_at, updated_at, schedule_type, first_entry, last_entry, variants, steps, ...rest }) => ({
    ...rest,
    createdAt: created_at,
    updatedAt: updated_at,
    scheduleType: schedule_type,
    firstEntryAt: first_entry,
    lastEntryAt: last_entry,
    variants: variants ?? [],
    steps: steps ?? [],
  }));
/** A canvas that is not `enabled` takes triggers and sends nothing. */
export type CanvasDetails = z.output<typeof details>;

export const canvasDetails = (caller: Caller, canvasId: string): Promise<CanvasDetails> =>
  read(caller, {
    path: '/canvas/details',
    query: { canvas_id: expectId('canvasId', canvasId) },
    answer: details,
    maxAnswerBytes: MAX_DETAILS_BYTES,
  });
