/** GET /canvas/data_series (contract §4.7): `data` is an object here. */
import { canvasSeries } from '../canvas-series.ts';
import { type Endpoint, found } from '../endpoint.ts';
import { readSeriesQuery } from './series-query.ts';

export const canvasDataSeries: Endpoint = {
  method: 'GET',
  path: '/canvas/data_series',
  permission: 'canvas.data_series',
  answer: ({ query }, workspace) => {
    const asked = readSeriesQuery(query, workspace);
    return found({ data: { name: asked.canvas.name, stats: canvasSeries(asked, workspace) } });
  },
};
