/** The segments of an attribute together are everybody, in every card that is known by segment. */
import type { Report } from '@fitly/core/report';
import { expect } from 'vitest';

export function expectSegmentsToAddUp({ kpis, segments }: NonNullable<Report['performance']>): void {
  for (const own of Map.groupBy(segments, ({ segment }) => segment.attribute).values()) {
    expect(own.length).toBeGreaterThan(1);
    for (const { id, card } of kpis.filter((kpi) => own[0]!.kpis.some((each) => each.id === kpi.id)))
      for (const { group, numerator, denominator } of card) {
        const parts = own.flatMap(({ kpis: all }) =>
          all.find((each) => each.id === id)!.card.filter((each) => each.group === group),
        );
        const sum = (of: 'numerator' | 'denominator') => parts.reduce((total, part) => total + part[of], 0);
        expect([sum('numerator'), sum('denominator')], `${id} of ${group}`).toEqual([
          expect.closeTo(numerator, 9),
          expect.closeTo(denominator, 9),
        ]);
      }
  }
}
