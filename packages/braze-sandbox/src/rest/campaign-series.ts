/** Daily rows of a campaign, for its own series and that of one send id (contract §4.3 and §4.4). */
import type { Campaign } from '../catalogue/campaign.ts';
import { conversionsOf } from '../reactions/conversions.ts';
import { LAST_REACTION_MS } from '../reactions/reactions-to.ts';
import { type SentMessage, sentMessages } from '../reactions/sent-messages.ts';
import type { JournalEntry } from '../state/journal.ts';
import type { Workspace } from '../workspace.ts';
import { countReaction, countSent, emptyStats, SERIES_NAME, type Stats, unfolded } from './channel-stats.ts';
import { type Days, dayIndex } from './days.ts';

interface Row {
  readonly time: string;
  readonly stats: ReadonlyMap<string, Stats>;
  readonly users: Set<number>;
  readonly conversions: number[];
  readonly bySendTime: number[];
  cents: number;
}

/** Zero rows included; `wanted` narrows which sends count. */
export function campaignSeries(
  campaign: Campaign,
  days: Days,
  workspace: Workspace,
  wanted: (entry: JournalEntry) => boolean = () => true,
): readonly object[] {
  const rows = days.names.map((time) => emptyRow(campaign, time));
  const longest = Math.max(LAST_REACTION_MS, ...campaign.conversionBehaviors.map(({ window }) => window * 1000));
  const isOwn = (entry: JournalEntry): boolean => entry.campaignId === campaign.id && wanted(entry);
  for (const sent of sentMessages(workspace, days.from - longest, days.to, isOwn)) {
    count(sent, campaign, days, rows, workspace);
  }
  return rows.map((row) => shown(row, campaign));
}

const emptyRow = ({ messages }: Campaign, time: string): Row => ({
  time,
  stats: new Map(messages.map(({ id, channel }) => [id, emptyStats(channel, id)])),
  users: new Set(),
  conversions: [0, 0, 0, 0],
  bySendTime: [0, 0, 0, 0],
  cents: 0,
});

function count(sent: SentMessage, campaign: Campaign, days: Days, rows: readonly Row[], workspace: Workspace): void {
  const { entry, index, message, reactions } = sent;
  const now = workspace.clock.now();
  const sentRow = rows[dayIndex(days, entry.at)];
  const statsOf = (row: Row | undefined): Stats | undefined => row?.stats.get(message.variationId ?? '');
  const sentStats = statsOf(sentRow);
  if (sentStats !== undefined) countSent(sentStats, reactions);
  sentRow?.users.add(index);
  for (const [reaction, before] of unfolded(reactions, now)) {
    const stats = statsOf(rows[dayIndex(days, reaction.at)]);
    if (stats !== undefined) countReaction(stats, reaction, before);
  }
  const behaviors = campaign.conversionBehaviors;
  const conversions = conversionsOf(behaviors, entry.at, index, reactions, workspace.people, now);
  for (const { behavior, at, cents } of conversions) {
    const row = rows[dayIndex(days, at)];
    if (row !== undefined) {
      row.conversions[behavior]! += 1;
      row.cents += cents;
    }
    if (sentRow !== undefined) sentRow.bySendTime[behavior]! += 1;
  }
}

function shown({ time, stats, users, conversions, bySendTime, cents }: Row, campaign: Campaign): object {
  const messages: Record<string, object[]> = {};
  for (const { id, name, channel } of campaign.messages) {
    const row = stats.get(id)!;
    const shownRow = campaign.messages.length > 1 ? { variation_name: name, ...row } : row;
    messages[SERIES_NAME[channel]] = [...(messages[SERIES_NAME[channel]] ?? []), shownRow];
  }
  const [first = 0, ...others] = conversions;
  const [firstBySend = 0, ...othersBySend] = bySendTime;
  return {
    time,
    messages,
    unique_recipients: users.size,
    conversions: first,
    ...Object.fromEntries(others.map((value, i) => [`conversions${i + 1}`, value])),
    conversions_by_send_time: firstBySend,
    ...Object.fromEntries(othersBySend.map((value, i) => [`conversions${i + 1}_by_send_time`, value])),
    revenue: cents / 100,
  };
}
