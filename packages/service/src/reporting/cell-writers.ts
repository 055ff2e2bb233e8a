/** How each table of report cells is written, by its name: for benches that make a programme of any size. */
import { dailyCellColumns } from './daily-cells.ts';
import { dailyChoiceColumns } from './daily-choices.ts';
import { dailyPartColumns } from './daily-parts.ts';
import { optionCellColumns } from './option-cells.ts';

export const cellWriters = {
  daily_cells: dailyCellColumns,
  daily_parts: dailyPartColumns,
  daily_choices: dailyChoiceColumns,
  option_cells: optionCellColumns,
} as const;
