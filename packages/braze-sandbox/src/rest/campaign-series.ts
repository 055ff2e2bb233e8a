/** Daily rows of a campaign, for its own series and that of one send id (contract §4.3 and §4.4). */
import type { Campaign, Message } from '../catalogue/campaign.ts';
import type { CampaignTally, DayCounts, Tally } from './campaign-tally.ts';
import { SERIES_NAME, type Stats } from './channel-stats.ts';
import { DAY_MS, type Days } from './days.ts';

/** Zero rows included. `named`: whether rows of a single variation are named too. */
export const campaignSeries = (
  campaign: Campaign,
  days: Days,
  tally: CampaignTally,
  { named }: { readonly named: boolean } = { named: false },
): readonly object[] =>
  days.names.map((time, i) => ({
    time,
    ...shown(tally.day(days.from + i * DAY_MS), campaign, named || campaign.messages.length > 1),
  }));

function shown({ total, variations }: DayCounts, campaign: Campaign, named: boolean): object {
  const messages: Record<string, object[]> = {};
  for (const message of campaign.messages) {
    const { stats, tally } = variations.get(message.id)!;
    const row = named || message.control ? ofVariation(message, stats, tally) : { ...stats };
    const channel = SERIES_NAME[message.channel];
    messages[channel] = [...(messages[channel] ?? []), row];
  }
  return { messages, ...shownTally(total) };
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
