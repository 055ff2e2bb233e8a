/**
 * Step 4: the audience is evaluated, and new customers in it get their group, once and for all, by keyed hash; who leaves and
 * comes back finds it again. The day's eligibility of all four groups is logged by the same rule, so that those who are
 * never sent to are counted like the others.
 */
import { rowsAmongSorted } from '@fitly/core/data';
import { assignGroup, eligibleCounts } from '@fitly/core/decide';
import { GROUPS, type Group } from '@fitly/core/terms';
import {
  addAllocationEpoch,
  addEnrolments,
  allocationEpochs,
  commitFiles,
  type Enrolment,
  type EnrolmentColumns,
  setRunFact,
  workspaceHoldouts,
} from '@fitly/store';
import { AUDIENCE, audienceAlert } from '../braze-series/audience-watch.ts';
import { plannedSizes } from '../reporting/planned-sizes.ts';
import { groupKey } from './agent-keys.ts';
import { outsideReasons } from './audience-of-day.ts';
import { commitStep } from './commit-step.ts';
import { eligibilityOfDay } from './eligibility-of-day.ts';
import type { Snapshot } from './read-snapshot.ts';
import type { RunStep } from './run-context.ts';

export const enrol: RunStep = async (context) => {
  const { store, agent, day } = context;
  const snapshot = await context.snapshot.get();
  const epochs = await allocationEpochs(store.state.db, agent.name);
  const newest = epochs.at(-1);
  const opens = newest === undefined || GROUPS.some((group) => newest.shares[group] !== agent.groups[group]);
  const epoch = (newest?.epoch ?? 0) + (opens ? 1 : 0);
  const enrolled = await context.enrolled();
  const groups = groupsInSnapshot(snapshot, enrolled);
  const key = groupKey(store, agent);
  const outside = outsideReasons(snapshot, context.expressions, await workspaceHoldouts(store.state.db));
  const joined: Enrolment[] = [];
  for (const [row, customerKey] of snapshot.customerKeys.entries()) {
    if (outside[row] !== null || groups[row] !== null) continue;
    const group = assignGroup(key, customerKey, agent.groups);
    groups[row] = group;
    joined.push({ customerKey, group, epoch, enrolledDay: day });
  }
  const eligibility = eligibilityOfDay({
    snapshot,
    groups,
    enrolled,
    outside,
    actions: eligibleCounts(agent, context.expressions.rules, snapshot.context, day),
  });
  const files = await store.lake.stageParts({
    table: 'eligibility',
    agent: agent.name,
    day,
    columns: eligibility.columns,
  });
  const size = outside.filter((reason) => reason === null).length;
  // A guardrail that holds sends back would act on this; here it is told and nothing more.
  const alert = await audienceAlert(store, agent.name, { day, size });
  const summary = {
    new_customers: joined.length,
    ...eligibility.customers,
    ...eligibility.outside,
    epoch,
    [AUDIENCE]: size,
    ...(alert === null ? {} : { alert }),
  };
  return commitStep(context, 'enrol', summary, async (tx) => {
    if (opens) await addAllocationEpoch(tx, agent.name, { epoch, shares: agent.groups, fromDay: day });
    if (newest === undefined) {
      // N* of the confidence sequences: fixed here, before the first outcome, and never changed.
      await setRunFact(tx, agent.name, day, 'planned_sizes', plannedSizes(joined));
    }
    await addEnrolments(tx, agent.name, joined);
    await commitFiles(tx, files, { replace: { table: 'eligibility', agent: agent.name, day } }, context.lakeNow());
  });
};

/** The stored group by row of the snapshot; null: not enrolled. */
export function groupsInSnapshot({ customerKeys }: Snapshot, enrolled: EnrolmentColumns): (Group | null)[] {
  return Array.from(rowsAmongSorted(customerKeys, enrolled.customerKeys), (row) => enrolled.groups[row] ?? null);
}
