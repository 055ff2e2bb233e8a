import type { Group } from '../terms.ts';
import type { DimensionShares, OptionShare, OptionShares } from './report.ts';
import type { OptionCount } from './report-input.ts';

/** Share of each option by group, dimensions and options in the order in which they are first met. */
export function buildOptionShares(counts: readonly OptionCount[]): DimensionShares[] {
  return [...Map.groupBy(counts, ({ dimension }) => dimension)].map(([id, rows]) => ({
    id,
    label: rows[0]!.dimensionLabel,
    options: optionsOf(rows),
  }));
}

function optionsOf(rows: readonly OptionCount[]): OptionShares[] {
  return [...Map.groupBy(rows, ({ option }) => option)].map(([id, own]) => ({
    id,
    label: own[0]!.optionLabel,
    agent: shareOf(own, rows, 'agent'),
    randomControl: shareOf(own, rows, 'random_control'),
  }));
}

function shareOf(own: readonly OptionCount[], all: readonly OptionCount[], group: Group): OptionShare {
  const decided = sum(own, group, 'decided');
  const decidedLast14 = sum(own, group, 'decidedLast14');
  return {
    decided,
    share: ratio(decided, sum(all, group, 'decided')),
    decidedLast14,
    shareLast14: ratio(decidedLast14, sum(all, group, 'decidedLast14')),
  };
}

const sum = (rows: readonly OptionCount[], group: Group, field: 'decided' | 'decidedLast14'): number =>
  rows.reduce((total, row) => (row.group === group ? total + row[field] : total), 0);

const ratio = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
