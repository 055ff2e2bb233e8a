/**
 * The sums of matured decisions by option, as of each day: a day's file holds everything up to it, so a report reads one.
 */
import type { OptionCell, WeightedSums } from '@fitly/core/data';
import { type AgentName, asDay, type Day, type Group } from '@fitly/core/terms';
import { type Columns, type Store, valuesOf } from '@fitly/store';

export const OPTION_CELLS = 'option_cells';

const TEXTS = ['group', 'dimension', 'option', 'attribute', 'value'] as const;
const COUNTS = ['decisions', 'chosen', 'accepted', 'opened', 'clicked', 'converted', 'reward'] as const;
const SUMS = ['n', 'w', 'wr', 'w2', 'w2r', 'w2r2'] as const;
const SIDES = ['taken', 'left'] as const;
const SIDED = SIDES.flatMap((side) => SUMS.map((sum) => ({ side, sum, name: `${side}_${sum}` })));

export function optionCellColumns(cells: readonly OptionCell[]): Columns {
  const text = ({ segment, ...cell }: OptionCell, name: (typeof TEXTS)[number]): string | null =>
    name === 'attribute' || name === 'value' ? (segment?.[name] ?? null) : cell[name];
  const numbers = (name: string, of: (cell: OptionCell) => number) => ({
    name,
    type: 'float64' as const,
    values: Float64Array.from(cells, of),
  });
  return {
    rowCount: cells.length,
    columns: [
      ...TEXTS.map((name) => ({ name, type: 'string' as const, values: cells.map((cell) => text(cell, name)) })),
      ...COUNTS.map((name) => numbers(name, (cell) => cell[name])),
      ...SIDED.map(({ side, sum, name }) => numbers(name, (cell) => cell[side][sum])),
    ],
  };
}

/** As of the newest day up to this one that has any; the days of runs before there were any have none. */
export async function readOptionCells(store: Store, agent: AgentName, asOfDay: Day): Promise<OptionCell[]> {
  const files = await store.lake.files({
    table: OPTION_CELLS,
    agent,
    days: { from: asDay('0000-01-01'), to: asOfDay },
  });
  const day = files
    .map((file) => file.day)
    .reduce<Day | null>((newest, each) => (newest === null || each > newest ? each : newest), null);
  if (day === null) return [];
  const columns = await store.lake.read({
    table: OPTION_CELLS,
    agent,
    day,
    columns: [
      ...TEXTS.map((name) => ({ name, type: 'string' as const })),
      ...[...COUNTS, ...SIDED.map(({ name }) => name)].map((name) => ({ name, type: 'float64' as const })),
    ],
  });
  const texts = Object.fromEntries(TEXTS.map((name) => [name, valuesOf(columns, name, 'string')]));
  const counts = COUNTS.map((name) => [name, valuesOf(columns, name, 'float64')] as const);
  const sided = SIDED.map((each) => ({ ...each, values: valuesOf(columns, each.name, 'float64') }));
  return Array.from({ length: columns.rowCount }, (_, row) => {
    const [attribute, value] = [texts['attribute']![row] ?? null, texts['value']![row] ?? null];
    const sums = (wanted: (typeof SIDES)[number]): WeightedSums =>
      Object.fromEntries(
        sided.flatMap(({ side, sum, values }) => (side === wanted ? [[sum, values[row]!]] : [])),
      ) as unknown as WeightedSums;
    return {
      group: texts['group']![row] as Group,
      dimension: texts['dimension']![row] ?? '',
      option: texts['option']![row] ?? '',
      segment: attribute === null || value === null ? null : { attribute, value },
      ...(Object.fromEntries(counts.map(([name, values]) => [name, values[row]!])) as Pick<
        OptionCell,
        (typeof COUNTS)[number]
      >),
      taken: sums('taken'),
      left: sums('left'),
    };
  });
}
