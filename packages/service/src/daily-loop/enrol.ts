/**
 * Step 4: new customers of the audience get their group, once and for all, by keyed hash. The day's eligibility of all
 * four groups is logged by the same rule, so that those who are never sent to are counted like the others.
 */
import { assignGroup, dueOn } from '@fitly/core/decide';
import { type CustomerKey, DECIDED_GROUPS, GROUPS, type Group } from '@fitly/core/terms';
import {
  addAllocationEpoch,
  addEnrolments,
  allocationEpochs,
  type Column,
  commitFiles,
  type Enrolment,
  type EnrolmentColumns,
  setRunFact,
} from '@fitly/store';
import { plannedSizes } from '../reporting/planned-sizes.ts';
import { dueKey, groupKey } from './agent-keys.ts';
import { commitStep } from './commit-step.ts';
import type { RunContext, RunStep } from './run-context.ts';

export const enrol: RunStep = async (context) => {
  const { store, agent, day } = context;
  const snapshot = await context.snapshot.get();
  const epochs = await allocationEpochs(store.state.db, agent.name);
  const newest = epochs.at(-1);
  const opens = newest === undefined || GROUPS.some((group) => newest.shares[group] !== agent.groups[group]);
  const epoch = (newest?.epoch ?? 0) + (opens ? 1 : 0);
  const groups = groupsOf(await context.enrolled());
  const key = groupKey(store, agent);
  const joined: Enrolment[] = [];
  for (const customerKey of snapshot.customerKeys) {
    if (groups.has(customerKey)) continue;
    const group = assignGroup(key, customerKey, agent.groups);
    groups.set(customerKey, group);
    joined.push({ customerKey, group, epoch, enrolledDay: day });
  }
  const eligibility = eligibilityColumns(context, snapshot.customerKeys, groups);
  const file = await store.lake.stage({ table: 'eligibility', agent: agent.name, day, columns: eligibility.columns });
  const summary = { new_customers: joined.length, ...eligibility.customers, due: eligibility.due, epoch };
  return commitStep(context, 'enrol', summary, async (tx) => {
    if (opens) await addAllocationEpoch(tx, agent.name, { epoch, shares: agent.groups, fromDay: day });
    if (newest === undefined) {
      // N* of the confidence sequences: fixed here, before the first outcome, and never changed.
      await setRunFact(tx, agent.name, day, 'planned_sizes', plannedSizes(joined));
    }
    await addEnrolments(tx, agent.name, joined);
    await commitFiles(tx, [file], { replace: { table: 'eligibility', agent: agent.name, day } }, context.lakeNow());
  });
};

/** The stored group of everyone enrolled so far. */
export function groupsOf(enrolled: EnrolmentColumns): Map<string, Group> {
  return new Map(enrolled.customerKeys.map((key, row) => [key, enrolled.groups[row]!]));
}

function eligibilityColumns(
  context: RunContext,
  customerKeys: readonly CustomerKey[],
  groups: ReadonlyMap<string, Group>,
): { columns: { rowCount: number; columns: Column[] }; due: number; customers: Record<Group, number> } {
  const { store, agent, day } = context;
  const isDue = dueOn(dueKey(store, agent), day, agent.schedule.everyDays);
  const due = Uint8Array.from(customerKeys.map((customerKey) => Number(isDue(customerKey))));
  const groupNames = customerKeys.map((key) => groups.get(key)!);
  const decided = new Set<Group>(DECIDED_GROUPS);
  const count = (group: Group): number => groupNames.filter((each) => each === group).length;
  return {
    due: due.reduce((sum, each, row) => sum + (decided.has(groupNames[row]!) ? each : 0), 0),
    customers: Object.fromEntries(GROUPS.map((group) => [group, count(group)])) as Record<Group, number>,
    columns: {
      rowCount: customerKeys.length,
      columns: [
        { name: 'customer_key', type: 'string', values: customerKeys },
        { name: 'group', type: 'string', values: groupNames },
        { name: 'due', type: 'boolean', values: due },
      ],
    },
  };
}
