/**
 * GET /canvas/list: all canvases, oldest first; stopped ones too, archived ones on demand.
 * https://www.braze.com/docs/api/endpoints/export/canvas/get_canvases
 */
import { z } from 'zod';
import { type Caller, read } from '../call.ts';
import { type ListQuery, listQuery } from '../campaigns/list.ts';
import { allPages } from '../pages.ts';
import { id, instant, texts } from '../wire.ts';

const entry = z
  .object({ id, name: z.string(), last_edited: instant, tags: texts })
  .transform(({ id, name, last_edited, tags }) => ({ id, name, lastEditedAt: last_edited, tags }));
export type CanvasEntry = z.output<typeof entry>;

export const listCanvases = (caller: Caller, query: ListQuery = {}): AsyncGenerator<CanvasEntry> =>
  allPages(async (page) => {
    const answer = z.object({ canvases: z.array(entry) });
    return (await read(caller, { path: '/canvas/list', query: listQuery(query, page), answer })).canvases;
  });
