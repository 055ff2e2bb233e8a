/** Step 6: the day's decisions become request batches by campaign or canvas and send instant, stored before anything is sent. */
import { planBatches } from '@fitly/core/dispatch';
import { sipKey } from '@fitly/core/math';
import { addBatches } from '@fitly/store';
import { commitStep } from './commit-step.ts';
import { readDecisions } from './decision-log.ts';
import type { RunStep } from './run-context.ts';

export const plan: RunStep = async (context) => {
  const { store, agent, day } = context;
  const decisions = await readDecisions(context, day);
  const planned = planBatches({ decisions, agent, key: sipKey(store.keys.decisionId) });
  const recipients = planned.reduce((sum, batch) => sum + batch.decisionIds.length, 0);
  const batches = planned.map((batch) => ({ ...batch, agent: agent.name, day }));
  return commitStep(context, 'plan', { batches: batches.length, recipients }, async (tx) => {
    await addBatches(tx, batches, context.startedAt);
  });
};
