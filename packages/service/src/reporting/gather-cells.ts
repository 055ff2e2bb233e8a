import type { AgentName, Day } from '@fitly/core/terms';
import type { Store } from '@fitly/store';
import { cellTable } from './daily-cells.ts';
import { choiceTable } from './daily-choices.ts';
import { doubtTable } from './daily-doubts.ts';
import { endTable } from './daily-ends.ts';
import { enrolledTable } from './daily-enrolments.ts';
import { kpiTable } from './daily-kpis.ts';
import { messageTable } from './daily-messages.ts';
import { partTable } from './daily-parts.ts';
import { segmentTable } from './daily-segments.ts';
import { foreignTable, sendTable } from './daily-sends.ts';
import { type Gathered, gatherDays } from './past-days.ts';

const TABLES = [
  cellTable,
  partTable,
  choiceTable,
  kpiTable,
  enrolledTable,
  messageTable,
  segmentTable,
  endTable,
  doubtTable,
  sendTable,
  foreignTable,
] as const;

/** Of the tables that a report reads whole: those days that have had files of their own for long. */
export async function gatherCells(store: Store, agent: AgentName, day: Day): Promise<Gathered[]> {
  const found: Gathered[] = [];
  for (const tableOf of TABLES) {
    const gathered = await gatherDays(store, tableOf(agent), day);
    if (gathered !== null) found.push(gathered);
  }
  return found;
}
