import type { AgentName, Day } from '@fitly/core/terms';
import type { Workspace } from '@fitly/service';
import { type Columns, commitFiles, valuesOf } from '@fitly/store';
import { expect, it } from 'vitest';
import { AGENT, daysFrom, runNext, startRehearsal } from '../support/rehearsal.ts';

const agent = AGENT as AgentName;
const [, second, third, fourth] = daysFrom(4) as [Day, Day, Day, Day];

/** Visits so far over all customers, by a day's snapshot. */
async function visitsBy({ store }: Workspace, day: Day): Promise<number> {
  const snapshot = await store.lake.read({ table: 'snapshots', agent, day });
  const totals = valuesOf(snapshot, 'success_totals', 'string').map(
    (text) => JSON.parse(text ?? '[]') as [string, number][],
  );
  return totals.flat().reduce((sum, [, count]) => sum + count, 0);
}

const firstRow = (columns: Columns): Columns => ({
  rowCount: 1,
  columns: columns.columns.map(
    (column) => ({ ...column, values: column.values.slice(0, 1) }) as Columns['columns'][number],
  ),
});

it('what customers did while they were out of the segment counts when they come back', async () => {
  const rehearsal = await startRehearsal({ customers: 2_000 });
  try {
    await rehearsal.play(3);
    await rehearsal.inside(async (workspace) => {
      const { store } = workspace;
      // As if all but one had left the segment for the third day.
      const columns = firstRow(await store.lake.read({ table: 'snapshots', agent, day: third }));
      const file = await store.lake.stage({ table: 'snapshots', agent, day: third, columns });
      await store.state.transaction((tx) =>
        commitFiles(tx, [file], { replace: { table: 'snapshots', agent, day: third } }, workspace.now()),
      );
      await runNext(workspace);
      const events = await store.lake.read({ table: 'events', agent, day: fourth });
      const since = (await visitsBy(workspace, fourth)) - (await visitsBy(workspace, second));
      expect(since).toBeGreaterThan(20);
      // The one who stayed may have had an event of the third day, which was counted then.
      expect(since - events.rowCount).toBeGreaterThanOrEqual(0);
      expect(since - events.rowCount).toBeLessThanOrEqual(1);
    });
  } finally {
    await rehearsal.close();
  }
});
