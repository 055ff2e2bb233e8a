/** The size of one segment by day: what Braze says now, and before that what the runs of this workspace have stored. */
import { audienceChange } from '@fitly/core/measure';
import { changeInWords } from '@fitly/core/report';
import { asDay, type Day } from '@fitly/core/terms';
import { SEGMENT_SIZES, storedSizes } from '../braze-series/segment-sizes.ts';
import { connectToRead, type Workspace } from '../workspace/workspace.ts';
import { onlyConnection } from './braze-lists.ts';

export interface SegmentHistoryDay {
  readonly day: Day;
  readonly size: number;
  /** In words; null when nothing was. */
  readonly unusual: string | null;
}

const ALL_DAYS = { from: asDay('0000-01-01'), to: asDay('9999-12-31') };
const LONGEST = 100;

/** Oldest first, from the first day with a size on. Throws `agent_file_invalid` for a connection that is not there, and `braze_*`. */
export async function segmentHistory(
  workspace: Workspace,
  { segmentId, connection }: { readonly segmentId: string; readonly connection: string | null },
): Promise<SegmentHistoryDay[]> {
  const { clock, reader } = await connectToRead(workspace, connection ?? onlyConnection(workspace));
  const known = new Map<Day, number>();
  const files = await workspace.store.lake.files({ table: SEGMENT_SIZES });
  for (const agent of new Set(files.map((file) => file.agent))) {
    const stored = await storedSizes(workspace.store, agent, ALL_DAYS);
    const own = stored.find(({ subject }) => subject === segmentId);
    for (const { day, size } of own?.sizes ?? []) known.set(day, size);
  }
  const read = await reader.api.segments.dataSeries(segmentId, { days: LONGEST, endingAt: await clock.now() });
  for (const { day, size } of read) known.set(day, size);
  const all = [...known].map(([day, size]) => ({ day, size })).sort((a, b) => (a.day < b.day ? -1 : 1));
  // Before the first day with a size nobody counted; an empty day after it is one.
  const first = all.findIndex(({ size }) => size > 0);
  const sizes = first === -1 ? [] : all.slice(first);
  return sizes.map((today) => {
    const change = audienceChange(today, sizes);
    return { ...today, unusual: change === null ? null : changeInWords(change) };
  });
}
