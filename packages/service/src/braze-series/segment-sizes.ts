/**
 * The sizes of the audience's segments as Braze estimates them, stored daily in the table `segment_sizes`. Each reading holds
 * four weeks, so that the first one can tell already what is unusual.
 */
import { audienceChange } from '@fitly/core/measure';
import type { SegmentSize, Statistics } from '@fitly/core/ports';
import { type AudienceInput, changeInWords } from '@fitly/core/report';
import { type AgentName, asDay, type Day, type Instant } from '@fitly/core/terms';
import { type Columns, type Store, valuesOf } from '@fitly/store';
import { readInPassing } from './not-read.ts';

export const SEGMENT_SIZES = 'segment_sizes';
const HISTORY_DAYS = 28;

const SPECS = [
  { name: 'segment', type: 'string' as const },
  { name: 'on_day', type: 'string' as const },
  { name: 'size', type: 'float64' as const },
];

export interface SizesRead {
  readonly sizes: ReadonlyMap<string, readonly SegmentSize[]>;
  /** Why some of them are missing; null when none is. */
  readonly notRead: string | null;
  /** What is unusual about the newest day; null when nothing is. */
  readonly alert: string | null;
}

/** Never throws for what Braze does. */
export async function readSegmentSizes(
  statistics: Statistics,
  segments: readonly string[],
  now: Instant,
): Promise<SizesRead> {
  const span = { days: HISTORY_DAYS, endingAt: now };
  const { read, notRead } = await readInPassing([...new Set(segments)], (id) => statistics.segmentSizes(id, span));
  const alerts = [...read].flatMap(([id, sizes]) => {
    const today = sizes.at(-1);
    const change = today === undefined ? null : audienceChange(today, sizes);
    return change === null ? [] : [`the segment ${id} ${changeInWords(change)}`];
  });
  return { sizes: read, notRead, alert: alerts.length === 0 ? null : alerts.join('; ') };
}

/** Days on which a segment has nobody are kept too: they may be the news. */
export function sizeColumns(sizes: SizesRead['sizes']): Columns {
  const rows = [...sizes].flatMap(([segment, days]) => days.map(({ day, size }) => ({ segment, day, size })));
  return {
    rowCount: rows.length,
    columns: [
      { name: 'segment', type: 'string', values: rows.map((row) => row.segment) },
      { name: 'on_day', type: 'string', values: rows.map((row) => row.day) },
      { name: 'size', type: 'float64', values: Float64Array.from(rows, (row) => row.size) },
    ],
  };
}

/** By segment, oldest day first; of a day that was read several times the newest reading. */
export async function storedSizes(
  store: Store,
  agent: AgentName,
  days: { readonly from: Day; readonly to: Day },
): Promise<AudienceInput['histories']> {
  const columns = await store.lake.read({ table: SEGMENT_SIZES, agent, days, columns: SPECS });
  const onDay = valuesOf(columns, 'on_day', 'string');
  const sizes = valuesOf(columns, 'size', 'float64');
  const bySegment = new Map<string, Map<Day, number>>();
  for (const [row, segment] of valuesOf(columns, 'segment', 'string').entries()) {
    const known = bySegment.get(segment ?? '') ?? new Map<Day, number>();
    bySegment.set(segment ?? '', known.set(asDay(onDay[row] ?? ''), sizes[row]!));
  }
  return [...bySegment].map(([subject, known]) => ({
    subject,
    sizes: [...known].map(([day, size]) => ({ day, size })).sort((a, b) => (a.day < b.day ? -1 : 1)),
  }));
}
