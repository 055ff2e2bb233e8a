/** The day's sample of reasons, in the lake: no customer is named, and values are ranks. */
import type { BeeswarmPoint } from '@fitly/core/report';
import type { AgentName, Day } from '@fitly/core/terms';
import { type Columns, type Store, valuesOf } from '@fitly/store';

export const BEESWARM = 'beeswarm';

export const beeswarmColumns = (points: readonly BeeswarmPoint[]): Columns => ({
  rowCount: points.length,
  columns: [
    { name: 'dimension', type: 'string', values: points.map(({ dimension }) => dimension) },
    { name: 'attribute', type: 'string', values: points.map(({ attribute }) => attribute) },
    { name: 'contribution', type: 'float64', values: Float64Array.from(points, (point) => point.contribution) },
    { name: 'rank', type: 'float64', values: Float64Array.from(points, ({ rank }) => rank ?? Number.NaN) },
  ],
});

export async function readBeeswarm(store: Store, agent: AgentName, day: Day): Promise<BeeswarmPoint[]> {
  const columns = await store.lake.read({
    table: BEESWARM,
    agent,
    day,
    columns: [
      { name: 'dimension', type: 'string' },
      { name: 'attribute', type: 'string' },
      { name: 'contribution', type: 'float64' },
      { name: 'rank', type: 'float64' },
    ],
  });
  const [dimensions, attributes] = ['dimension', 'attribute'].map((name) => valuesOf(columns, name, 'string'));
  const ranks = valuesOf(columns, 'rank', 'float64');
  return Array.from(valuesOf(columns, 'contribution', 'float64'), (contribution, row) => ({
    dimension: dimensions![row] ?? '',
    attribute: attributes![row] ?? '',
    contribution,
    rank: Number.isNaN(ranks[row]) ? null : ranks[row]!,
  }));
}
