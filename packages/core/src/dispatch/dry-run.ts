/** What a run would do, before it does it: whom it would decide for, what would go out when, and why the others get nothing. */
import { chosenOptions, type StoredDecisions, textColumn } from '../data/decision-table.ts';
import type { Dimension } from '../design/index.ts';

import { type Day, type DecisionId, GROUPS, type Group, type Instant } from '../terms.ts';
import { fateOf } from './fate-of.ts';

interface DryRunOption {
  readonly option: string;
  readonly label: string;
  readonly decisions: number;
  /** Of the decisions that chose an option of this dimension, in [0, 1]. */
  readonly share: number;
  /** The same on the day that it is compared with; null: there is none, or nobody chose in this dimension then. */
  readonly shareBefore: number | null;
}

interface DryRunDimension {
  readonly dimension: string;
  readonly label: string;
  readonly options: readonly DryRunOption[];
}

interface DryRunGroup {
  readonly group: Group;
  /** In today's audience. */
  readonly audience: number;
  readonly decisions: number;
  readonly messages: number;
}

/** Messages that would leave within one clock hour. */
interface DryRunHour {
  /** Its beginning. */
  readonly at: Instant;
  readonly messages: number;
  readonly requests: number;
}

export interface CountedReason {
  readonly reason: string;
  readonly customers: number;
}

interface DryRunDay {
  readonly day: Day;
  readonly decisions: number;
  readonly messages: number;
}

export interface DryRunSummary {
  readonly decisions: number;
  readonly messages: number;
  readonly requests: number;
  readonly groups: readonly DryRunGroup[];
  /** By time. */
  readonly hours: readonly DryRunHour[];
  readonly dimensions: readonly DryRunDimension[];
  /** Customers in the audience to whom no message would go, each under one reason; most frequent first. */
  readonly withoutMessage: readonly CountedReason[];
  /** Customers to whom at least one action was refused, whether they get another one or not. */
  readonly refused: readonly CountedReason[];
  /** The newest day before with decisions; null: there is none. */
  readonly before: DryRunDay | null;
}

interface PlannedRequest {
  readonly sendAt: Instant;
  readonly decisionIds: readonly DecisionId[];
  /** Null: it is to be sent. */
  readonly withheld: string | null;
}

export interface DryRunInput {
  readonly dimensions: readonly Dimension[];
  readonly decisions: StoredDecisions;
  readonly requests: readonly PlannedRequest[];
  /** In today's audience, by group. */
  readonly audience: Readonly<Record<Group, number>>;
  /** Why nobody is decided for; null: they are. */
  readonly idle: string | null;
  /** Due, and another agent's. */
  readonly lostArbitration: number;
  readonly refused: readonly CountedReason[];
  readonly before: { readonly day: Day; readonly decisions: StoredDecisions } | null;
}

const HOUR_MS = 3_600_000;

/** Counts only; the order of the rows does not matter. */
export function summariseDryRun(input: DryRunInput): DryRunSummary {
  const { decisions, requests, before } = input;
  const sent = requests.filter(({ withheld }) => withheld === null);
  return {
    decisions: decisions.rowCount,
    messages: recipientsOf(sent),
    requests: sent.length,
    groups: groupsOf(input, new Set(sent.flatMap(({ decisionIds }) => decisionIds))),
    hours: hoursOf(sent),
    dimensions: dimensionsOf(input),
    withoutMessage: withoutMessage(input),
    refused: mostFirst(new Map(input.refused.map(({ reason, customers }) => [reason, customers]))),
    before: before === null ? null : dayOf(before),
  };
}

const recipientsOf = (requests: readonly PlannedRequest[]): number =>
  requests.reduce((sum, { decisionIds }) => sum + decisionIds.length, 0);

function dayOf({ day, decisions }: NonNullable<DryRunInput['before']>): DryRunDay {
  const fate = fateOf(decisions);
  const rows = Array.from({ length: decisions.rowCount }, (_, row) => fate(row));
  return { day, decisions: rows.length, messages: rows.filter((each) => each === 'sent').length };
}

function groupsOf({ decisions, audience }: DryRunInput, sent: ReadonlySet<DecisionId>): DryRunGroup[] {
  const ids = textColumn(decisions, 'decision_id');
  const groups = textColumn(decisions, 'group');
  return GROUPS.filter((group) => audience[group] > 0).map((group) => {
    const own = ids.filter((_, row) => groups[row] === group);
    return {
      ...{ group, audience: audience[group], decisions: own.length },
      messages: own.filter((id) => sent.has(id as DecisionId)).length,
    };
  });
}

function hoursOf(sent: readonly PlannedRequest[]): DryRunHour[] {
  const hours = Map.groupBy(sent, ({ sendAt }) => Math.floor(sendAt / HOUR_MS) * HOUR_MS);
  return [...hours]
    .map(([at, requests]) => ({ at, messages: recipientsOf(requests), requests: requests.length }))
    .sort((a, b) => a.at - b.at);
}

/** Chosen options of the decisions that act, also of those that send nothing. */
function dimensionsOf({ dimensions, decisions, before }: DryRunInput): DryRunDimension[] {
  const now = choicesOf(decisions);
  const then = before === null ? null : choicesOf(before.decisions);
  return dimensions.map(({ id, label, options }) => ({
    ...{ dimension: id, label },
    options: options.map((option) => ({
      ...{ option: option.id, label: option.label },
      decisions: now.get(id)?.get(option.id) ?? 0,
      share: shareOf(now.get(id), option.id) ?? 0,
      shareBefore: shareOf(then?.get(id), option.id),
    })),
  }));
}

type Choices = ReadonlyMap<string, number>;

function shareOf(choices: Choices | undefined, option: string): number | null {
  const all = [...(choices?.values() ?? [])].reduce((sum, count) => sum + count, 0);
  return all === 0 ? null : (choices?.get(option) ?? 0) / all;
}

function choicesOf(decisions: StoredDecisions): ReadonlyMap<string, Choices> {
  const fate = fateOf(decisions);
  const counts = new Map<string, Map<string, number>>();
  for (let row = 0; row < decisions.rowCount; row++) {
    if (fate(row) !== 'sent' && fate(row) !== 'send_nothing') continue;
    for (const [dimension, option] of Object.entries(chosenOptions(decisions, row))) {
      const choices = counts.get(dimension) ?? new Map<string, number>();
      choices.set(option, (choices.get(option) ?? 0) + 1);
      counts.set(dimension, choices);
    }
  }
  return counts;
}

function withoutMessage(input: DryRunInput): CountedReason[] {
  const { decisions, requests, audience, idle, lostArbitration } = input;
  const counts = new Map<string, number>();
  const add = (reason: string, customers: number): void => {
    if (customers > 0) counts.set(reason, (counts.get(reason) ?? 0) + customers);
  };
  add('holdout', audience.holdout);
  add('business_as_usual', audience.business_as_usual);
  add('lost_arbitration', lostArbitration);
  add(idle ?? 'not_due', audience.agent + audience.random_control - lostArbitration - decisions.rowCount);
  const fate = fateOf(decisions);
  for (let row = 0; row < decisions.rowCount; row++) if (fate(row) !== 'sent') add(fate(row), 1);
  for (const { withheld, decisionIds } of requests) if (withheld !== null) add(withheld, decisionIds.length);
  return mostFirst(counts);
}

const mostFirst = (counts: ReadonlyMap<string, number>): CountedReason[] =>
  [...counts]
    .map(([reason, customers]) => ({ reason, customers }))
    .sort((a, b) => b.customers - a.customers || (a.reason < b.reason ? -1 : 1));
