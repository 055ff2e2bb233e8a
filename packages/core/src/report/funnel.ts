/** The whole way out, for the groups that get messages: at which stage how many were left, and why the others were not. */
import { DECIDED_GROUPS, type Group } from '../terms.ts';
import type { BrazeCountRow, BrazeCounts } from './braze-counts-report.ts';
import type { Counts, Funnel, FunnelStage, FunnelStageId } from './funnel-report.ts';
import type { MessageFunnel } from './report.ts';
import type { DecisionEnd, EndCount, InsightsInput, ReportInput, StepCounts } from './report-input.ts';

const FUNNEL_LABELS: Readonly<Record<FunnelStageId, string>> = {
  eligible: 'Eligible',
  due: 'Due',
  decided: 'Decided',
  within_budget: 'Within budgets',
  accepted: 'Accepted by Braze',
  sent: 'Sent',
  delivered: 'Delivered',
  opened: 'Opened',
  clicked: 'Clicked',
  converted: 'Followed by a success',
};

interface FunnelInput extends Pick<ReportInput, 'ends' | 'steps' | 'shares' | 'enrolled'> {
  readonly messages: MessageFunnel | null;
  readonly brazeCounts: BrazeCounts | null;
  readonly insights: InsightsInput | undefined;
}

/** Counted over all days that have counted ends; null without any. */
export function buildFunnel(input: FunnelInput): Funnel | null {
  const { ends = [], steps = [], messages, shares, enrolled } = input;
  if (ends.length === 0) return null;
  const groups = DECIDED_GROUPS.filter((group) => shares[group] > 0 || enrolled[group] > 0);
  const days = new Set(ends.map(({ day }) => day));
  const ownSteps = steps.filter(({ day }) => days.has(day));
  const counted = (isIn: (end: DecisionEnd) => boolean): Pick<FunnelStage, 'all' | 'groups'> => {
    const own = sumsBy(groups, (group) => sum(ends.filter((each) => each.group === group && isIn(each.end))));
    return { groups: own, all: total(own) };
  };
  const lostTo = (...wanted: DecisionEnd[]) => lostBy(groups, ends, wanted);
  const stage = (id: FunnelStageId, rest: Partial<FunnelStage>): FunnelStage => ({
    ...{ id, label: FUNNEL_LABELS[id], all: null, groups: {}, braze: null, lost: [] },
    ...rest,
  });
  const counts = input.brazeCounts?.rows.filter(({ braze }) => braze !== null) ?? [];
  return {
    groups,
    brazeFrom: counts.map(({ day }) => day).sort()[0] ?? null,
    stages: [
      stage('eligible', { all: audienceOf(ownSteps), lost: outsideOf(ownSteps) }),
      stage(
        'due',
        counted(() => true),
      ),
      stage('decided', { ...counted((end) => end !== 'no_eligible_action'), lost: lostTo('no_eligible_action') }),
      stage('within_budget', {
        ...counted((end) => !BEFORE_THE_PLAN.includes(end)),
        lost: lostTo('cap', 'send_nothing'),
      }),
      stage('accepted', {
        ...counted((end) => end === 'accepted'),
        lost: lostTo('not_sent', 'rejected', 'in_doubt'),
      }),
      ...TOLD.map((id) => stage(id, { ...toldOf(messages, id), ...brazeOf(input.brazeCounts, id) })),
      stage('converted', converted(input.insights, groups)),
    ],
  };
}

const BEFORE_THE_PLAN: readonly DecisionEnd[] = ['no_eligible_action', 'cap', 'send_nothing'];
const TOLD = ['sent', 'delivered', 'opened', 'clicked'] as const;

const sum = (counts: readonly EndCount[]): number => counts.reduce((all, { decisions }) => all + decisions, 0);
const total = (counts: Counts): number => Object.values(counts).reduce((all, count) => all + count, 0);
const sumsBy = (groups: readonly Group[], of: (group: Group) => number): Counts =>
  Object.fromEntries(groups.map((group) => [group, of(group)]));

const END_WORDS: Partial<Readonly<Record<DecisionEnd, string>>> = {
  no_eligible_action: 'nothing was eligible',
  cap: 'the budget of the day was used up',
  send_nothing: 'chose to send nothing',
  not_sent: 'not sent',
  rejected: 'rejected',
  in_doubt: 'in doubt',
};

function lostBy(groups: readonly Group[], ends: readonly EndCount[], wanted: readonly DecisionEnd[]) {
  const own = ends.filter(({ end }) => wanted.includes(end));
  const byReason = Map.groupBy(own, ({ end, reason }) => `${END_WORDS[end]}${reason === null ? '' : `: ${reason}`}`);
  return mostFirst(
    [...byReason].map(([reason, counts]) => {
      const parts = sumsBy(groups, (group) => sum(counts.filter((each) => each.group === group)));
      return { reason, all: total(parts), groups: parts };
    }),
  );
}

const mostFirst = <T extends { readonly all: number; readonly reason: string }>(rows: readonly T[]): T[] =>
  rows.toSorted((a, b) => b.all - a.all || (a.reason < b.reason ? -1 : 1));

/** Customers and days, of all groups: null where a day of them did not note it. */
const audienceOf = (steps: readonly StepCounts[]): number | null =>
  steps.reduce<number | null>((all, { audience }) => (all === null || audience === null ? null : all + audience), 0);

function outsideOf(steps: readonly StepCounts[]): FunnelStage['lost'] {
  const reasons = new Map<string, number>();
  for (const { outside } of steps)
    for (const [reason, customers] of Object.entries(outside))
      reasons.set(reason, (reasons.get(reason) ?? 0) + customers);
  return mostFirst([...reasons].map(([reason, all]) => ({ reason, all, groups: {} })));
}

function toldOf(messages: MessageFunnel | null, id: (typeof TOLD)[number]): Partial<FunnelStage> {
  if (messages === null) return {};
  if (messages.groups.some(({ stages }) => stages[id] === null)) return {};
  const groups: Counts = Object.fromEntries(messages.groups.map(({ group, stages }) => [group, stages[id] ?? 0]));
  const aborted = messages.aborts.map(({ reason, counts }) => ({ reason: `aborted: ${reason}`, counts }));
  const bounced = {
    reason: 'bounced',
    counts: Object.fromEntries(messages.groups.map((each) => [each.group, each.stages.bounced ?? 0])),
  };
  const lost = id === 'sent' ? aborted : id === 'delivered' ? [bounced] : [];
  const rows = lost.map(({ reason, counts }) => ({ reason, all: total(counts), groups: counts }));
  return { groups, all: total(groups), lost: mostFirst(rows.filter(({ all }) => all > 0)) };
}

function brazeOf(counts: BrazeCounts | null, id: (typeof TOLD)[number]): Partial<FunnelStage> {
  const known = (counts?.rows ?? []).flatMap(({ shown }: BrazeCountRow) => shown[id] ?? []);
  return { braze: known.length === 0 ? null : known.reduce((all, count) => all + count, 0) };
}

/** Of decisions whose outcomes are known; each is counted under the option of one dimension. */
function converted(insights: InsightsInput | undefined, groups: readonly Group[]): Partial<FunnelStage> {
  const own = (insights?.cells ?? []).filter(({ segment }) => segment === null);
  const [first] = own;
  if (first === undefined) return {};
  const counts = sumsBy(groups, (group) =>
    own
      .filter((cell) => cell.group === group && cell.dimension === first.dimension)
      .reduce((all, cell) => all + cell.converted, 0),
  );
  return { groups: counts, all: total(counts) };
}
