/**
 * Step 3: the rows that matured today are folded into what the agent knows, and the day's policy version is drawn from
 * it and stored. Both groups train: the agent's and the random control's, each with what it really did.
 */
import {
  type ChangedEncoding,
  changedEncoding,
  contextRows,
  type Encoding,
  encodeTable,
  encodingNames,
  mayHaveChanged,
  textColumn,
} from '@fitly/core/data';
import { type ActionSpace, type Agent, actionSpace, decisionDays, sameSpace } from '@fitly/core/design';
import {
  customPolicy,
  funnelInUnitsOf,
  funnelPolicy,
  inUnitsOf,
  isFunnelOf,
  isReadableBy,
  linearPolicyOf,
  observationOf,
  type PolicyFile,
  passedOf,
  restoreLinear,
  restoreLogistic,
} from '@fitly/core/learn';
import { sipKey } from '@fitly/core/math';
import {
  type AddedNumber,
  deserializePolicyVersion,
  featureLayout,
  type Policy,
  type PolicyVersion,
  serializePolicyVersion,
  type TrainingRows,
} from '@fitly/core/policy';
import type { CustomerKey, Day, DecisionId } from '@fitly/core/terms';
import { dayNumber } from '@fitly/core/time';
import { createKernelFold } from '@fitly/kernel';
import {
  latestPolicyVersion,
  learnerState,
  saveEncoding,
  saveLearnerState,
  savePolicyVersion,
  stepSummaries,
} from '@fitly/store';
import { BEGAN_WITH } from '../beginning/began-with.ts';
import { type Beginning, beginning, startingWith } from '../beginning/beginning.ts';
import { maturedDays } from '../evaluating/own-log.ts';
import { agentOf } from './agent-of.ts';
import { commitStep } from './commit-step.ts';
import { actionsIn, contextOf, readContexts } from './decision-log.ts';
import { readEncoding, storedEncoding } from './encodings.ts';
import type { StepSummary } from './progress.ts';
import { readRewardColumns } from './read-rewards.ts';
import type { RunContext, RunStep } from './run-context.ts';
import { type SurprisingDay, watchNotes } from './watch-preferences.ts';

export const learn: RunStep = async (context) => {
  const { store, agent, day, startedAt } = context;
  const matured = daysIn(context.summaryOf('mature'));
  const latest = await latestPolicyVersion(store.state.db, agent.name);
  const space = actionSpace(agent.dimensions);
  const changed = latest === null ? null : await changeOn(context);
  if (latest !== null && matured.length === 0 && changed === null && (await fits(context, latest.payload, space))) {
    return commitStep(context, 'learn', { policy_version: latest.version, rows: 0, kind: latest.kind }, async () => {});
  }
  const version = (latest?.version ?? 0) + 1;
  const begins =
    latest === null
      ? await beginning(context, agent, { day, context: async () => (await context.snapshot.get()).context })
      : null;
  const { rows, next, payload, surprises } = await fold(context, { space, matured, version, begins, changed });
  const watched = await watchNotes(context, surprises, changed !== null && changed.before === null);
  const summary = {
    policy_version: version,
    rows,
    kind: next.kind,
    ...watched,
    ...notesOf(begins),
  };
  return commitStep(context, 'learn', summary, async (tx) => {
    const encoding = begins?.encoding ?? changed?.encoding;
    if (encoding !== undefined) await saveEncoding(tx, agent.name, storedEncoding(encoding));
    await saveLearnerState(tx, agent.name, { throughDay: day, payload });
    await savePolicyVersion(tx, {
      agent: agent.name,
      version,
      day,
      kind: next.kind,
      payload: serializePolicyVersion(next),
      createdAt: startedAt,
    });
  });
};

/** Days that a run's `mature` gave rewards to, oldest first. */
const daysIn = (summary: StepSummary): Day[] =>
  String(summary['days'] ?? '')
    .split(' ')
    .filter((each) => each !== '') as Day[];

/** What the agent file says of its customers now and did not before; also of an attribute that had nothing to tell them apart by. */
async function changeOn(context: RunContext): Promise<ChangedEncoding | null> {
  const encoding = await readEncoding(context);
  const { context: attributes, dimensions } = context.agent;
  if (encoding === null || !mayHaveChanged(encoding, attributes)) return null;
  return changedEncoding(encoding, { attributes, dimensions }, (await context.snapshot.get()).context);
}

const notesOf = (begins: Beginning | null): Readonly<Record<string, string>> =>
  begins === null
    ? {}
    : {
        [BEGAN_WITH]: JSON.stringify(begins.with),
        ...('setAside' in begins.with ? { pii_suspected: begins.with.setAside } : {}),
        ...(begins.encoding.notes.length === 0 ? {} : { left_out: begins.encoding.notes.join('; ') }),
      };

interface Fold {
  readonly space: ActionSpace;
  /** Days whose decisions have matured, oldest first. */
  readonly matured: readonly Day[];
  /** Number of the version to be made. */
  readonly version: number;
  /** Of the first run of an agent that begins with what another has learned. */
  readonly begins: Beginning | null;
  /** Where customers are read in another way from this run on. */
  readonly changed: ChangedEncoding | null;
}

interface Folded {
  readonly rows: number;
  readonly next: PolicyVersion;
  /** The state after it, as it is stored. */
  readonly payload: Uint8Array;
  /** How each matured day surprised what was known before it; empty where nothing is foreseen. */
  readonly surprises: readonly SurprisingDay[];
}

/** By the policy that the agent has today; what another one learned before is taken over. */
export function fold(context: RunContext, work: Fold): Promise<Folded> {
  const { agent } = context;
  switch (agent.learning.policy) {
    case 'logistic':
      return foldWith(context, work, startingWith(work.begins), (bytes, from, was) =>
        inUnitsOf(restoreLogistic(bytes, from, unitsOf(was)), decisionDays(was), decisionDays(agent)),
      );
    case 'funnel':
      return foldFunnel(context, work);
    case 'custom':
      return foldCustom(context, work);
    default:
      return foldWith(context, work, linearPolicyOf(agent.learning.policy, unitsOf(agent)), (bytes, _from, was) =>
        restoreLinear(bytes, unitsOf(was)),
      );
  }
}

function foldFunnel(context: RunContext, work: Fold): Promise<Folded> {
  const { agent } = context;
  const count = agent.learning.funnel.length + 1;
  const policy = funnelPolicy(count);
  return foldWith(context, work, policy, (bytes, from, was) => {
    // Whoever passed other stages says nothing of these.
    if (!isFunnelOf(bytes, count) || !sameStages(was, agent)) return policy.emptyState(from);
    return funnelInUnitsOf(policy.deserializeState(bytes), decisionDays(was), decisionDays(agent));
  });
}

const sameStages = ({ learning: before }: Agent, { learning: now }: Agent): boolean =>
  before.funnel.join('\n') === now.funnel.join('\n');

async function foldCustom(context: RunContext, work: Fold): Promise<Folded> {
  const own = await policyFileOf(context);
  const encoding = work.changed?.encoding ?? (await readEncoding(context));
  const policy = customPolicy(own, encoding === null ? [] : encodingNames(encoding));
  return foldWith(context, work, policy, (bytes) => policy.deserializeState(bytes));
}

const policyFileOf = ({ agent, policyFile }: RunContext): Promise<PolicyFile> => policyFile(agent.learning.file ?? '');

const unitsOf = (agent: Agent) => ({ horizonDays: agent.success.horizonDays, decisionDays: decisionDays(agent) });

/** A stored state under the agent and the layout that it was learned with. */
type Restore<State> = (bytes: Uint8Array, from: Layout, was: Agent) => State;

type Layout = ReturnType<typeof featureLayout>;

async function foldWith<State extends { readonly n: number }>(
  context: RunContext,
  { space, matured, version, begins, changed }: Fold,
  policy: Policy<State>,
  restore: Restore<State>,
): Promise<Folded> {
  const { store, agent } = context;
  const encoding = begins?.encoding ?? changed?.encoding ?? (await readEncoding(context));
  const layout = featureLayout(space, encoding?.features.length ?? 0);
  const added = changed === null ? [] : changed.before;
  // By numbers that nothing was learned by: from the log, as if customers had been read so from the first day on.
  const anew = added === null;
  let state = anew ? policy.emptyState(layout) : await stateSoFar(context, { layout, added }, policy, restore);
  const days = anew ? await daysOfTheseStages(context) : matured;
  const arithmetic = createKernelFold();
  let rows = 0;
  const surprises: SurprisingDay[] = [];
  for (const [at, maturedDay] of days.entries()) {
    if (anew && at > 0) {
      const since = dayNumber(maturedDay) - dayNumber(days[at - 1]!);
      state = policy.forget({ state, layout, days: since, learning: agent.learning });
    }
    const training = await trainingRows(context, maturedDay, { space, encoding });
    const input = { state, layout, rows: training, shardKey: sipKey(store.keys.shard), arithmetic };
    const surprise = matured.includes(maturedDay) ? (policy.surprises?.(input) ?? null) : null;
    if (surprise !== null) surprises.push({ day: maturedDay, surprise });
    state = policy.learnDay(input);
    rows += training.count;
  }
  const next = policy.nextVersion({
    state,
    layout,
    learning: agent.learning,
    encodingVersion: encoding?.version ?? 0,
    key: sipKey(store.keys.policy),
    name: `${context.installation}/${agent.name}/${version}`,
  });
  return { rows, next, payload: policy.serializeState(state), surprises };
}

/**
 * Whether a version can act on today's options, by today's policy file: one that was made for others is made anew, with what is
 * known.
 */
export async function fits(context: RunContext, payload: Uint8Array, space: ActionSpace): Promise<boolean> {
  const version = deserializePolicyVersion(payload);
  if (version.kind !== 'uniform' && !sameSpace(version.space, space)) return false;
  if (context.agent.learning.policy !== 'custom') return true;
  return version.kind === 'custom' && version.sha256 === (await policyFileOf(context)).sha256;
}

/** All that have matured; of a funnel those that matured by its stages: passing others says nothing of these. */
async function daysOfTheseStages(context: RunContext): Promise<Day[]> {
  const { store, agent } = context;
  const days = await maturedDays(context, { from: null, to: null });
  if (agent.learning.policy !== 'funnel') return days;
  const others = new Set<string>();
  for (const { day, summary } of await stepSummaries(store.state.db, agent.name, 'mature')) {
    if (sameStages(await agentOf(store, agent.name, day), agent)) continue;
    for (const each of daysIn(summary as StepSummary)) others.add(each);
  }
  return days.filter((day) => !others.has(day));
}

/** What was learned up to now, under today's options and policy, less what the days since then have made doubtful. */
async function stateSoFar<State extends { readonly n: number }>(
  { store, agent, day }: RunContext,
  { layout, added }: { readonly layout: Layout; readonly added: readonly AddedNumber[] },
  policy: Policy<State>,
  restore: Restore<State>,
): Promise<State> {
  const kept = await learnerState(store.state.db, agent.name);
  if (kept === null || !isReadableBy(policy.name, kept.payload)) return policy.emptyState(layout);
  const was = await agentOf(store, agent.name, kept.throughDay);
  const before = actionSpace(was.dimensions);
  const from = featureLayout(before, layout.contextSize - added.length);
  const state = restore(kept.payload, from, was);
  // Before the first encoding there was no context; such a state holds nothing.
  if (state.n === 0) return policy.emptyState(layout);
  const isSame = sameSpace(before, layout.space) && added.length === 0;
  const adapted = isSame ? state : policy.adapt(state, from, layout, added);
  const days = dayNumber(day) - dayNumber(kept.throughDay);
  return policy.forget({ state: adapted, layout, days, learning: agent.learning });
}

/** The decisions of one day that train, with the context they were made from and what they earned per day. */
async function trainingRows(
  context: RunContext,
  day: Day,
  { space, encoding }: { readonly space: ActionSpace; readonly encoding: Encoding | null },
): Promise<TrainingRows> {
  const { agent } = context;
  const decisions = await readContexts(context, day);
  const earned = await readRewardColumns(context, day);
  const ids = textColumn(decisions, 'decision_id') as readonly DecisionId[];
  const rewardRow = rowsAlike(ids, earned.ids);
  const actionAt = actionsIn(decisions, space);
  const rows: number[] = [];
  const actions: number[] = [];
  for (let row = 0; row < decisions.rowCount; row++) {
    const from = rewardRow[row]!;
    // Rows whose option no longer exists in the file, or that had no time to earn anything, say nothing.
    if (from === -1 || earned.trains[from] !== 1 || !(earned.exposureDays[from]! > 0)) continue;
    const action = actionAt(row);
    if (action === null) continue;
    rows.push(row);
    actions.push(action);
  }
  const rewards = new Float64Array(rows.length);
  const weights = new Float64Array(rows.length);
  for (const [at, row] of rows.entries()) {
    const from = rewardRow[row]!;
    const observed = observationOf(agent, { reward: earned.reward[from]!, exposureDays: earned.exposureDays[from]! });
    rewards[at] = observed.reward;
    weights[at] = observed.weight;
  }
  const keys = textColumn(decisions, 'customer_key') as readonly CustomerKey[];
  const { policy, funnel } = agent.learning;
  const stages = Float64Array.from(rows, (row) => earned.stagesPassed[rewardRow[row]!]!);
  const ofRows = contextRows(contextOf(decisions, agent.context), rows);
  return {
    count: rows.length,
    customerKeys: rows.map((row) => keys[row]!),
    decisionIds: rows.map((row) => ids[row]!),
    contexts: encoding === null ? new Float64Array() : encodeTable(encoding, ofRows),
    actions: Int32Array.from(actions),
    rewards,
    weights,
    ...(policy === 'funnel' ? { passed: passedOf(stages, funnel.length + 1) } : {}),
  };
}

/** Row of each id among `others`, −1 where it is not: rewards are kept in the order of their decisions, all of them as a rule. */
function rowsAlike(ids: readonly string[], others: readonly (string | null)[]): Int32Array {
  if (ids.length === others.length && ids.every((id, row) => id === others[row])) {
    return Int32Array.from(ids, (_, row) => row);
  }
  const rowOf = new Map(others.map((id, row) => [id, row]));
  return Int32Array.from(ids, (id) => rowOf.get(id) ?? -1);
}
