/** GET /segments/list (contract §4.8): archived ones are left out. */
import { type Endpoint, found } from '../endpoint.ts';
import { pageFrom } from '../list-page.ts';

export const segmentsList: Endpoint = {
  method: 'GET',
  path: '/segments/list',
  permission: 'segments.list',
  answer: ({ query }, { catalogue }) => {
    const active = [...catalogue.segments.values()].filter(({ archived }) => !archived);
    const segments = pageFrom(active, query).map(({ id, name, analyticsTracking, tags }) => ({
      id,
      name,
      analytics_tracking_enabled: analyticsTracking,
      tags,
    }));
    return found({ segments });
  },
};
