/**
 * Step 5: one decision for every customer who is due. The receipt (group, eligible set, exact probabilities, policy
 * version, context, the number that chose) is committed before anything is planned or sent.
 */
import { availableParallelism } from 'node:os';
import {
  type CompiledExpressions,
  contextRows,
  type DecisionTable,
  type Encoding,
  fitEncoding,
  keysAsWords,
  rowsAmongSorted,
} from '@fitly/core/data';
import {
  type DecideDayInput,
  decideDay,
  decideDayBy,
  explorationLedger,
  type PreparedDay,
  prepareDay,
  type SettledBudgets,
} from '@fitly/core/decide';
import { type Agent, decidesIn, decisionDays, type LifeState } from '@fitly/core/design';
import { FitlyError } from '@fitly/core/errors';
import { sipKey } from '@fitly/core/math';
import type { PolicyVersion } from '@fitly/core/policy';
import type { Day, Instant } from '@fitly/core/terms';
import { dayOf } from '@fitly/core/time';
import { drawByWorkers, kernelWinners } from '@fitly/kernel';
import {
  type Columns,
  commitFiles,
  type Db,
  type EnrolmentColumns,
  policyVersion,
  type Store,
  saveEncoding,
  setRunFact,
  workspaceHoldouts,
} from '@fitly/store';
import { readPolicyVersion } from '../policy-files/read-policy-version.ts';
import { LEDGER } from '../reporting/ledger-notes.ts';
import { arbitrate, LOST_ARBITRATION } from './arbitrate.ts';
import { outsideReasons } from './audience-of-day.ts';
import { SPENT, spentSoFar } from './budget-use.ts';
import { commitStep } from './commit-step.ts';
import { readContactHistory } from './contact-history.ts';
import { inDecideOrder } from './decide-order.ts';
import { decideSummary, REFUSALS, refusalColumns } from './decide-summary.ts';
import { DUE, type Due, dueColumns, dueCustomers } from './due-customers.ts';
import { readEncoding, storedEncoding } from './encodings.ts';
import { groupsInSnapshot } from './enrol.ts';
import type { StepSummary } from './progress.ts';
import type { Snapshot } from './read-snapshot.ts';
import type { RunContext, RunStep } from './run-context.ts';
import { versionOfRun } from './version-of-run.ts';

export const decide: RunStep = (context) => inDecideOrder(context.store, (take) => decideOnce(context, take));

async function decideOnce(context: RunContext, take: (tx: Db) => Promise<void>): Promise<StepSummary> {
  const { store, agent, day } = context;
  const isOnRequest = agent.delivery.mode === 'api';
  const snapshot = await context.snapshot.get();
  const kept = await readEncoding(context);
  // Fitted once, on everyone in the audience of the first run; later decisions and learning refer to it by its version.
  const encoding = kept ?? fitEncoding(agent.context, snapshot.context, 1, agent.dimensions);
  const enrolled = await context.enrolled();
  const spent = await spentSoFar(context);
  const policyVersionNumber = await versionOfRun(context);
  const audience = await audienceOf(context, snapshot, enrolled);
  const wanted = dueCustomers({
    ...{ ...context, ...audience },
    // Whoever is asked for is decided for then.
    deciding: idleReason(context) === null && !isOnRequest,
    history: await readContactHistory(context),
  });
  const bidding = { encoding, policyVersion: await storedVersion({ ...context, policyVersionNumber }) };
  const arbitrated = await arbitrate(context, { ...audience, ...bidding, due: wanted });
  const due = arbitrated?.won ?? wanted;
  const input = await decideInput({ ...context, enrolled, snapshot, encoding, due, spent, policyVersionNumber });
  const prepared = prepareDay(input);
  const decisions = await decisionsOf(input, prepared);
  const stage = (table: string, columns: Columns) => store.lake.stageParts({ table, agent: agent.name, day, columns });
  const tables = [await stage(REFUSALS, refusalColumns(prepared, arbitrated?.lost ?? 0))];
  // A log of answers is written once its day is over.
  if (!isOnRequest)
    tables.push(await stage('decisions', withKeysAsWords(decisions)), await stage(DUE, dueColumns(due, snapshot)));
  for (const { table, columns } of arbitrated?.tables ?? []) tables.push(await stage(table, columns));
  const idle = idleReason(context);
  const { policyVersion: version } = input;
  const ledger = explorationLedger({
    ...{ prepared, version, decisions, day },
    ...{ learning: agent.learning, decisionDays: decisionDays(agent) },
  });
  const summary = {
    ...decideSummary(decisions, prepared),
    ...(arbitrated === null ? {} : { [LOST_ARBITRATION]: arbitrated.lost }),
    encoding_version: encoding.version,
    ...(kept !== null || encoding.notes.length === 0 ? {} : { left_out: encoding.notes.join('; ') }),
    ...(idle === null ? {} : { state: idle }),
    ...(ledger === null ? {} : { [LEDGER]: JSON.stringify(ledger) }),
  };
  return commitStep(context, 'decide', summary, async (tx) => {
    await take(tx);
    if (kept === null) await saveEncoding(tx, agent.name, storedEncoding(encoding));
    await setRunFact(tx, agent.name, day, SPENT, spent);
    for (const files of tables) await commitFiles(tx, files, { replace: files[0]! }, context.lakeNow());
  });
}

const KEYS: ReadonlySet<string> = new Set(['decision_id', 'customer_key']);

/** As they are written: the texts stay with the table. */
export const withKeysAsWords = ({ rowCount, columns }: DecisionTable): Columns => ({
  rowCount,
  columns: columns.map((column) =>
    column.type === 'string' && KEYS.has(column.name)
      ? { name: column.name, type: 'key', values: keysAsWords(column.values as string[]) }
      : column,
  ),
});

/** A thread takes half a second to start: fewer customers are drawn for sooner without. */
const WORTH_THREADS = 100_000;
/** More would wait for the one that writes. */
const MOST_THREADS = 4;

/** The same table either way. */
async function decisionsOf(input: DecideDayInput, prepared: PreparedDay): Promise<DecisionTable> {
  const threads = Math.min(MOST_THREADS, availableParallelism());
  const isWorthThreads =
    threads > 1 && input.policyVersion.kind === 'linear_draws' && prepared.nodes.length >= WORTH_THREADS;
  if (!isWorthThreads) return decideDay(input, prepared, kernelWinners);
  return decideDayBy(drawByWorkers(threads), input, prepared);
}

/** The day's snapshot with what says who of it is enrolled and in the audience. */
async function audienceOf({ store, expressions }: RunContext, snapshot: Snapshot, enrolled: EnrolmentColumns) {
  const outside = outsideReasons(snapshot, expressions, await workspaceHoldouts(store.state.db));
  return {
    snapshot,
    inAudience: (row: number): boolean => outside[row] === null,
    groups: groupsInSnapshot(snapshot, enrolled),
    enrolledOn: Array.from(
      rowsAmongSorted(snapshot.customerKeys, enrolled.customerKeys),
      (row) => enrolled.enrolledDays[row] ?? null,
    ),
  };
}

/**
 * Why nobody is decided for; null when they are. A day that was missed is measured and never made up: its messages would go
 * out together with today's, past every cap and budget that counts by days.
 */
function idleReason({ lifeState, agent, day, startedAt }: RunContext): LifeState | 'missed' | null {
  if (!decidesIn(lifeState)) return lifeState;
  return dayOf(startedAt, agent.timeZone) > day ? 'missed' : null;
}

interface DecideFacts {
  readonly store: Store;
  readonly agent: Agent;
  readonly expressions: CompiledExpressions;
  readonly agentVersion: number;
  readonly installation: string;
  readonly day: Day;
  readonly startedAt: Instant;
  readonly snapshot: Snapshot;
  readonly enrolled: EnrolmentColumns;
  readonly encoding: Encoding;
  readonly due: readonly Due[];
  /** What earlier days have used of each budget. */
  readonly spent: Readonly<Record<string, number>>;
  readonly policyVersionNumber: number;
  /** Of a past day of which somebody was erased; absent: the budgets are worked out. */
  readonly settledBudgets?: SettledBudgets | null;
}

/** The input of a day's decisions from stored facts only: the run and its replay both come through here. */
export async function decideInput(facts: DecideFacts): Promise<DecideDayInput> {
  const { store, agent, snapshot, due } = facts;
  const groups = groupsInSnapshot(snapshot, facts.enrolled);
  return {
    agent,
    agentVersion: facts.agentVersion,
    rules: facts.expressions.rules,
    day: facts.day,
    decidedAt: facts.startedAt,
    customers: due.map(({ row, recentSends }) => ({
      customerKey: snapshot.customerKeys[row]!,
      group: groups[row]!,
      timeZone: snapshot.timeZones[row] ?? null,
      recentSends,
    })),
    context: contextRows(
      snapshot.context,
      due.map(({ row }) => row),
    ),
    encoding: facts.encoding,
    policyVersion: await storedVersion(facts),
    policyVersionNumber: facts.policyVersionNumber,
    spent: facts.spent,
    settledBudgets: facts.settledBudgets ?? null,
    keys: {
      draw: sipKey(store.keys.draw),
      decisionId: sipKey(store.keys.decisionId),
      ticket: sipKey(store.keys.ticket),
    },
    installationId: facts.installation,
  };
}

export async function storedVersion({
  store,
  agent,
  policyVersionNumber,
}: Pick<DecideFacts, 'store' | 'agent' | 'policyVersionNumber'>): Promise<PolicyVersion> {
  const stored = await policyVersion(store.state.db, agent.name, policyVersionNumber);
  if (stored !== null) return readPolicyVersion(stored.payload);
  throw new FitlyError('database_damaged', `policy version ${policyVersionNumber} of ${agent.name} is not stored`, {
    next: 'restore the folder from a backup',
  });
}
