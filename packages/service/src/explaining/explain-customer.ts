/**
 * Why one customer got what they got on a day, or nothing: recomputed from what was stored, so the answer is the one that the
 * run acted on. The external id is hashed at once and kept nowhere.
 */
import { chosenOptions, textColumn } from '@fitly/core/data';
import { type Explanation, explainDecision } from '@fitly/core/decide';
import { FitlyError } from '@fitly/core/errors';
import { asAgentName, asCustomerKey, type CustomerKey, type Day, type Group } from '@fitly/core/terms';
import { batchesOf, customerKey, enrolments, finishedSteps, listRuns, valuesOf } from '@fitly/store';
import { beganWith, beginningWords } from '../beginning/began-with.ts';
import { lostTo } from '../daily-loop/arbitrate.ts';
import type { OutsideReason } from '../daily-loop/audience-of-day.ts';
import { readDecisions } from '../daily-loop/decision-log.ts';
import { partOf, type StoredDay, storedDay } from '../replay/stored-day.ts';
import type { Workspace } from '../workspace/workspace.ts';

export interface ExplainRequest {
  readonly workspace: Workspace;
  readonly agentName: string;
  /** Null: the newest day that has decisions. */
  readonly day: Day | null;
  readonly who: { readonly externalId: string } | { readonly decisionId: string };
}

export interface ExplainedCustomer {
  readonly agent: string;
  readonly agentVersion: number;
  readonly policyVersion: number;
  readonly day: Day;
  readonly customerKey: CustomerKey;
  /** Null for a customer whom the agent does not know. */
  readonly group: Group | null;
  /** Null in the audience; otherwise why not. `unknown`: never seen by this agent. */
  readonly outside: OutsideReason | 'unknown' | null;
  /** Why nobody was decided for on that day; null when somebody was: `paused`, `stopped`, or `missed` (run after its day). */
  readonly idle: string | null;
  /** The agent of the workspace that had the customer on that day, where this one was due as well; null: none. */
  readonly lostTo: string | null;
  /** Null for a customer without a decision on that day. */
  readonly decision: ExplainedDecision | null;
  readonly explanation: Explanation | null;
  /** What the decision was made from, in the order of the agent's context; null = missing. Empty without a decision. */
  readonly known: readonly { readonly attribute: string; readonly value: string | number | boolean | null }[];
  /** What the agent began with, such as `the log logs/newsletter.csv (propensities estimated)`; null: with nothing. */
  readonly beganWith: string | null;
}

export interface ExplainedDecision {
  readonly decisionId: string;
  readonly reason: string;
  readonly options: Readonly<Record<string, string>>;
  readonly propensity: number | null;
  readonly draw: number;
  /** ISO 8601; null when nothing is sent. */
  readonly sendAt: string | null;
  /** What became of it in the ledger; null when it was never to be sent. */
  readonly sent: { readonly state: string; readonly reason: string | null } | null;
}

export async function explainCustomer({ workspace, agentName, day, who }: ExplainRequest): Promise<ExplainedCustomer> {
  const on = day ?? (await newestDay(workspace, agentName));
  const stored = await storedDay(workspace, agentName, on);
  const key = await keyOf(workspace, stored, on, who);
  const standing = await standingOf(workspace, stored, key);
  const began = await beganWith(workspace.store, stored.agent.name);
  return {
    agent: stored.agent.name,
    agentVersion: stored.run.agentVersion,
    policyVersion: stored.input.policyVersionNumber,
    day: on,
    customerKey: key,
    ...standing,
    idle: await idleOf(workspace, stored),
    lostTo: await lostTo({ store: workspace.store, agent: stored.agent, day: on }, key),
    decision: await decisionOf(workspace, stored, key),
    explanation: explainDecision(partOf(stored, key), key),
    known: knownOf(stored, key),
    beganWith: began === null ? null : beginningWords(began.with),
  };
}

function knownOf({ agent, input }: StoredDay, key: CustomerKey): ExplainedCustomer['known'] {
  const row = input.customers.findIndex((customer) => customer.customerKey === key);
  if (row === -1) return [];
  return agent.context.map(({ attribute, type }, place) => {
    const value = input.context.columns[place]?.[row] ?? null;
    if (value === null || Number.isNaN(value)) return { attribute, value: null };
    return { attribute, value: type === 'boolean' ? value === 1 : value };
  });
}

async function newestDay({ store }: Workspace, agentName: string): Promise<Day> {
  for (const run of (await listRuns(store.state.db, asAgentName(agentName))).toReversed()) {
    if ((await finishedSteps(store.state.db, run.agent, run.day)).has('decide')) return run.day;
  }
  throw new FitlyError('run_not_found', `the agent "${agentName}" has made no decisions yet`, {
    next: `run it first: fitly run ${agentName}`,
  });
}

async function keyOf(
  { store }: Workspace,
  { agent }: StoredDay,
  day: Day,
  who: ExplainRequest['who'],
): Promise<CustomerKey> {
  if ('externalId' in who) return customerKey(store.keys, who.externalId);
  const decisions = await readDecisions({ store, agent }, day);
  const row = textColumn(decisions, 'decision_id').indexOf(who.decisionId);
  if (row !== -1) return asCustomerKey(textColumn(decisions, 'customer_key')[row] ?? '');
  throw new FitlyError('run_not_found', `${day} of ${agent.name} has no decision ${who.decisionId}`, {
    next: 'name the day of the decision with --date, or the customer with --customer',
  });
}

async function idleOf({ store }: Workspace, { agent, input }: StoredDay): Promise<string | null> {
  const steps = await finishedSteps(store.state.db, agent.name, input.day);
  return (steps.get('decide')?.summary as { state?: string } | undefined)?.state ?? null;
}

/** Group and place in the day's audience, from the day's own log. */
async function standingOf(
  { store }: Workspace,
  { agent, input }: StoredDay,
  key: CustomerKey,
): Promise<Pick<ExplainedCustomer, 'group' | 'outside'>> {
  const enrolled = await enrolments(store.state.db, agent.name);
  const at = enrolled.customerKeys.indexOf(key);
  const columns = await store.lake.read({
    table: 'eligibility',
    agent: agent.name,
    day: input.day,
    columns: [
      { name: 'customer_key', type: 'string' },
      { name: 'reason', type: 'string' },
    ],
  });
  const row = valuesOf(columns, 'customer_key', 'string').indexOf(key);
  const reason = row === -1 ? 'unknown' : valuesOf(columns, 'reason', 'string')[row];
  return { group: enrolled.groups[at] ?? null, outside: (reason ?? null) as ExplainedCustomer['outside'] };
}

async function decisionOf(
  { store }: Workspace,
  { agent, input }: StoredDay,
  key: CustomerKey,
): Promise<ExplainedDecision | null> {
  const decisions = await readDecisions({ store, agent }, input.day);
  const row = textColumn(decisions, 'customer_key').indexOf(key);
  if (row === -1) return null;
  const cell = (name: string) => decisions.columns.find((column) => column.name === name)?.values[row] ?? null;
  const number = (name: string): number | null => {
    const value = Number(cell(name) ?? Number.NaN);
    return Number.isNaN(value) ? null : value;
  };
  const decisionId = String(cell('decision_id'));
  const sendAt = number('send_at');
  const batch = (await batchesOf(store.state.db, agent.name, input.day)).find((each) =>
    each.decisionIds.some((id) => id === decisionId),
  );
  return {
    decisionId,
    reason: String(cell('reason')),
    options: chosenOptions(decisions, row),
    propensity: number('propensity'),
    draw: number('draw') ?? Number.NaN,
    sendAt: sendAt === null ? null : new Date(sendAt).toISOString(),
    sent: batch === undefined ? null : { state: batch.state, reason: batch.reason },
  };
}
