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
  addCustomers,
  addEnrolments,
  allocationEpochs,
  commitFiles,
  type Enrolment,
  type EnrolmentColumns,
  setRunFact,
  workspaceHoldouts,
} from '@fitly/store';
import { AUDIENCE, audienceAlert } from '../braze-series/audience-watch.ts';
import { waitingNewcomers } from '../deciding/waiting-newcomers.ts';
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
  const waiting = await waitingNewcomers(context);
  const asked = new Map(waiting.enrolments.map((one) => [one.customerKey, one]));
  const groups = groupsInSnapshot(snapshot, enrolled);
  const key = groupKey(store, agent);
  const outside = outsideReasons(snapshot, context.expressions, await workspaceHoldouts(store.state.db));
  const joined: Enrolment[] = [...waiting.enrolments];
  for (const [row, customerKey] of snapshot.customerKeys.entries()) {
    if (groups[row] !== null) continue;
    // Whoever was asked for meanwhile was enrolled then.
    groups[row] = asked.get(customerKey)?.group ?? null;
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
    ...(asked.size === 0 ? {} : { [ENROLLED_ON_REQUEST]: asked.size, [ON_REQUEST_DAYS]: daysOf(waiting.enrolments) }),
    ...(alert === null ? {} : { alert }),
  };
  await commitStep(context, 'enrol', summary, async (tx) => {
    if (opens) await addAllocationEpoch(tx, agent.name, { epoch, shares: agent.groups, fromDay: day });
    if (newest === undefined) {
      // N* of the confidence sequences: fixed here, before the first outcome, and never changed.
      await setRunFact(tx, agent.name, day, 'planned_sizes', plannedSizes(joined));
    }
    await addCustomers(tx, waiting.customers);
    await addEnrolments(tx, agent.name, joined);
    await commitFiles(tx, files, { replace: { table: 'eligibility', agent: agent.name, day } }, context.lakeNow());
  });
  waiting.settle();
  return summary;
};

const ENROLLED_ON_REQUEST = 'enrolled_on_request';
/** In the summary of the step: earlier days on which customers were enrolled whom only this run takes in. */
export const ON_REQUEST_DAYS = 'enrolled_on_request_days';

const daysOf = (enrolled: readonly Pick<Enrolment, 'enrolledDay'>[]): string =>
  [...new Set(enrolled.map(({ enrolledDay }) => enrolledDay))].sort().join(' ');

/** The stored group by row of the snapshot; null: not enrolled. */
export function groupsInSnapshot({ customerKeys }: Snapshot, enrolled: EnrolmentColumns): (Group | null)[] {
  return Array.from(rowsAmongSorted(customerKeys, enrolled.customerKeys), (row) => enrolled.groups[row] ?? null);
}
