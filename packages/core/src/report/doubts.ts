/** Decisions that stayed in doubt, by what they chose and by the hour at which they were to be sent. */
import type { Group } from '../terms.ts';
import type { DoubtCount } from './report-input.ts';

export interface DoubtRow {
  /** Id of the dimension; null: `option` is an hour of the agent's clock, `00` to `23`. */
  readonly dimension: string | null;
  readonly option: string;
  readonly all: number;
  readonly groups: Readonly<Partial<Record<Group, number>>>;
}

/** Over all days; hours first, else in the order of dimensions and options by name. Empty where nothing stayed in doubt. */
export function buildDoubts(counts: readonly DoubtCount[]): DoubtRow[] {
  const rows = new Map<string, { dimension: string | null; option: string; all: number; groups: Counts }>();
  for (const { dimension, option, group, decisions } of counts) {
    const key = JSON.stringify([dimension ?? '', option]);
    const row = rows.get(key) ?? { dimension, option, all: 0, groups: {} };
    row.all += decisions;
    row.groups[group] = (row.groups[group] ?? 0) + decisions;
    rows.set(key, row);
  }
  return [...rows.keys()].sort().map((key) => rows.get(key)!);
}

type Counts = Partial<Record<Group, number>>;
