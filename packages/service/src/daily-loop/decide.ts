/**
 * Step 5: one decision for every customer who is due. The receipt (group, eligible set, exact probabilities, policy
 * version, context, the number that chose) is committed before anything is planned or sent.
 */
import { contextRows, type Encoding, fitEncoding, numberColumn } from '@fitly/core/data';
import { type DecideDayInput, decideDay, dueOn } from '@fitly/core/decide';
import { type Agent, decidesIn, type LifeState } from '@fitly/core/design';
import { FitlyError } from '@fitly/core/errors';
import { sipKey } from '@fitly/core/math';
import { deserializePolicyVersion } from '@fitly/core/policy';
import type { Day, Group, Instant } from '@fitly/core/terms';
import {
  type Columns,
  commitFiles,
  type EnrolmentColumns,
  policyVersion,
  type Store,
  saveEncoding,
} from '@fitly/store';
import { dueKey } from './agent-keys.ts';
import { commitStep } from './commit-step.ts';
import { readEncoding } from './encodings.ts';
import { groupsOf } from './enrol.ts';
import type { Snapshot } from './read-snapshot.ts';
import type { RunStep } from './run-context.ts';

export const decide: RunStep = async (context) => {
  const { store, agent, day } = context;
  const snapshot = await context.snapshot.get();
  const kept = await readEncoding(context);
  // Fitted once, on everyone in the audience of the first run; later decisions and learning refer to it by its version.
  const encoding = kept ?? fitEncoding(agent.context, snapshot.context, 1);
  const version = Number(context.summaryOf('learn')['policy_version']);
  const decisions = decideDay(
    await decideInput({
      ...context,
      enrolled: await context.enrolled(),
      snapshot,
      encoding,
      policyVersionNumber: version,
    }),
  );
  const file = await store.lake.stage({ table: 'decisions', agent: agent.name, day, columns: decisions as Columns });
  const none = Array.from(numberColumn(decisions, 'action')).filter((action) => action === -1).length;
  const idle = decidesIn(context.lifeState) ? {} : { state: context.lifeState };
  const summary = {
    decisions: decisions.rowCount,
    no_eligible_action: none,
    encoding_version: encoding.version,
    ...idle,
  };
  return commitStep(context, 'decide', summary, async (tx) => {
    if (kept === null) await saveEncoding(tx, agent.name, { version: encoding.version, payload: toJson(encoding) });
    await commitFiles(tx, [file], { replace: { table: 'decisions', agent: agent.name, day } }, context.lakeNow());
  });
};

const toJson = (encoding: Encoding): Parameters<typeof saveEncoding>[2]['payload'] =>
  JSON.parse(JSON.stringify(encoding));

interface DecideFacts {
  readonly store: Store;
  readonly agent: Agent;
  readonly agentVersion: number;
  readonly lifeState: LifeState;
  readonly installation: string;
  readonly day: Day;
  readonly startedAt: Instant;
  readonly snapshot: Snapshot;
  readonly enrolled: EnrolmentColumns;
  readonly encoding: Encoding;
  readonly policyVersionNumber: number;
}

/** The input of a day's decisions from stored facts only: the run and its replay both come through here. */
export async function decideInput(facts: DecideFacts): Promise<DecideDayInput> {
  const { store, agent, day, snapshot } = facts;
  const stored = await policyVersion(store.state.db, agent.name, facts.policyVersionNumber);
  if (stored === null) {
    throw new FitlyError(
      'database_damaged',
      `policy version ${facts.policyVersionNumber} of ${agent.name} is not stored`,
      {
        next: 'restore the folder from a backup',
      },
    );
  }
  const groups = groupsOf(facts.enrolled);
  const due = dueRows(facts, groups);
  return {
    agent,
    agentVersion: facts.agentVersion,
    day,
    decidedAt: facts.startedAt,
    customers: due.map((row) => ({
      customerKey: snapshot.customerKeys[row]!,
      group: groups.get(snapshot.customerKeys[row]!)!,
      timeZone: snapshot.timeZones[row] ?? null,
    })),
    context: contextRows(snapshot.context, due),
    encoding: facts.encoding,
    policyVersion: deserializePolicyVersion(stored.payload),
    policyVersionNumber: facts.policyVersionNumber,
    keys: { draw: sipKey(store.keys.draw), decisionId: sipKey(store.keys.decisionId) },
    installationId: facts.installation,
  };
}

/** Rows of the snapshot whose customer is enrolled and due on this day, in key order. */
function dueRows(
  { store, agent, day, snapshot, lifeState }: DecideFacts,
  groups: ReadonlyMap<string, Group>,
): number[] {
  if (!decidesIn(lifeState)) return [];
  const isDue = dueOn(dueKey(store, agent), day, agent.schedule.everyDays);
  const rows: number[] = [];
  for (const [row, customerKey] of snapshot.customerKeys.entries()) {
    if (groups.has(customerKey) && isDue(customerKey)) rows.push(row);
  }
  return rows;
}
