/** KPI cards by segment: each day's customers by the segment they were in on that day, so that days may be added up. */
import type { Segment } from '../data/index.ts';
import { type Day, DECIDED_GROUPS, GROUPS } from '../terms.ts';
import type { GroupRatio, KpiSource, SegmentGrowth } from './kpi-sources.ts';
import type { SegmentDay } from './report-input.ts';

export interface SegmentKpis {
  readonly segment: Segment;
  /** Of the same KPIs as for everybody; those of different customers are not known by segment. */
  readonly kpis: readonly { readonly id: string; readonly card: readonly GroupRatio[] }[];
}

/** `lengthOf`: of the days that count, how long each is. In the order in which segments first appear. */
export function buildSegmentKpis(
  cells: readonly SegmentDay[],
  sources: readonly KpiSource[],
  lengthOf: ReadonlyMap<Day, number>,
): SegmentKpis[] {
  const counted = cells.flatMap((cell): SegmentGrowth[] => {
    const length = lengthOf.get(cell.day);
    return length === undefined ? [] : [{ cell, length }];
  });
  const bySegment = Map.groupBy(counted, ({ cell: { segment } }) => JSON.stringify([segment.attribute, segment.value]));
  return [...bySegment.values()].map((own) => ({
    segment: own[0]!.cell.segment,
    kpis: sources.flatMap((source) =>
      source.ofSegment === null ? [] : [{ id: source.id, card: cardOf(own, source, source.ofSegment) }],
    ),
  }));
}

/**
 * The same KPIs of one segment, day by day; those of different customers are left out, and a day of which the segment is not known
 * adds nothing.
 */
export function ofSegmentAlone(
  sources: readonly KpiSource[],
  cells: readonly SegmentDay[],
  { attribute, value }: Segment,
): KpiSource[] {
  const own = cells.filter(({ segment }) => segment.attribute === attribute && segment.value === value);
  const byPlace = new Map(own.map((cell) => [`${cell.day} ${cell.group}`, cell]));
  return sources.flatMap((source) => {
    const { ofSegment } = source;
    if (ofSegment === null) return [];
    const ratio: KpiSource['ratio'] = (part, group) =>
      part.reduce((sum, { day, length }) => {
        const cell = byPlace.get(`${day.day} ${group}`);
        const one = cell === undefined ? NOTHING : ofSegment({ cell, length });
        return { numerator: sum.numerator + one.numerator, denominator: sum.denominator + one.denominator };
      }, NOTHING);
    return [{ ...source, ratio }];
  });
}

const NOTHING = { numerator: 0, denominator: 0 };

function cardOf(
  own: readonly SegmentGrowth[],
  { needsMessages }: KpiSource,
  ratio: NonNullable<KpiSource['ofSegment']>,
): GroupRatio[] {
  return (needsMessages ? DECIDED_GROUPS : GROUPS).flatMap((group) => {
    const parts = own.filter(({ cell }) => cell.group === group).map(ratio);
    if (parts.length === 0) return [];
    const numerator = parts.reduce((sum, part) => sum + part.numerator, 0);
    const denominator = parts.reduce((sum, part) => sum + part.denominator, 0);
    return [{ group, numerator, denominator, value: denominator > 0 ? numerator / denominator : null }];
  });
}
