/**
 * Step 6: what is to stand on profiles in Braze is written there, and the day's decisions become request batches by target
 * and send instant, stored before anything is sent.
 */
import { planBatches, writtenAttributes } from '@fitly/core/dispatch';
import { sipKey } from '@fitly/core/math';
import { addBatches } from '@fitly/store';
import { zonesOfQuietTimes } from '../sending/quiet-batches.ts';
import { commitStep } from './commit-step.ts';
import { readChoices } from './decision-log.ts';
import type { StepSummary } from './progress.ts';
import type { RunStep } from './run-context.ts';
import { type WrittenProfiles, writeProfiles } from './write-profiles.ts';

export const plan: RunStep = async (context) => {
  const { store, agent, day } = context;
  const decisions = await readChoices(context, day);
  const profiles = writtenAttributes(agent).length === 0 ? null : await writeProfiles(context, decisions);
  const withheld = profiles?.withheld ?? new Map();
  const zones = (await zonesOfQuietTimes(context)) ?? new Map();
  const planned = planBatches({ decisions, agent, key: sipKey(store.keys.decisionId), withheld, zones });
  const count = (which: typeof planned): number => which.reduce((sum, batch) => sum + batch.decisionIds.length, 0);
  const sending = planned.filter((batch) => batch.withheld === null);
  const summary = {
    batches: sending.length,
    recipients: count(sending),
    ...(profiles !== null && profileSummary(profiles, count(planned) - count(sending))),
  };
  const batches = planned.map((batch) => ({ ...batch, agent: agent.name, day }));
  return commitStep(context, 'plan', summary, async (tx) => {
    await addBatches(tx, batches, context.startedAt);
  });
};

/** `attributes_written` is what the run cost in data points. */
const profileSummary = ({ attributes, withheld }: WrittenProfiles, recipients: number): StepSummary => ({
  attributes_written: attributes,
  profiles_not_written: withheld.size,
  withheld: recipients,
});
