/** The states of every agent over time: rows are only ever added, and the newest one counts. */

import type { LifeState } from '@fitly/core/design';
import { FitlyError } from '@fitly/core/errors';
import type { AgentName, Instant } from '@fitly/core/terms';
import type { Selectable } from 'kysely';
import type { Db, Schema } from './schema.ts';

export interface AgentStateChange {
  readonly agent: AgentName;
  /** 1, 2, 3, … */
  readonly seq: number;
  readonly state: LifeState;
  readonly at: Instant;
  /** Who changed it; null where a migration did. */
  readonly by: string | null;
  readonly note: string | null;
}

/**
 * Adds a state after `after`, the sequence number that the caller saw as the newest (0 = none). Throws
 * `agent_state_invalid` when somebody else added one meanwhile: their change is not written over.
 */
export async function addAgentState(
  db: Db,
  { after, ...change }: Omit<AgentStateChange, 'seq'> & { readonly after: number },
): Promise<AgentStateChange> {
  const row = { ...change, seq: after + 1 };
  const inserted = await db
    .insertInto('agent_states')
    .values(row)
    .onConflict((conflict) => conflict.columns(['agent', 'seq']).doNothing())
    .executeTakeFirst();
  if (inserted.numInsertedOrUpdatedRows === 1n) return row;
  throw new FitlyError('agent_state_invalid', `the state of ${change.agent} was changed by somebody else just now`, {
    next: `look at it with: fitly agent history ${change.agent}`,
    fields: { agent: change.agent },
  });
}

/** All states of an agent, oldest first; empty for one that nobody ever started. */
export async function agentStates(db: Db, agent: AgentName): Promise<readonly AgentStateChange[]> {
  const query = db.selectFrom('agent_states').selectAll().where('agent', '=', agent);
  return (await query.orderBy('seq').execute()).map(asChange);
}

/** The newest state, or null for an agent that has none: a file without a history is a draft. */
export async function currentAgentState(db: Db, agent: AgentName): Promise<AgentStateChange | null> {
  const query = db.selectFrom('agent_states').selectAll().where('agent', '=', agent);
  const row = await query.orderBy('seq', 'desc').limit(1).executeTakeFirst();
  return row === undefined ? null : asChange(row);
}

const asChange = ({ agent, seq, state, at, by, note }: Selectable<Schema['agent_states']>): AgentStateChange => ({
  agent,
  seq,
  state,
  at,
  by,
  note,
});
