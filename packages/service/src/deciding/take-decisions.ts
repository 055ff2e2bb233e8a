/**
 * What a run takes over of the decisions that were asked for: once its own day is open the days before are closed, and their
 * decisions become the log, the due set and the ledger of those days, as if a run had made them.
 */
import { planBatches } from '@fitly/core/dispatch';
import { sipKey } from '@fitly/core/math';
import type { Day } from '@fitly/core/terms';
import { addDays } from '@fitly/core/time';
import { addBatches, commitFiles, type NewBatch, run, type StagedFile, setRunFact } from '@fitly/store';
import { agentOf } from '../daily-loop/agent-of.ts';
import { commitStep } from '../daily-loop/commit-step.ts';
import { withKeysAsWords } from '../daily-loop/decide.ts';
import { DUE } from '../daily-loop/due-customers.ts';
import type { StepSummary } from '../daily-loop/progress.ts';
import type { RunContext, RunStep } from '../daily-loop/run-context.ts';
import { erasedCheck } from '../privacy/erased-check.ts';
import { requestedDue, requestedTable } from './requested-log.ts';
import { DECIDED_UNTIL } from './untaken.ts';

/** For how many days a decision can be activated after its day. */
const ACTIVATED_WITHIN_DAYS = 30;

/** In the place of a plan, for an agent that decides on request. */
export const takeDecisions: RunStep = async (context) => {
  const { store, agent, day } = context;
  const before = addDays(day, -1);
  store.decisions.closeDay(agent.name, before);
  const days = store.decisions.openDays(agent.name).filter((each) => each <= before);
  const taken: TakenDay[] = [];
  for (const each of days) if (!(await isTaken(context, each))) taken.push(await stageDay(context, each));
  const at = await context.clock.now();
  const answered = taken.reduce((sum, { batches }) => sum + countOf(batches), 0);
  const summary: StepSummary = {
    answered,
    decided_on_request: taken.reduce((sum, { decisions }) => sum + decisions, 0),
  };
  await commitStep(context, 'plan', summary, async (tx) => {
    for (const one of taken) {
      for (const { table, files } of one.tables) {
        const replace = { table, agent: agent.name, day: one.day };
        await commitFiles(tx, files, { replace }, context.lakeNow());
      }
      await addBatches(tx, one.batches, at);
      await setRunFact(tx, agent.name, one.day, DECIDED_UNTIL, at);
    }
  });
  for (const each of days) store.decisions.settle(agent.name, each, addDays(day, -ACTIVATED_WITHIN_DAYS));
  return summary;
};

/** By a run that was killed before it could say so to the journal. */
const isTaken = async ({ store, agent }: RunContext, day: Day): Promise<boolean> =>
  (await run(store.state.db, agent.name, day))?.facts[DECIDED_UNTIL] !== undefined;

const countOf = (batches: readonly NewBatch[]): number =>
  batches.reduce((sum, { decisionIds }) => sum + decisionIds.length, 0);

interface TakenDay {
  readonly day: Day;
  readonly decisions: number;
  readonly tables: readonly { readonly table: string; readonly files: readonly StagedFile[] }[];
  readonly batches: readonly NewBatch[];
}

async function stageDay({ store, agent: { name } }: RunContext, day: Day): Promise<TakenDay> {
  const agent = await agentOf(store, name, day);
  const isErased = await erasedCheck(store);
  const rows = store.decisions.decisionsOf(name, day).filter(({ customerKey }) => !isErased(customerKey));
  const decisions = requestedTable(rows, agent);
  const stage = async (table: string, columns: Parameters<typeof store.lake.stageParts>[0]['columns']) => ({
    table,
    files: await store.lake.stageParts({ table, agent: name, day, columns }),
  });
  const planned = planBatches({ decisions, agent, key: sipKey(store.keys.decisionId) });
  return {
    ...{ day, decisions: rows.length },
    tables: [await stage('decisions', withKeysAsWords(decisions)), await stage(DUE, requestedDue(rows))],
    batches: planned.map((batch) => ({ ...batch, agent: name, day, hasLeft: true })),
  };
}
