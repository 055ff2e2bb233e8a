/**
 * The endpoints that show what stands in a Braze workspace and change nothing there. Whoever holds only these cannot send:
 * the others are not there, at compile time and at run time. Profiles of customers are no part of it.
 */
import type { Instant } from '@fitly/core/terms';
import type { Caller } from './call.ts';
import { campaignSeries } from './campaigns/data-series.ts';
import { campaignDetails } from './campaigns/details.ts';
import { type ListQuery, listCampaigns } from './campaigns/list.ts';
import { type CanvasSpan, canvasSeries } from './canvas/data-series.ts';
import { canvasDetails } from './canvas/details.ts';
import { listCanvases } from './canvas/list.ts';
import { segmentSeries } from './segments/data-series.ts';
import { segmentDetails } from './segments/details.ts';
import { listSegments } from './segments/list.ts';
import { sendSeries } from './sends/data-series.ts';
import type { SeriesSpan } from './series.ts';
import { emailTemplateInfo } from './templates/email/info.ts';
import { listEmailTemplates } from './templates/email/list.ts';

export type ReadingApi = ReturnType<typeof createReadingApi>;

export const createReadingApi = (caller: Caller) => ({
  campaigns: {
    list: (query?: ListQuery) => listCampaigns(caller, query),
    details: (campaignId: string) => campaignDetails(caller, campaignId),
    dataSeries: (campaignId: string, span: SeriesSpan) => campaignSeries(caller, campaignId, span),
  },
  canvas: {
    list: (query?: ListQuery) => listCanvases(caller, query),
    details: (canvasId: string) => canvasDetails(caller, canvasId),
    dataSeries: (canvasId: string, span: CanvasSpan) => canvasSeries(caller, canvasId, span),
  },
  segments: {
    list: (query?: { newestFirst?: boolean }) => listSegments(caller, query),
    details: (segmentId: string) => segmentDetails(caller, segmentId),
    dataSeries: (segmentId: string, span: SeriesSpan) => segmentSeries(caller, segmentId, span),
  },
  sends: {
    dataSeries: (which: { readonly campaignId: string; readonly sendId: string }, span: SeriesSpan) =>
      sendSeries(caller, which, span),
  },
  templates: {
    email: {
      info: (id: string) => emailTemplateInfo(caller, id),
      list: (span?: { readonly modifiedAfter?: Instant; readonly modifiedBefore?: Instant }) =>
        listEmailTemplates(caller, span),
    },
  },
});
