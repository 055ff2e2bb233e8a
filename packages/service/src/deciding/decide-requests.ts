/**
 * Decides for customers who are asked for: by the same call as the daily run, kept in the journal before anything is answered. Of
 * one decision day a customer has one decision, whoever asks how often.
 */
import { type ContextTable, contextRows, type DecisionTable, decisionRow, VERDICT } from '@fitly/core/data';
import { assignGroup, type DecideDayInput, decideDay, type PreparedDay, prepareDay } from '@fitly/core/decide';
import { sipKey } from '@fitly/core/math';
import { asDecisionId, type CustomerKey, type Group, type Instant } from '@fitly/core/terms';
import {
  customerKey,
  enrolmentsAmong,
  knownAmong,
  type RequestedCustomer,
  type RequestedDecision,
  type RequestedEnrolment,
  type Store,
  seal,
} from '@fitly/store';
import { groupKey } from '../daily-loop/agent-keys.ts';
import { formatSends } from '../daily-loop/due-customers.ts';
import { inWorkspaceHoldout } from '../daily-loop/workspace-holdout.ts';
import { erasedCheck } from '../privacy/erased-check.ts';
import type { OpenDay } from './open-day.ts';
import { type AskedContext, contextOfRequest } from './request-context.ts';

export interface AskedCustomer {
  readonly externalId: string;
  readonly context: AskedContext;
}

/** Why nobody decides for a customer; `holdout` and `business_as_usual` are groups. */
export type WithoutDecision =
  | ('holdout' | 'business_as_usual' | 'workspace_holdout')
  | ('not_in_audience' | 'attribute_missing' | 'erased');

export type Outcome =
  | { readonly kind: 'none'; readonly reason: WithoutDecision; readonly group: Group | null }
  | { readonly kind: 'decided'; readonly decision: RequestedDecision; readonly isRepeated: boolean };

/** Somebody else has changed what this rests on: the same call is made again, by what is there now. */
export class Overtaken extends Error {}

interface Deciding {
  readonly store: Store;
  readonly open: OpenDay;
  readonly at: Instant;
  /** Share of new customers in the workspace-wide holdout. */
  readonly workspaceHoldout: number;
}

/** By customer key, of all that are asked for. Throws `Overtaken`. */
export async function decideRequests(
  deciding: Deciding,
  asked: readonly AskedCustomer[],
): Promise<ReadonlyMap<CustomerKey, Outcome>> {
  const { store, open } = deciding;
  const wanted = new Map(asked.map((one) => [customerKey(store.keys, one.externalId), one] as const).toReversed());
  const outcomes = new Map<CustomerKey, Outcome>();
  const isErased = await erasedCheck(store);
  for (const [key, decision] of store.decisions.find(open.agent.name, open.day, [...wanted.keys()]))
    outcomes.set(key, { kind: 'decided', decision, isRepeated: true });
  for (const key of wanted.keys()) if (isErased(key)) outcomes.set(key, none('erased'));
  const keys = [...wanted.keys()].filter((key) => !outcomes.has(key)).sort();
  if (keys.length === 0) return outcomes;
  const standing = await standingOf(deciding, keys, wanted);
  for (const [key, outcome] of standing.without) outcomes.set(key, outcome);
  const decisions = decisionsOf(deciding, standing);
  const { enrolments, customers } = standing;
  if (decisions.length + enrolments.length + customers.length > 0) {
    const call = { agent: open.agent.name, day: open.day, decisions, enrolments, customers };
    const appended = store.decisions.append(call);
    if (appended.kind === 'overtaken') throw new Overtaken();
    for (const decision of decisions) {
      const earlier = appended.earlier.get(decision.customerKey);
      outcomes.set(decision.customerKey, {
        ...{ kind: 'decided', decision: earlier ?? decision, isRepeated: earlier !== undefined },
      });
    }
    await forgetErased(store, keys, outcomes);
  }
  return outcomes;
}

const none = (reason: WithoutDecision, group: Group | null = null): Outcome => ({ kind: 'none', reason, group });

/** An erase leaves its tombstone before it clears the journal: either it is seen here, or it finds what was kept. */
async function forgetErased(store: Store, keys: readonly CustomerKey[], outcomes: Map<CustomerKey, Outcome>) {
  const erased = keys.filter(await erasedCheck(store));
  for (const key of erased) {
    store.decisions.erase(key);
    outcomes.set(key, none('erased'));
  }
  if (erased.length > 0) store.decisions.scrub();
}

interface Standing {
  readonly without: ReadonlyMap<CustomerKey, Outcome>;
  /** Who is decided for, ascending by key, with their groups, rows of the snapshot and contexts. */
  readonly deciding: readonly { readonly key: CustomerKey; readonly group: Group; readonly row: number }[];
  readonly context: ContextTable;
  readonly enrolments: readonly RequestedEnrolment[];
  readonly customers: readonly RequestedCustomer[];
}

/** Who belongs to the agent, in which group, and who is seen for the first time. `keys`: ascending. */
async function standingOf(
  { store, open, at, workspaceHoldout }: Deciding,
  keys: readonly CustomerKey[],
  wanted: ReadonlyMap<CustomerKey, AskedCustomer>,
): Promise<Standing> {
  const { agent, snapshot, expressions, day, epoch } = open;
  // What waits in the journal first: a run moves it to the state before it takes it from there.
  const met = store.decisions.customers(keys);
  const waiting = store.decisions.enrolled(agent.name, keys);
  const known = await knownAmong(store.state.db, keys);
  const enrolled = await enrolmentsAmong(store.state.db, agent.name, keys);
  const rows = keys.map((key) => rowOf(snapshot.customerKeys, key));
  const context = contextOfRequest(
    snapshot,
    rows,
    keys.map((key) => wanted.get(key)!.context),
  );
  const verdicts = expressions.audience?.evaluate(context) ?? null;
  const without = new Map<CustomerKey, Outcome>();
  const deciding: { key: CustomerKey; group: Group; row: number; place: number }[] = [];
  const enrolments: RequestedEnrolment[] = [];
  const customers: RequestedCustomer[] = [];
  const own = groupKey(store, agent);
  for (const [place, key] of keys.entries()) {
    const row = rows[place]!;
    const isStranger = !known.has(key) && !met.has(key);
    const isHeldOut =
      known.get(key) ?? met.get(key)?.workspaceHoldout ?? inWorkspaceHoldout({ store, workspaceHoldout }, key);
    if (isStranger) {
      const sealed = Buffer.from(seal(store.keys, key, wanted.get(key)!.externalId)).toString('base64');
      customers.push({ customerKey: key, sealed, firstSeenAt: at, workspaceHoldout: isHeldOut });
    }
    const stored = waiting.get(key) ?? enrolled.get(key);
    const verdict = verdicts?.[place] ?? VERDICT.yes;
    const hasLeft = row === -1 ? enrolled.has(key) && !waiting.has(key) : snapshot.inSegments[row] === 0;
    if (isHeldOut) without.set(key, none('workspace_holdout'));
    else if (hasLeft || verdict === VERDICT.no) without.set(key, none('not_in_audience', stored?.group));
    else if (verdict === VERDICT.unknown) without.set(key, none('attribute_missing', stored?.group));
    else {
      const group = stored?.group ?? assignGroup(own, key, agent.groups);
      if (stored === undefined) enrolments.push({ customerKey: key, group, epoch, enrolledDay: day });
      if (group === 'agent' || group === 'random_control') deciding.push({ key, group, row, place });
      else without.set(key, none(group, group));
    }
  }
  const decided = contextRows(
    context,
    deciding.map(({ place }) => place),
  );
  // Whoever is not in the audience is none of the agent's business, and is not kept.
  const joined = new Set(enrolments.map(({ customerKey: key }) => key));
  const kept = customers.filter((one) => one.workspaceHoldout || joined.has(one.customerKey));
  return { without, deciding, context: decided, enrolments, customers: kept };
}

/** Of a sorted list; −1: not in it. */
function rowOf(sorted: readonly CustomerKey[], key: CustomerKey): number {
  let [low, high] = [0, sorted.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = sorted[middle]!;
    if (found === key) return middle;
    if (found < key) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

function decisionsOf({ store, open, at }: Deciding, { deciding, context }: Standing): RequestedDecision[] {
  if (deciding.length === 0) return [];
  const customers = deciding.map(({ key, group, row }) => ({
    ...{ customerKey: key, group, timeZone: open.snapshot.timeZones[row] ?? null },
    recentSends: open.history.sends.get(key) ?? [],
  }));
  const input = requestInput(store, open, { at, customers, context });
  const prepared = prepareDay(input);
  const table = decideDay(input, prepared, open.winners);
  return customers.map(({ recentSends }, row) => requestedDecision(table, prepared, row, formatSends(recentSends)));
}

/** The input of decisions that were asked for at one instant. */
const requestInput = (
  { keys, installation }: Pick<Store, 'keys' | 'installation'>,
  open: Pick<
    OpenDay,
    'agent' | 'agentVersion' | 'expressions' | 'day' | 'encoding' | 'policyVersion' | 'policyVersionNumber'
  >,
  asked: { readonly at: Instant; readonly customers: DecideDayInput['customers']; readonly context: ContextTable },
): DecideDayInput => ({
  ...{ agent: open.agent, agentVersion: open.agentVersion, rules: open.expressions.rules, day: open.day },
  ...{ decidedAt: asked.at, customers: asked.customers, context: asked.context, encoding: open.encoding },
  ...{ policyVersion: open.policyVersion, policyVersionNumber: open.policyVersionNumber },
  // An agent that decides on request has no budgets.
  ...{ spent: {}, settledBudgets: null },
  keys: { draw: sipKey(keys.draw), decisionId: sipKey(keys.decisionId), ticket: sipKey(keys.ticket) },
  installationId: installation,
});

function requestedDecision(
  table: DecisionTable,
  { tree, nodes }: PreparedDay,
  row: number,
  recentSends: string | null,
): RequestedDecision {
  const cells = decisionRow(table, row);
  const isWithout = cells['reason'] === 'no_eligible_action';
  return {
    customerKey: String(cells['customer_key']) as CustomerKey,
    decisionId: asDecisionId(String(cells['decision_id'])),
    decidedAt: Number(cells['decided_at']),
    ...{ row: cells, recentSends },
    because: isWithout ? [...new Set(tree.refusalsOf(nodes[row]!).map(({ reason }) => reason))] : [],
  };
}
