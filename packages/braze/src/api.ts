/** Every endpoint under the name that its URL has: `api.campaigns.trigger.send` is POST /campaigns/trigger/send. */
import type { AllowList, MayLeave } from '@fitly/core/ports';
import type { Caller } from './call.ts';
import { scheduleTriggeredCampaign } from './campaigns/trigger/schedule/create.ts';
import { unscheduleCampaign } from './campaigns/trigger/schedule/delete.ts';
import { type CampaignSchedule, rescheduleCampaign } from './campaigns/trigger/schedule/update.ts';
import { type CampaignTrigger, sendTriggeredCampaign } from './campaigns/trigger/send.ts';
import { scheduleTriggeredCanvas } from './canvas/trigger/schedule/create.ts';
import { unscheduleCanvas } from './canvas/trigger/schedule/delete.ts';
import { type CanvasSchedule, rescheduleCanvas } from './canvas/trigger/schedule/update.ts';
import { type CanvasTrigger, sendTriggeredCanvas } from './canvas/trigger/send.ts';
import { scheduleMessages } from './messages/schedule/create.ts';
import { unscheduleMessages } from './messages/schedule/delete.ts';
import { type MessageScheduleChange, rescheduleMessages } from './messages/schedule/update.ts';
import { type DirectMessage, sendMessages } from './messages/send.ts';
import { createReadingApi } from './reading-api.ts';
import type { Schedule } from './schedule.ts';
import { createEmailTemplate } from './templates/email/create.ts';
import type { EmailTemplate } from './templates/email/template.ts';
import { updateEmailTemplate } from './templates/email/update.ts';
import { exportProfiles } from './users/export/ids.ts';
import { lastReceived } from './users/last-received.ts';
import { trackUsers } from './users/track.ts';
import type { TrackRequest } from './users/track-objects.ts';

export type BrazeApi = ReturnType<typeof createApi>;

export function createApi(caller: Caller) {
  const reading = createReadingApi(caller);
  return {
    ...reading,
    campaigns: {
      ...reading.campaigns,
      trigger: {
        send: (request: CampaignTrigger, mayLeave?: MayLeave) => sendTriggeredCampaign(caller, request, mayLeave),
        schedule: {
          create: (request: CampaignTrigger, schedule: Schedule) =>
            scheduleTriggeredCampaign(caller, request, schedule),
          update: (which: CampaignSchedule, schedule: Schedule) => rescheduleCampaign(caller, which, schedule),
          delete: (which: CampaignSchedule) => unscheduleCampaign(caller, which),
        },
      },
    },
    canvas: {
      ...reading.canvas,
      trigger: {
        send: (request: CanvasTrigger, mayLeave?: MayLeave) => sendTriggeredCanvas(caller, request, mayLeave),
        schedule: {
          create: (request: CanvasTrigger, schedule: Schedule) => scheduleTriggeredCanvas(caller, request, schedule),
          update: (which: CanvasSchedule, schedule: Schedule) => rescheduleCanvas(caller, which, schedule),
          delete: (which: CanvasSchedule) => unscheduleCanvas(caller, which),
        },
      },
    },
    messages: {
      send: (request: DirectMessage, mayLeave?: MayLeave) => sendMessages(caller, request, mayLeave),
      schedule: {
        create: (request: DirectMessage, schedule: Schedule) => scheduleMessages(caller, request, schedule),
        update: (change: MessageScheduleChange) => rescheduleMessages(caller, change),
        delete: (scheduleId: string) => unscheduleMessages(caller, scheduleId),
      },
    },
    templates: {
      email: {
        ...reading.templates.email,
        create: (template: EmailTemplate) => createEmailTemplate(caller, template),
        update: (id: string, changes: Partial<EmailTemplate>) => updateEmailTemplate(caller, id, changes),
      },
    },
    users: {
      track: (request: TrackRequest) => trackUsers(caller, request),
      exportIds: (externalIds: readonly string[], allow: AllowList) => exportProfiles(caller, externalIds, allow),
      lastReceived: (externalId: string, targetIds: readonly string[]) => lastReceived(caller, externalId, targetIds),
    },
  };
}
