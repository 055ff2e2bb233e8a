import { ENGAGEMENT_FILTER } from '../data/engagement-filter.ts';
import { DECIDED_GROUPS, type Group } from '../terms.ts';
import type { MessageFunnel } from './report.ts';
import { MESSAGE_STAGES, type MessageCount, type MessageStage, type ReportInput } from './report-input.ts';
import { totalSends } from './total-sends.ts';

/** What a metric of opens or clicks is counted from, under one filter or another. */
const ENGAGEMENT: readonly MessageStage[] = ['opened', 'clicked', 'opened_by_machine', 'clicked_by_bot'];

/** From accepted to clicked, for the groups that get messages; null where no feed tells. */
export function buildMessages(input: ReportInput, isWithheld: boolean): MessageFunnel | null {
  const { messages, days, shares, enrolled, metric } = input;
  if (messages === undefined || messages === null) return null;
  const isHidden = (stage: MessageStage): boolean =>
    isWithheld && metric.engagement === true && ENGAGEMENT.includes(stage);
  const groups = DECIDED_GROUPS.filter((group) => shares[group] > 0 || enrolled[group] > 0);
  return {
    groups: groups.map((group) => ({
      group,
      accepted: totalSends(days, group).accepted,
      stages: Object.fromEntries(
        MESSAGE_STAGES.map((stage) => [
          stage,
          isHidden(stage) ? null : sumOf(messages, (each) => each.group === group && each.stage === stage),
        ]),
      ) as Record<MessageStage, number | null>,
    })),
    aborts: abortsOf(messages, groups),
    filterVersion: ENGAGEMENT_FILTER.version,
  };
}

function abortsOf(messages: readonly MessageCount[], groups: readonly Group[]): MessageFunnel['aborts'] {
  const byReason = Map.groupBy(
    messages.filter(({ stage }) => stage === 'aborted'),
    ({ reason }) => reason ?? 'unknown',
  );
  const rows = [...byReason].map(([reason, counts]) => ({
    reason,
    all: sumOf(counts, () => true),
    counts: Object.fromEntries(groups.map((group) => [group, sumOf(counts, (each) => each.group === group)])),
  }));
  rows.sort((a, b) => b.all - a.all || (a.reason < b.reason ? -1 : 1));
  return rows.map(({ reason, counts }) => ({ reason, counts }));
}

const sumOf = (messages: readonly MessageCount[], counts: (each: MessageCount) => boolean): number =>
  messages.filter(counts).reduce((sum, { decisions }) => sum + decisions, 0);
