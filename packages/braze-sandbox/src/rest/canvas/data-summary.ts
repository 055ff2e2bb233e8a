/** GET /canvas/data_summary (contract §4.7): the series rolled up into one. Its form is ours. */
import { canvasSummary } from '../canvas-series.ts';
import { queryFlag } from '../checks.ts';
import { readDaysFrom } from '../days.ts';
import { type Endpoint, found } from '../endpoint.ts';
import { findCanvas } from '../find-thing.ts';

const MOST_DAYS = 14;

export const canvasDataSummary: Endpoint = {
  method: 'GET',
  path: '/canvas/data_summary',
  permission: 'canvas.data_summary',
  answer: ({ query }, workspace) => {
    const canvas = findCanvas(query, workspace);
    const days = readDaysFrom(query, workspace.clock.now(), MOST_DAYS);
    const variants = queryFlag(query, 'include_variant_breakdown');
    const steps = queryFlag(query, 'include_step_breakdown');
    queryFlag(query, 'include_deleted_step_data');
    return found({ data: { name: canvas.name, ...canvasSummary(canvas, days, { variants, steps }, workspace) } });
  },
};
