/** What an agent has learned up to and including a day: one state per agent, replaced by the next fold. */
import type { AgentName, Day } from '@fitly/core/terms';
import { intact, sha256 } from './payload.ts';
import type { Db } from './schema.ts';

export interface LearnerState {
  readonly throughDay: Day;
  /** Encoded by the learner; opaque here. */
  readonly payload: Uint8Array;
}

export async function saveLearnerState(db: Db, agent: AgentName, state: LearnerState): Promise<void> {
  const cells = { through_day: state.throughDay, payload: state.payload, payload_sha256: sha256(state.payload) };
  await db
    .insertInto('learner_states')
    .values({ agent, ...cells })
    .onConflict((conflict) => conflict.column('agent').doUpdateSet(cells))
    .execute();
}

/** The state, or null before the first fold. Throws `database_damaged` when it was altered. */
export async function learnerState(db: Db, agent: AgentName): Promise<LearnerState | null> {
  const row = await db.selectFrom('learner_states').selectAll().where('agent', '=', agent).executeTakeFirst();
  if (row === undefined) return null;
  return { throughDay: row.through_day, payload: intact(`learner state of ${agent}`, row.payload, row.payload_sha256) };
}
