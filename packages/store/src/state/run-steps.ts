/** Which steps of a run are finished. A step's row is committed together with its result, so it never lies. */
import { FitlyError } from '@fitly/core/errors';
import type { AgentName, Day, Instant, Step } from '@fitly/core/terms';
import type { Db, JsonValue } from './schema.ts';

export interface FinishedStep {
  readonly step: Step;
  readonly finishedAt: Instant;
  /** What the step did, for progress lines and reports. */
  readonly summary: JsonValue;
}

interface FinishStep {
  readonly agent: AgentName;
  readonly day: Day;
  readonly step: Step;
  readonly at: Instant;
  readonly summary: JsonValue;
}

/**
 * Marks a step as finished. Throws `internal` when it already was: in the same transaction as the step's result this
 * rolls a second result back, whoever produced it.
 */
export async function finishStep(db: Db, finish: FinishStep): Promise<void> {
  const inserted = await db
    .insertInto('run_steps')
    .values({
      agent: finish.agent,
      day: finish.day,
      step: finish.step,
      finished_at: finish.at,
      summary: JSON.stringify(finish.summary),
    })
    .onConflict((conflict) => conflict.columns(['agent', 'day', 'step']).doNothing())
    .executeTakeFirst();
  if (inserted.numInsertedOrUpdatedRows === 1n) return;
  throw new FitlyError('internal', `Step ${finish.step} of ${finish.agent} for ${finish.day} was finished before.`, {
    next: 'Run the day again: finished steps are skipped.',
    fields: { agent: finish.agent, day: finish.day, step: finish.step },
  });
}

/** The finished steps of a run by name; empty for a run that has finished none or does not exist. */
export async function finishedSteps(db: Db, agent: AgentName, day: Day): Promise<ReadonlyMap<Step, FinishedStep>> {
  const rows = await db.selectFrom('run_steps').selectAll().where('agent', '=', agent).where('day', '=', day).execute();
  return new Map(
    rows.map((row) => [row.step, { step: row.step, finishedAt: row.finished_at, summary: JSON.parse(row.summary) }]),
  );
}

/** The newest day on which the step has finished; null: it never has. */
export async function newestDayOf(db: Db, agent: AgentName, step: Step): Promise<Day | null> {
  const query = db
    .selectFrom('run_steps')
    .select(({ fn }) => fn.max('day').as('day'))
    .where('agent', '=', agent);
  return (await query.where('step', '=', step).executeTakeFirst())?.day ?? null;
}

/** What one step has noted on each day that it finished, oldest first. */
export async function stepSummaries(
  db: Db,
  agent: AgentName,
  step: Step,
): Promise<readonly { readonly day: Day; readonly summary: JsonValue }[]> {
  const query = db
    .selectFrom('run_steps')
    .select(['day', 'summary'])
    .where('agent', '=', agent)
    .where('step', '=', step);
  const rows = await query.orderBy('day').execute();
  return rows.map((row) => ({ day: row.day, summary: JSON.parse(row.summary) }));
}
