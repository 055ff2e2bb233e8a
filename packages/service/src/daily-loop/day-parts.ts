/** The day's totals in parts: by allocation epoch and group, with what came before enrolment, and random control in halves. */
import { uniform } from '@fitly/core/math';
import { type JointMoments, jointMomentsByCell, winsorise } from '@fitly/core/measure';
import { type Day, GROUPS, type Group } from '@fitly/core/terms';
import type { DailyParts } from '../reporting/daily-parts.ts';
import { splitKey } from './agent-keys.ts';
import type { RunContext } from './run-context.ts';

/** One row per customer who is enrolled by the day. */
export interface DayTotals {
  readonly day: Day;
  readonly customerKeys: readonly string[];
  readonly groups: readonly Group[];
  readonly epochs: ArrayLike<number>;
  /** Capped totals of the metric since enrolment. */
  readonly totals: Float64Array;
  /** Totals of the metric in the weeks before enrolment, not capped. */
  readonly before: Float64Array;
  /** 1 = had a success that counts. */
  readonly succeeded: ArrayLike<number>;
}

export function dayParts({ store, agent }: Pick<RunContext, 'store' | 'agent'>, rows: DayTotals): DailyParts {
  const before = winsorise(rows.before, agent.success.winsorQuantile).values;
  const epochs = [...new Set(Array.from(rows.epochs))].sort((a, b) => a - b);
  const epochCells = rows.groups.map(
    (group, row) => epochs.indexOf(rows.epochs[row]!) * GROUPS.length + GROUPS.indexOf(group),
  );
  const cells = momentsOfCells(rows, before, epochCells, epochs.length * GROUPS.length);
  const isControl = (group: Group): boolean => group === 'random_control';
  const key = splitKey(store, agent);
  // The last cell takes everybody else.
  const halfCells = rows.groups.map((group, row) =>
    isControl(group) ? Math.floor(uniform(key, rows.customerKeys[row]!) * 2) : 2,
  );
  const [first, second] = momentsOfCells(rows, before, halfCells, 3);
  return {
    day: rows.day,
    epochs: epochs.map((epoch, i) => ({
      epoch,
      groups: Object.fromEntries(GROUPS.map((group, g) => [group, cells[i * GROUPS.length + g]!])),
    })),
    halves: rows.groups.some(isControl) ? [first!, second!] : null,
  };
}

/** A converter is whoever had a success, also where its value was taken away by a cost. */
function momentsOfCells(
  { totals, succeeded }: DayTotals,
  before: Float64Array,
  cellOf: readonly number[],
  cells: number,
): JointMoments[] {
  const converters = new Float64Array(cells);
  for (const [row, cell] of cellOf.entries()) converters[cell]! += succeeded[row]!;
  return jointMomentsByCell([totals, before], cellOf, cells).map((moments, cell) => ({
    ...moments,
    nonZero: [converters[cell]!, moments.nonZero[1]!],
  }));
}
