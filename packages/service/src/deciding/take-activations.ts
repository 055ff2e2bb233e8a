import { commitFiles, type StagedFile } from '@fitly/store';
import type { RunContext } from '../daily-loop/run-context.ts';
import { ACTIVATIONS, activationColumns } from '../importing/activations.ts';

/** What was activated since the run before, into the table in which imports stand too. */
export async function takeActivations({
  store,
  agent,
  lakeNow,
}: Pick<RunContext, 'store' | 'agent' | 'lakeNow'>): Promise<number> {
  const waiting = store.decisions.activations(agent.name);
  if (waiting.length === 0) return 0;
  const at = lakeNow();
  const staged: StagedFile[] = [];
  for (const [day, own] of Map.groupBy(waiting, (each) => each.day)) {
    const rows = own.map(({ decisionId, activatedAt }) => ({ id: decisionId, activated: true, activatedAt }));
    staged.push(
      await store.lake.stage({ table: ACTIVATIONS, agent: agent.name, day, columns: activationColumns(rows, at) }),
    );
  }
  await store.state.transaction((tx) => commitFiles(tx, staged, { append: true }, at));
  store.decisions.settleActivations(agent.name, waiting);
  return waiting.length;
}
