/**
 * GET /campaigns/list: all campaigns, oldest first.
 * https://www.braze.com/docs/api/endpoints/export/campaigns/get_campaigns
 */
import type { Instant } from '@fitly/core/terms';
import { z } from 'zod';
import { type Caller, read } from '../call.ts';
import { allPages } from '../pages.ts';
import { flag, id, instant, texts } from '../wire.ts';

export interface ListQuery {
  readonly includeArchived?: boolean;
  readonly newestFirst?: boolean;
  readonly editedAfter?: Instant;
}

const entry = z
  .object({ id, name: z.string(), last_edited: instant, is_api_campaign: flag, tags: texts })
  .transform(({ id, name, last_edited, is_api_campaign, tags }) => ({
    id,
    name,
    lastEditedAt: last_edited,
    /** For direct messages with a campaign id; API-triggered campaigns are told by their schedule type in the details. */
    isApiCampaign: is_api_campaign,
    tags,
  }));
export type CampaignEntry = z.output<typeof entry>;

export const listCampaigns = (caller: Caller, query: ListQuery = {}): AsyncGenerator<CampaignEntry> =>
  allPages(async (page) => {
    const answer = z.object({ campaigns: z.array(entry) });
    return (await read(caller, { path: '/campaigns/list', query: listQuery(query, page), answer })).campaigns;
  });

/** The brackets belong to the parameter's name; the instant is written without a zone. */
export const listQuery = ({ includeArchived, newestFirst, editedAfter }: ListQuery, page: number) => ({
  page,
  include_archived: includeArchived,
  sort_direction: newestFirst ? 'desc' : undefined,
  'last_edit.time[gt]': editedAfter === undefined ? undefined : new Date(editedAfter).toISOString().slice(0, 19),
});
