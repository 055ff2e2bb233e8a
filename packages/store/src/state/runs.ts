/** One run per agent and local date; the unique key is what makes a second one impossible. */
import { FitlyError } from '@fitly/core/errors';
import type { AgentName, Day, Instant } from '@fitly/core/terms';
import { type Selectable, sql } from 'kysely';
import type { Db, JsonValue, RunStatus, Schema } from './schema.ts';

export interface Run {
  readonly agent: AgentName;
  readonly day: Day;
  /** The version of the agent with which the run was claimed; a resumed run keeps it. */
  readonly agentVersion: number;
  readonly status: RunStatus;
  readonly startedAt: Instant;
  readonly finishedAt: Instant | null;
  /** Counts the processes that have taken the run up, this one included. */
  readonly epoch: number;
  /** What the run's steps fixed for later steps and for replay, by name. */
  readonly facts: Readonly<Record<string, JsonValue>>;
}

interface ClaimRun {
  readonly agent: AgentName;
  readonly day: Day;
  readonly agentVersion: number;
  readonly startedAt: Instant;
}

/**
 * Claims the run, or takes up the one that was claimed before: then only its epoch changes, after which nobody who claimed it
 * earlier can send any more. One statement: two claims give one run. A run that is done stays as it is.
 */
export async function claimRun(db: Db, claim: ClaimRun): Promise<Run> {
  const row = await db
    .insertInto('runs')
    .values({
      agent: claim.agent,
      day: claim.day,
      agent_version: claim.agentVersion,
      status: 'running',
      started_at: claim.startedAt,
      finished_at: null,
      facts: '{}',
      epoch: 1,
    })
    .onConflict((conflict) =>
      conflict.columns(['agent', 'day']).doUpdateSet({ epoch: sql<number>`epoch + (status = 'running')` }),
    )
    .returningAll()
    .executeTakeFirstOrThrow();
  return asRun(row);
}

export async function run(db: Db, agent: AgentName, day: Day): Promise<Run | null> {
  const query = db.selectFrom('runs').selectAll().where('agent', '=', agent).where('day', '=', day);
  const row = await query.executeTakeFirst();
  return row === undefined ? null : asRun(row);
}

/** All runs of an agent, oldest day first. */
export async function listRuns(db: Db, agent: AgentName): Promise<readonly Run[]> {
  const rows = await db.selectFrom('runs').selectAll().where('agent', '=', agent).orderBy('day').execute();
  return rows.map(asRun);
}

/** Agents of which a run was ever claimed, by name. */
export async function agentsWithRuns(db: Db): Promise<readonly AgentName[]> {
  const rows = await db.selectFrom('runs').select('agent').distinct().orderBy('agent').execute();
  return rows.map(({ agent }) => agent);
}

/** Agents that have a run which is not finished, by name. */
export async function agentsWithOpenRuns(db: Db): Promise<readonly AgentName[]> {
  const open = db.selectFrom('runs').select('agent').distinct().where('status', '!=', 'done');
  return (await open.orderBy('agent').execute()).map(({ agent }) => agent);
}

/** Marks the run as done. Throws `run_not_found` when it was never claimed. */
export async function finishRun(db: Db, agent: AgentName, day: Day, at: Instant): Promise<void> {
  const done = await db
    .updateTable('runs')
    .set({ status: 'done', finished_at: at })
    .where('agent', '=', agent)
    .where('day', '=', day)
    .executeTakeFirst();
  if (done.numUpdatedRows === 0n) throw notFound(agent, day);
}

/** Lets a claimed run go on with another version of its agent. Throws `run_not_found` when it was never claimed. */
export async function setRunVersion(db: Db, agent: AgentName, day: Day, version: number): Promise<void> {
  const set = await db
    .updateTable('runs')
    .set({ agent_version: version })
    .where('agent', '=', agent)
    .where('day', '=', day)
    .executeTakeFirst();
  if (set.numUpdatedRows === 0n) throw notFound(agent, day);
}

/** Sets one named fact; a later value replaces an earlier one. Throws `run_not_found` when the run was never claimed. */
export async function setRunFact(db: Db, agent: AgentName, day: Day, key: string, value: JsonValue): Promise<void> {
  if (!/^\w+$/.test(key))
    throw new FitlyError('internal', `A run fact is named by letters, digits and _, not "${key}".`);
  const set = await db
    .updateTable('runs')
    .set({ facts: sql<string>`json_set(facts, ${`$.${key}`}, json(${JSON.stringify(value)}))` })
    .where('agent', '=', agent)
    .where('day', '=', day)
    .executeTakeFirst();
  if (set.numUpdatedRows === 0n) throw notFound(agent, day);
}

const asRun = (row: Selectable<Schema['runs']>): Run => ({
  agent: row.agent,
  day: row.day,
  agentVersion: row.agent_version,
  status: row.status,
  startedAt: row.started_at,
  finishedAt: row.finished_at,
  epoch: row.epoch,
  facts: JSON.parse(row.facts),
});

const notFound = (agent: AgentName, day: Day) =>
  new FitlyError('run_not_found', `There is no run of ${agent} for ${day}.`, {
    next: `List the runs of ${agent}, or start one for ${day}.`,
    fields: { agent, day },
  });
