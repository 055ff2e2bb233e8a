/** GET /campaigns/list (contract §4.1). */
import { type Endpoint, found } from '../endpoint.ts';
import { isoSeconds } from '../iso-time.ts';
import { pageOf } from '../list-page.ts';

export const campaignsList: Endpoint = {
  method: 'GET',
  path: '/campaigns/list',
  permission: 'campaigns.list',
  answer: ({ query }, { catalogue }) => {
    const campaigns = pageOf(catalogue.campaigns.values(), query).map(
      ({ id, name, updatedAt, scheduleType, tags }) => ({
        id,
        last_edited: isoSeconds(updatedAt),
        name,
        // Of those whose content comes with the request, not of API-triggered ones.
        is_api_campaign: scheduleType === 'api_campaign',
        tags,
      }),
    );
    return found({ campaigns });
  },
};
