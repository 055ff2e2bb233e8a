/** GET /campaigns/data_series (contract §4.3). */
import { campaignSeries } from '../campaign-series.ts';
import { tallyOf } from '../campaign-tally.ts';
import { readDays } from '../days.ts';
import { type Endpoint, found } from '../endpoint.ts';
import { findCampaign } from '../find-thing.ts';

const MOST_DAYS = 100;

export const campaignsDataSeries: Endpoint = {
  method: 'GET',
  path: '/campaigns/data_series',
  permission: 'campaigns.data_series',
  tickets: () => [{ bucket: 'campaigns_data_series' }],
  answer: ({ query }, workspace) => {
    const campaign = findCampaign(query, workspace);
    const days = readDays(query, workspace.clock.now(), MOST_DAYS);
    return found({ data: campaignSeries(campaign, days, tallyOf(campaign, workspace)) });
  },
};
