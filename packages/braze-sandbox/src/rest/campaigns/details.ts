/** GET /campaigns/details (contract §4.2). */
import { queryFlag } from '../checks.ts';
import { type Endpoint, found } from '../endpoint.ts';
import { findCampaign } from '../find-thing.ts';
import { isoSeconds } from '../iso-time.ts';
import { channelsOf, sentSpan, showMessages } from '../show-messages.ts';

export const campaignsDetails: Endpoint = {
  method: 'GET',
  path: '/campaigns/details',
  permission: 'campaigns.details',
  answer: ({ query }, workspace) => {
    const campaign = findCampaign(query, workspace);
    queryFlag(query, 'post_launch_draft_version');
    const translatable = queryFlag(query, 'include_has_translatable_content');
    const { id, archived, draft, enabled, name, description, scheduleType, tags, teams, messages } = campaign;
    const sent = sentSpan(workspace, (entry) => entry.campaignId === id);
    return found({
      created_at: isoSeconds(campaign.createdAt),
      updated_at: isoSeconds(campaign.updatedAt),
      archived,
      draft,
      enabled,
      has_post_launch_draft: false,
      name,
      description,
      schedule_type: scheduleType,
      channels: channelsOf(messages),
      first_sent: sent.first,
      last_sent: sent.last,
      tags,
      teams,
      messages: showMessages(messages),
      conversion_behaviors: campaign.conversionBehaviors,
      ...(translatable && { has_translatable_content: false }),
    });
  },
};
