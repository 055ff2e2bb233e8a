/** GET /canvas/data_series (contract §4.7): `data` is an object here. */

import { canvasSeries } from '../canvas-series.ts';
import { queryFlag } from '../checks.ts';
import { readDaysFrom } from '../days.ts';
import { type Endpoint, found } from '../endpoint.ts';
import { findCanvas } from '../find-thing.ts';

const MOST_DAYS = 14;

export const canvasDataSeries: Endpoint = {
  method: 'GET',
  path: '/canvas/data_series',
  permission: 'canvas.data_series',
  answer: ({ query }, workspace) => {
    const canvas = findCanvas(query, workspace);
    const days = readDaysFrom(query, workspace.clock.now(), MOST_DAYS);
    const variants = queryFlag(query, 'include_variant_breakdown');
    const steps = queryFlag(query, 'include_step_breakdown');
    queryFlag(query, 'include_deleted_step_data');
    return found({ data: { name: canvas.name, stats: canvasSeries(canvas, days, { variants, steps }, workspace) } });
  },
};
