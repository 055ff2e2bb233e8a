/** What series and summary of a canvas are asked with (contract §4.7). */
import type { Canvas } from '../../catalogue/canvas.ts';
import type { Workspace } from '../../workspace.ts';
import { type Json, queryFlag } from '../checks.ts';
import { type Days, readDaysFrom } from '../days.ts';
import { findCanvas } from '../find-thing.ts';

const MOST_DAYS = 14;

export interface CanvasSeriesQuery {
  readonly canvas: Canvas;
  readonly days: Days;
  readonly breakdown: { readonly variants: boolean; readonly steps: boolean };
}

/** Throws a 400 `Refusal`. */
export function readSeriesQuery(query: Json, workspace: Workspace): CanvasSeriesQuery {
  const canvas = findCanvas(query, workspace);
  const days = readDaysFrom(query, workspace.clock.now(), MOST_DAYS);
  const variants = queryFlag(query, 'include_variant_breakdown');
  const steps = queryFlag(query, 'include_step_breakdown');
  queryFlag(query, 'include_deleted_step_data');
  return { canvas, days, breakdown: { variants, steps } };
}
