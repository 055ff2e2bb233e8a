/** The shares of the groups over time: new shares open a new epoch and apply to new customers only. */
import type { AgentName, Day, Group } from '@fitly/core/terms';
import type { Db } from './schema.ts';

export interface AllocationEpoch {
  /** 1, 2, 3, … */
  readonly epoch: number;
  /** Share of each group in [0, 1], summing to 1. */
  readonly shares: Readonly<Record<Group, number>>;
  readonly fromDay: Day;
}

export async function addAllocationEpoch(db: Db, agent: AgentName, epoch: AllocationEpoch): Promise<void> {
  const shares = JSON.stringify(epoch.shares);
  await db
    .insertInto('allocation_epochs')
    .values({ agent, epoch: epoch.epoch, shares, from_day: epoch.fromDay })
    .execute();
}

/** All epochs of an agent, oldest first; empty before the first enrolment. */
export async function allocationEpochs(db: Db, agent: AgentName): Promise<readonly AllocationEpoch[]> {
  const rows = await db
    .selectFrom('allocation_epochs')
    .selectAll()
    .where('agent', '=', agent)
    .orderBy('epoch')
    .execute();
  return rows.map((row) => ({ epoch: row.epoch, shares: JSON.parse(row.shares), fromDay: row.from_day }));
}
