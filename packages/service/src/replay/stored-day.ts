/** A past day as it was stored: everything from which its decisions can be made again. */
import type { DecideDayInput } from '@fitly/core/decide';
import { type Agent, decidesIn } from '@fitly/core/design';
import { FitlyError } from '@fitly/core/errors';
import { asAgentName, type CustomerKey, type Day } from '@fitly/core/terms';
import { enrolments, finishedSteps, type Run, run } from '@fitly/store';
import { savedAgent } from '../daily-loop/agent-of.ts';
import { SPENT } from '../daily-loop/budget-use.ts';
import { NO_HISTORY } from '../daily-loop/contact-history.ts';
import { decideInput } from '../daily-loop/decide.ts';
import { dueCustomers, readDue } from '../daily-loop/due-customers.ts';
import { readEncodingVersion } from '../daily-loop/encodings.ts';
import { groupsInSnapshot } from '../daily-loop/enrol.ts';
import { lifeStateOf } from '../daily-loop/life-state-of.ts';
import { readSnapshot } from '../daily-loop/read-snapshot.ts';
import { POLICY_VERSION } from '../daily-loop/version-of-run.ts';
import { requestedDay } from '../deciding/requested-parts.ts';
import { readSettledBudgets } from '../privacy/settled-budgets.ts';
import { expressionsOf } from '../workspace/expressions-of.ts';
import type { Workspace } from '../workspace/workspace.ts';

export interface StoredDay {
  readonly agent: Agent;
  readonly run: Run;
  readonly input: DecideDayInput;
  /** The same in the parts that were decided at one instant: of a run one, of answers one for each commit. */
  readonly parts: readonly DecideDayInput[];
}

/** In which the customer was decided for; all of it for whoever was not. */
export const partOf = ({ input, parts }: StoredDay, key: CustomerKey): DecideDayInput =>
  parts.find(({ customers }) => customers.some(({ customerKey }) => customerKey === key)) ?? input;

/** Throws `run_not_found` for a day without decisions, and `lake_file_damaged` where what it rests on is. */
export async function storedDay(workspace: Workspace, agentName: string, day: Day): Promise<StoredDay> {
  const { store } = workspace;
  const name = asAgentName(agentName);
  const claimed = await run(store.state.db, name, day);
  const steps = await finishedSteps(store.state.db, name, day);
  if (claimed === null || !steps.has('decide')) {
    throw new FitlyError('run_not_found', `the agent "${agentName}" made no decisions on ${day}`, {
      next: 'list the days that were run with: fitly agent list',
    });
  }
  const summaryOf = (step: 'learn' | 'decide'): Record<string, unknown> =>
    (steps.get(step)?.summary ?? {}) as Record<string, unknown>;
  const agent = await savedAgent(store, name, claimed.agentVersion);
  const place = { store, agent };
  const encodingVersion = Number(summaryOf('decide')['encoding_version']);
  const encoding = await readEncodingVersion(place, encodingVersion);
  if (encoding === null) {
    throw new FitlyError('database_damaged', `encoding ${encodingVersion} of ${name} is not stored`, {
      next: 'restore the folder from a backup',
    });
  }
  const snapshot = await readSnapshot(place, day);
  const enrolled = await enrolments(store.state.db, name);
  const where = { store, agent, day };
  // Days of versions that stored no due set: the schedule alone said who was due.
  const before = { deciding: decidesIn(lifeStateOf(claimed)), inAudience: () => true, history: NO_HISTORY };
  const input = await decideInput({
    store,
    agent,
    expressions: expressionsOf(agent),
    agentVersion: claimed.agentVersion,
    installation: store.installation,
    day,
    startedAt: claimed.startedAt,
    snapshot,
    enrolled,
    encoding,
    due:
      (await readDue(where, snapshot)) ??
      dueCustomers({ ...where, ...before, snapshot, groups: groupsInSnapshot(snapshot, enrolled), enrolledOn: [] }),
    spent: (claimed.facts[SPENT] ?? {}) as Record<string, number>,
    policyVersionNumber: Number(claimed.facts[POLICY_VERSION] ?? summaryOf('learn')['policy_version']),
    settledBudgets: readSettledBudgets(claimed),
  });
  if (agent.delivery.mode !== 'api') return { agent, run: claimed, input, parts: [input] };
  return { agent, run: claimed, ...(await requestedDay(store, input, snapshot)) };
}
