/** Daily rows of a campaign, for its own series and that of one send id (contract §4.3 and §4.4). */
import type { Instant } from '@fitly/core/terms';
import type { Reaction } from '../audience/audience.ts';
import type { Campaign, Message } from '../catalogue/campaign.ts';
import { conversionsOf } from '../reactions/conversions.ts';
import { nextSendAt } from '../reactions/next-send.ts';
import { LAST_REACTION_MS } from '../reactions/reactions-to.ts';
import { type SentMessage, sentMessages } from '../reactions/sent-messages.ts';
import { variationOf } from '../send/variation.ts';
import type { JournalEntry } from '../state/journal.ts';
import type { Workspace } from '../workspace.ts';
import { countReaction, countSent, emptyStats, SERIES_NAME, type Stats, unfolded } from './channel-stats.ts';
import { type Days, dayIndex } from './days.ts';

export interface SeriesOptions {
  /** Which sends count. */
  readonly wanted: (entry: JournalEntry) => boolean;
  /** Which sends take a conversion from an earlier one. */
  readonly competes: (entry: JournalEntry) => boolean;
  /** Whether rows of a single variation are named too. */
  readonly named: boolean;
}

/** People and what they did, of the campaign or of one variation. */
interface Tally {
  readonly users: Set<number>;
  readonly conversions: number[];
  readonly bySendTime: number[];
  cents: number;
}

interface VariationRow {
  readonly stats: Stats;
  readonly tally: Tally;
}

interface Row {
  readonly time: string;
  readonly total: Tally;
  readonly variations: ReadonlyMap<string, VariationRow>;
}

const ALL: SeriesOptions = { wanted: () => true, competes: () => true, named: false };

/** Zero rows included. */
export function campaignSeries(
  campaign: Campaign,
  days: Days,
  workspace: Workspace,
  options: SeriesOptions = ALL,
): readonly object[] {
  const rows = days.names.map((time) => emptyRow(campaign, time));
  const longest = Math.max(LAST_REACTION_MS, ...campaign.conversionBehaviors.map(({ window }) => window * 1000));
  const from = days.from - longest;
  const isOwn = (entry: JournalEntry): boolean => entry.campaignId === campaign.id && options.wanted(entry);
  const count = counterOf(campaign, days, rows, workspace, options);
  for (const { entry, index, message, reactions } of sentMessages(workspace, from, days.to, isOwn)) {
    count.message({ entry, index, message, reactions });
    count.conversions(entry, index, message.variationId ?? '', reactions);
  }
  for (const entry of workspace.journal.entries) {
    if (entry.at < from || entry.at >= days.to || !isOwn(entry)) continue;
    for (const { externalId, reason } of entry.skipped ?? []) {
      const index = reason === 'control' ? workspace.people.byName(externalId) : -1;
      if (index >= 0) count.enrolled(entry, index, variationOf(workspace.key, campaign, externalId).id);
    }
  }
  return rows.map((row) => shown(row, campaign, options.named || campaign.messages.length > 1));
}

const emptyTally = (): Tally => ({
  users: new Set(),
  conversions: [0, 0, 0, 0],
  bySendTime: [0, 0, 0, 0],
  cents: 0,
});

const emptyRow = ({ messages }: Campaign, time: string): Row => ({
  time,
  total: emptyTally(),
  variations: new Map(messages.map(({ id, channel }) => [id, { stats: emptyStats(channel, id), tally: emptyTally() }])),
});

interface Counter {
  message(sent: Omit<SentMessage, 'recipient'>): void;
  conversions(entry: JournalEntry, index: number, variationId: string, reactions: readonly Reaction[]): void;
  /** Into a control group. */
  enrolled(entry: JournalEntry, index: number, variationId: string): void;
}

function counterOf(
  { conversionBehaviors }: Campaign,
  days: Days,
  rows: readonly Row[],
  workspace: Workspace,
  { competes }: SeriesOptions,
): Counter {
  const now = workspace.clock.now();
  const rowAt = (at: Instant): Row | undefined => rows[dayIndex(days, at)];
  const conversions: Counter['conversions'] = (entry, index, variationId, reactions) => {
    if (conversionBehaviors.length === 0) return;
    const nextAt = nextSendAt(entry, index, workspace, competes);
    const send = { at: entry.at, reactions, ...(nextAt !== undefined && { nextAt }) };
    for (const { behavior, at, cents } of conversionsOf(conversionBehaviors, send, index, workspace.people, now)) {
      for (const tally of talliesOf(rowAt(at), variationId)) {
        tally.conversions[behavior]! += 1;
        tally.cents += cents;
      }
      for (const tally of talliesOf(rowAt(entry.at), variationId)) tally.bySendTime[behavior]! += 1;
    }
  };
  return {
    message({ entry, index, message, reactions }) {
      const variationId = message.variationId ?? '';
      const sentRow = rowAt(entry.at);
      const sentStats = sentRow?.variations.get(variationId)?.stats;
      if (sentStats !== undefined) countSent(sentStats, reactions);
      for (const { users } of talliesOf(sentRow, variationId)) users.add(index);
      for (const [reaction, before] of unfolded(reactions, now)) {
        const stats = rowAt(reaction.at)?.variations.get(variationId)?.stats;
        if (stats !== undefined) countReaction(stats, reaction, before);
      }
    },
    conversions,
    enrolled(entry, index, variationId) {
      rowAt(entry.at)?.variations.get(variationId)?.tally.users.add(index);
      conversions(entry, index, variationId, []);
    },
  };
}

const talliesOf = (row: Row | undefined, variationId: string): readonly Tally[] =>
  [row?.total, row?.variations.get(variationId)?.tally].filter((tally) => tally !== undefined);

function shown({ time, total, variations }: Row, campaign: Campaign, named: boolean): object {
  const messages: Record<string, object[]> = {};
  for (const message of campaign.messages) {
    const { stats, tally } = variations.get(message.id)!;
    const row = named || message.control ? { ...ofVariation(message, stats, tally) } : stats;
    const channel = SERIES_NAME[message.channel];
    messages[channel] = [...(messages[channel] ?? []), row];
  }
  return { time, messages, ...shownTally(total) };
}

/** A control variation has people and conversions, and no messages. */
const ofVariation = ({ id, name, control }: Message, stats: Stats, tally: Tally): object => ({
  variation_name: name,
  ...(control ? { variation_api_id: id, enrolled: tally.users.size } : stats),
  ...shownTally(tally),
});

function shownTally({ users, conversions, bySendTime, cents }: Tally): object {
  const [first = 0, ...others] = conversions;
  const [firstBySend = 0, ...othersBySend] = bySendTime;
  return {
    unique_recipients: users.size,
    conversions: first,
    ...Object.fromEntries(others.map((value, i) => [`conversions${i + 1}`, value])),
    conversions_by_send_time: firstBySend,
    ...Object.fromEntries(othersBySend.map((value, i) => [`conversions${i + 1}_by_send_time`, value])),
    revenue: cents / 100,
  };
}
