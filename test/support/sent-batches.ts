/** What became of a day's batches, and of their members. */
import type { AgentName, Day } from '@fitly/core/terms';
import type { Workspace } from '@fitly/service';
import { type Batch, batchesOf } from '@fitly/store';
import { AGENT } from './rehearsal.ts';

export const batchesOn = (workspace: Workspace, day: Day): Promise<readonly Batch[]> =>
  batchesOf(workspace.store.state.db, AGENT as AgentName, day);

/** Decision ids of the batches in a state, sorted. */
export const idsIn = (batches: readonly Batch[], state: Batch['state']): string[] =>
  batches
    .filter((batch) => batch.state === state)
    .flatMap((batch) => batch.decisionIds)
    .toSorted();
