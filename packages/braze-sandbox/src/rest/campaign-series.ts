/** Daily rows of a campaign, for its own series and that of one send id (contract §4.3 and §4.4). */
import type { Campaign } from '../catalogue/campaign.ts';
import type { CampaignTally, DayCounts } from './campaign-tally.ts';
import { SERIES_NAME } from './channel-stats.ts';
import { DAY_MS, type Days } from './days.ts';

/** Zero rows included. */
export const campaignSeries = (campaign: Campaign, days: Days, tally: CampaignTally): readonly object[] =>
  days.names.map((time, i) => shown(time, tally.day(days.from + i * DAY_MS), campaign));

function shown(time: string, { stats, users, conversions, bySendTime, cents }: DayCounts, campaign: Campaign): object {
  const messages: Record<string, object[]> = {};
  for (const { id, name, channel } of campaign.messages) {
    const row = { ...stats.get(id)! };
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
