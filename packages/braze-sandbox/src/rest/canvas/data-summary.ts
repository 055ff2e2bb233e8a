/** GET /canvas/data_summary (contract §4.7): the series rolled up into one. Its form is ours. */
import { canvasSummary } from '../canvas-series.ts';
import { type Endpoint, found } from '../endpoint.ts';
import { readSeriesQuery } from './series-query.ts';

export const canvasDataSummary: Endpoint = {
  method: 'GET',
  path: '/canvas/data_summary',
  permission: 'canvas.data_summary',
  answer: ({ query }, workspace) => {
    const asked = readSeriesQuery(query, workspace);
    return found({ data: { name: asked.canvas.name, ...canvasSummary(asked, workspace) } });
  },
};
