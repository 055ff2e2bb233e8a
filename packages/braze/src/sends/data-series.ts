/**
 * GET /sends/data_series: statistics by day of one send id of an API campaign. Braze keeps them for 14 days.
 * https://www.braze.com/docs/api/endpoints/export/campaigns/get_send_analytics
 */
import { z } from 'zod';
import { type Caller, read } from '../call.ts';
import { expectId } from '../checks.ts';
import { type CampaignDay, campaignDay, type SeriesSpan, spanQuery } from '../series.ts';

export async function sendSeries(
  caller: Caller,
  { campaignId, sendId }: { readonly campaignId: string; readonly sendId: string },
  span: SeriesSpan,
): Promise<readonly CampaignDay[]> {
  const ids = { campaign_id: expectId('campaignId', campaignId), send_id: expectId('sendId', sendId) };
  const answer = z.object({ data: z.array(campaignDay) });
  return (await read(caller, { path: '/sends/data_series', query: { ...ids, ...spanQuery(span) }, answer })).data;
}
