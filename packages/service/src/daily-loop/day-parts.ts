/** The day's totals in parts: by allocation epoch and group, with what came before enrolment, and random control in halves. */
import { type SipKey, uniform } from '@fitly/core/math';
import { type JointMoments, jointMomentsByCell, winsorise } from '@fitly/core/measure';
import { GROUPS, type Group } from '@fitly/core/terms';
import type { DailyParts } from '../reporting/daily-parts.ts';
import { splitKey } from './agent-keys.ts';
import type { RunContext } from './run-context.ts';

/** One row per customer who is enrolled by the day. */
export interface DayTotals {
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

export function dayParts(
  { store, agent }: Pick<RunContext, 'store' | 'agent'>,
  rows: DayTotals,
): Pick<DailyParts, 'epochs' | 'halves'> {
  const isKnown = rows.before.some((value) => value !== 0);
  const before = isKnown ? winsorise(rows.before, agent.success.winsorQuantile).values : rows.before;
  const placeOf = new Map<number, number>();
  for (let row = 0; row < rows.groups.length; row += 1) placeOf.set(rows.epochs[row]!, 0);
  const epochs = [...placeOf.keys()].sort((a, b) => a - b);
  for (const [place, epoch] of epochs.entries()) placeOf.set(epoch, place);
  const epochCells = Int32Array.from(
    rows.groups,
    (group, row) => placeOf.get(rows.epochs[row]!)! * GROUPS.length + GROUPS.indexOf(group),
  );
  const cells = momentsOfCells(rows, before, epochCells, epochs.length * GROUPS.length);
  return {
    epochs: epochs.map((epoch, i) => ({
      epoch,
      groups: Object.fromEntries(GROUPS.map((group, g) => [group, cells[i * GROUPS.length + g]!])),
    })),
    halves: halvesOf(splitKey(store, agent), rows, before),
  };
}

/** Of random control; null without it. */
function halvesOf(key: SipKey, rows: DayTotals, before: Float64Array): DailyParts['halves'] {
  const control = Uint32Array.from(rows.groups.keys()).filter((row) => rows.groups[row] === 'random_control');
  if (control.length === 0) return null;
  const of = (values: ArrayLike<number>): Float64Array => Float64Array.from(control, (row) => values[row]!);
  const own = { totals: of(rows.totals), succeeded: of(rows.succeeded) };
  const half = Int32Array.from(control, (row) => Math.floor(uniform(key, rows.customerKeys[row]!) * 2));
  const [first, second] = momentsOfCells(own, of(before), half, 2);
  return [first!, second!];
}

/** A converter is whoever had a success, also where its value was taken away by a cost. */
function momentsOfCells(
  { totals, succeeded }: Pick<DayTotals, 'totals' | 'succeeded'>,
  before: Float64Array,
  cellOf: Int32Array,
  cells: number,
): JointMoments[] {
  const converters = new Float64Array(cells);
  for (let row = 0; row < cellOf.length; row += 1) converters[cellOf[row]!]! += succeeded[row]!;
  return jointMomentsByCell([totals, before], cellOf, cells).map((moments, cell) => ({
    ...moments,
    nonZero: [converters[cell]!, moments.nonZero[1]!],
  }));
}
