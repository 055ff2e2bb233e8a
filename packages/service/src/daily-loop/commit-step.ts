import type { Step } from '@fitly/core/terms';
import { type Db, finishStep } from '@fitly/store';
import type { StepSummary } from './progress.ts';
import type { RunContext } from './run-context.ts';

/**
 * The end of every step: its results and the fact that it finished, in one transaction. A process that dies before the
 * commit has done nothing; one that dies after it will not do the step again.
 */
export async function commitStep(
  context: RunContext,
  step: Step,
  summary: StepSummary,
  work: (tx: Db) => Promise<void>,
): Promise<StepSummary> {
  const at = await context.clock.now();
  await context.store.state.transaction(async (tx) => {
    await work(tx);
    await finishStep(tx, { agent: context.agent.name, day: context.day, step, at, summary });
  });
  return summary;
}
