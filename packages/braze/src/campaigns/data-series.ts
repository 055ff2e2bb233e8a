/**
 * GET /campaigns/data_series: a campaign's statistics by day, oldest first, days without any included.
 * https://www.braze.com/docs/api/endpoints/export/campaigns/get_campaign_analytics
 */
import { z } from 'zod';
import { type Caller, read } from '../call.ts';
import { expectId } from '../checks.ts';
import { type CampaignDay, campaignDay, type SeriesSpan, spanQuery } from '../series.ts';

export async function campaignSeries(
  caller: Caller,
  campaignId: string,
  span: SeriesSpan,
): Promise<readonly CampaignDay[]> {
  const query = { campaign_id: expectId('campaignId', campaignId), ...spanQuery(span) };
  const answer = z.object({ data: z.array(campaignDay) });
  const tickets = [{ bucket: 'campaigns_data_series' }] as const;
  return (await read(caller, { path: '/campaigns/data_series', query, answer, tickets })).data;
}
