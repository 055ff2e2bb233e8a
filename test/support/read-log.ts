import type { DecisionTable } from '@fitly/core/data';
import type { AgentName, Day } from '@fitly/core/terms';
import type { Workspace } from '@fitly/service';
import { AGENT } from './rehearsal.ts';

/** The decision log of a day as it lies in the lake. */
export const readLog = async (workspace: Workspace, day: Day): Promise<DecisionTable> =>
  (await workspace.store.lake.read({ table: 'decisions', agent: AGENT as AgentName, day })) as DecisionTable;
