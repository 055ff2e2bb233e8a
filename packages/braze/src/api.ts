/** Every endpoint under the name that its URL has: `api.campaigns.trigger.send` is POST /campaigns/trigger/send. */
import type { AllowList } from '@fitly/core/ports';
import type { Instant } from '@fitly/core/terms';
import type { Caller } from './call.ts';
import { campaignSeries } from './campaigns/data-series.ts';
import { campaignDetails } from './campaigns/details.ts';
import { type ListQuery, listCampaigns } from './campaigns/list.ts';
import { scheduleTriggeredCampaign } from './campaigns/trigger/schedule/create.ts';
import { unscheduleCampaign } from './campaigns/trigger/schedule/delete.ts';
import { type CampaignSchedule, rescheduleCampaign } from './campaigns/trigger/schedule/update.ts';
import { type CampaignTrigger, sendTriggeredCampaign } from './campaigns/trigger/send.ts';
import { type CanvasSpan, canvasSeries } from './canvas/data-series.ts';
import { canvasDetails } from './canvas/details.ts';
import { listCanvases } from './canvas/list.ts';
import { scheduleTriggeredCanvas } from './canvas/trigger/schedule/create.ts';
import { unscheduleCanvas } from './canvas/trigger/schedule/delete.ts';
import { type CanvasSchedule, rescheduleCanvas } from './canvas/trigger/schedule/update.ts';
import { type CanvasTrigger, sendTriggeredCanvas } from './canvas/trigger/send.ts';
import { scheduleMessages } from './messages/schedule/create.ts';
import { unscheduleMessages } from './messages/schedule/delete.ts';
import { type MessageScheduleChange, rescheduleMessages } from './messages/schedule/update.ts';
import { type DirectMessage, sendMessages } from './messages/send.ts';
import type { Schedule } from './schedule.ts';
import { segmentSeries } from './segments/data-series.ts';
import { segmentDetails } from './segments/details.ts';
import { listSegments } from './segments/list.ts';
import { sendSeries } from './sends/data-series.ts';
import type { SeriesSpan } from './series.ts';
import { createEmailTemplate } from './templates/email/create.ts';
import { emailTemplateInfo } from './templates/email/info.ts';
import { listEmailTemplates } from './templates/email/list.ts';
import type { EmailTemplate } from './templates/email/template.ts';
import { updateEmailTemplate } from './templates/email/update.ts';
import { exportProfiles } from './users/export/ids.ts';
import { trackUsers } from './users/track.ts';
import type { TrackRequest } from './users/track-objects.ts';

export type BrazeApi = ReturnType<typeof createApi>;

export const createApi = (caller: Caller) => ({
  campaigns: {
    list: (query?: ListQuery) => listCampaigns(caller, query),
    details: (campaignId: string) => campaignDetails(caller, campaignId),
    dataSeries: (campaignId: string, span: SeriesSpan) => campaignSeries(caller, campaignId, span),
    trigger: {
      send: (request: CampaignTrigger) => sendTriggeredCampaign(caller, request),
      schedule: {
        create: (request: CampaignTrigger, schedule: Schedule) => scheduleTriggeredCampaign(caller, request, schedule),
        update: (which: CampaignSchedule, schedule: Schedule) => rescheduleCampaign(caller, which, schedule),
        delete: (which: CampaignSchedule) => unscheduleCampaign(caller, which),
      },
    },
  },
  canvas: {
    list: (query?: ListQuery) => listCanvases(caller, query),
    details: (canvasId: string) => canvasDetails(caller, canvasId),
    dataSeries: (canvasId: string, span: CanvasSpan) => canvasSeries(caller, canvasId, span),
    trigger: {
      send: (request: CanvasTrigger) => sendTriggeredCanvas(caller, request),
      schedule: {
        create: (request: CanvasTrigger, schedule: Schedule) => scheduleTriggeredCanvas(caller, request, schedule),
        update: (which: CanvasSchedule, schedule: Schedule) => rescheduleCanvas(caller, which, schedule),
        delete: (which: CanvasSchedule) => unscheduleCanvas(caller, which),
      },
    },
  },
  messages: {
    send: (request: DirectMessage) => sendMessages(caller, request),
    schedule: {
      create: (request: DirectMessage, schedule: Schedule) => scheduleMessages(caller, request, schedule),
      update: (change: MessageScheduleChange) => rescheduleMessages(caller, change),
      delete: (scheduleId: string) => unscheduleMessages(caller, scheduleId),
    },
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
      create: (template: EmailTemplate) => createEmailTemplate(caller, template),
      update: (id: string, changes: Partial<EmailTemplate>) => updateEmailTemplate(caller, id, changes),
      info: (id: string) => emailTemplateInfo(caller, id),
      list: (span?: { readonly modifiedAfter?: Instant; readonly modifiedBefore?: Instant }) =>
        listEmailTemplates(caller, span),
    },
  },
  users: {
    track: (request: TrackRequest) => trackUsers(caller, request),
    exportIds: (externalIds: readonly string[], allow: AllowList) => exportProfiles(caller, externalIds, allow),
  },
});
