/**
 * GET /sends/data_series (contract §4.4): what was sent under one send id, for 14 days. Of campaigns that are sent over the
 * API; a conversion goes to the most recent send id.
 */
import { campaignSeries } from '../campaign-series.ts';
import { own, require400 } from '../checks.ts';
import { DAY_MS, readDays } from '../days.ts';
import { type Endpoint, found } from '../endpoint.ts';
import { findCampaign } from '../find-thing.ts';

const MOST_DAYS = 100;
const OVER_API: readonly string[] = ['api_triggered', 'api_campaign'];
const KEPT_MS = 14 * DAY_MS;

export const sendsDataSeries: Endpoint = {
  method: 'GET',
  path: '/sends/data_series',
  permission: 'sends.data_series',
  answer: ({ query }, workspace) => {
    const campaign = findCampaign(query, workspace);
    require400(OVER_API.includes(campaign.scheduleType), 'campaign_id must be a string of the campaign api identifier');
    const sendId = own(query, 'send_id');
    require400(typeof sendId === 'string' && sendId !== '', 'send_id is required');
    const now = workspace.clock.now();
    const days = readDays(query, now, MOST_DAYS);
    const wanted = (entry: { sendId?: string; at: number }): boolean =>
      entry.sendId === sendId && entry.at >= now - KEPT_MS;
    const competes = (entry: { sendId?: string }): boolean => entry.sendId !== undefined;
    return found({ data: campaignSeries(campaign, days, workspace, { wanted, competes, named: true }) });
  },
};
