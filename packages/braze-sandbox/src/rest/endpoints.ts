/** Every endpoint that the sandbox speaks. */
import { campaignsDataSeries } from './campaigns/data-series.ts';
import { campaignsDetails } from './campaigns/details.ts';
import { campaignsList } from './campaigns/list.ts';
import { campaignsTriggerScheduleCreate } from './campaigns/trigger/schedule/create.ts';
import { campaignsTriggerScheduleDelete } from './campaigns/trigger/schedule/delete.ts';
import { campaignsTriggerScheduleUpdate } from './campaigns/trigger/schedule/update.ts';
import { campaignsTriggerSend } from './campaigns/trigger/send.ts';
import { canvasDataSeries } from './canvas/data-series.ts';
import { canvasDataSummary } from './canvas/data-summary.ts';
import { canvasDetails } from './canvas/details.ts';
import { canvasList } from './canvas/list.ts';
import { canvasTriggerScheduleCreate } from './canvas/trigger/schedule/create.ts';
import { canvasTriggerScheduleDelete } from './canvas/trigger/schedule/delete.ts';
import { canvasTriggerScheduleUpdate } from './canvas/trigger/schedule/update.ts';
import { canvasTriggerSend } from './canvas/trigger/send.ts';
import type { Endpoint } from './endpoint.ts';
import { exportSegmentCancel } from './export/segment/cancel.ts';
import { messagesScheduleCreate } from './messages/schedule/create.ts';
import { messagesScheduleDelete } from './messages/schedule/delete.ts';
import { messagesScheduleUpdate } from './messages/schedule/update.ts';
import { messagesSend } from './messages/send.ts';
import { segmentsDataSeries } from './segments/data-series.ts';
import { segmentsDetails } from './segments/details.ts';
import { segmentsList } from './segments/list.ts';
import { sendsDataSeries } from './sends/data-series.ts';
import { sendsIdCreate } from './sends/id/create.ts';
import { templatesEmailCreate } from './templates/email/create.ts';
import { templatesEmailInfo } from './templates/email/info.ts';
import { templatesEmailList } from './templates/email/list.ts';
import { templatesEmailUpdate } from './templates/email/update.ts';
import { usersDelete } from './users/delete.ts';
import { usersExportIds } from './users/export/ids.ts';
import { usersExportSegment } from './users/export/segment.ts';
import { usersTrack, usersTrackBulk, usersTrackSync } from './users/track.ts';

export const ENDPOINTS: readonly Endpoint[] = [
  campaignsDataSeries,
  campaignsDetails,
  campaignsList,
  campaignsTriggerScheduleCreate,
  campaignsTriggerScheduleDelete,
  campaignsTriggerScheduleUpdate,
  campaignsTriggerSend,
  canvasDataSeries,
  canvasDataSummary,
  canvasDetails,
  canvasList,
  canvasTriggerScheduleCreate,
  canvasTriggerScheduleDelete,
  canvasTriggerScheduleUpdate,
  canvasTriggerSend,
  exportSegmentCancel,
  messagesScheduleCreate,
  messagesScheduleDelete,
  messagesScheduleUpdate,
  messagesSend,
  segmentsDataSeries,
  segmentsDetails,
  segmentsList,
  sendsDataSeries,
  sendsIdCreate,
  templatesEmailCreate,
  templatesEmailInfo,
  templatesEmailList,
  templatesEmailUpdate,
  usersDelete,
  usersExportIds,
  usersExportSegment,
  usersTrack,
  usersTrackBulk,
  usersTrackSync,
];
