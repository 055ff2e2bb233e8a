/** GET /canvas/list (contract §4.5): stopped ones are included. */
import { type Endpoint, found } from '../endpoint.ts';
import { isoSeconds } from '../iso-time.ts';
import { pageOf } from '../list-page.ts';

export const canvasList: Endpoint = {
  method: 'GET',
  path: '/canvas/list',
  permission: 'canvas.list',
  answer: ({ query }, { catalogue }) => {
    const canvases = pageOf(catalogue.canvases.values(), query).map(({ id, name, updatedAt, tags }) => ({
      id,
      last_edited: isoSeconds(updatedAt),
      name,
      tags,
    }));
    return found({ canvases });
  },
};
