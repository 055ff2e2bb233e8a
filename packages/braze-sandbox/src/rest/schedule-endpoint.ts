/** What the schedule endpoints of campaigns, canvases and messages have in common (contract §3). */
import { keyedHex } from '@fitly/core/math';
import { record } from '../record.ts';
import { noticeOf, PAUSED_CAMPAIGN, PAUSED_CANVAS } from '../send/notice.ts';
import { readSchedule } from '../send/read-schedule.ts';
import { readSend } from '../send/read-send.ts';
import type { Schedule, SendKind } from '../state/schedules.ts';
import type { Workspace } from '../workspace.ts';
import { bodyObject, isObject, type Json, own, require400 } from './checks.ts';
import { type Answer, type Call, created } from './endpoint.ts';

/** Accepts a send for later. */
export function answerCreate(kind: SendKind, { body: raw, twist }: Call, workspace: Workspace): Answer {
  const body = bodyObject(raw);
  const request = readSend({ kind, body }, workspace);
  const now = workspace.clock.now();
  const when = readSchedule(body, now, workspace.settings.timeZone);
  const hex = keyedHex(workspace.key, 'schedule', String(workspace.changes.entries.length), String(now));
  const dispatchId = keyedHex(workspace.key, 'schedule dispatch', hex);
  const answer = { dispatch_id: dispatchId, schedule_id: uuidOf(hex), message: 'success' };
  const paused = kind === 'canvas' ? PAUSED_CANVAS : PAUSED_CAMPAIGN;
  const notice = twist.paused ? paused : noticeOf(request.source);
  if (notice !== null) return created({ ...answer, notice });
  const schedule: Schedule = { id: uuidOf(hex), kind, ownerId: ownerOf(kind, body), dispatchId, body, when };
  record({ kind: 'schedule', at: now, schedule }, workspace);
  return created(answer);
}

/** Moves a send that still waits; of messages also their content. */
export function answerUpdate(kind: SendKind, { body: raw }: Call, workspace: Workspace): Answer {
  const body = bodyObject(raw);
  const schedule = readWaiting(kind, body, workspace);
  const now = workspace.clock.now();
  const isTimed = own(body, 'schedule') !== undefined || kind !== 'messages';
  const messages = own(body, 'messages');
  require400(isTimed || messages !== undefined, 'schedule or messages is required');
  const when = isTimed ? readSchedule(body, now, workspace.settings.timeZone) : schedule.when;
  const content = kind === 'messages' && messages !== undefined ? { ...schedule.body, messages } : schedule.body;
  require400(messages === undefined || isObject(messages), 'messages must be an object');
  readSend({ kind, body: content }, workspace);
  record({ kind: 'schedule', at: now, schedule: { ...schedule, body: content, when } }, workspace);
  return created({ message: 'success' });
}

export function answerDelete(kind: SendKind, { body }: Call, workspace: Workspace): Answer {
  const { id } = readWaiting(kind, bodyObject(body), workspace);
  record({ kind: 'cancel_schedule', at: workspace.clock.now(), id }, workspace);
  return created({ message: 'success' });
}

/** A send that went out is no longer there. */
function readWaiting(kind: SendKind, body: Json, { schedules, catalogue }: Workspace): Schedule {
  const owner = ownerOf(kind, body);
  if (kind === 'campaign') {
    require400(owner !== null && owner !== '', 'campaign_id must be a string of the campaign api identifier');
    require400(catalogue.campaigns.has(owner), 'Invalid Campaign ID');
  }
  const isCanvas = owner !== null && catalogue.canvases.has(owner);
  require400(kind !== 'canvas' || isCanvas, 'canvas_id must be a string of the Canvas api identifier');
  const id = own(body, 'schedule_id');
  const schedule = typeof id === 'string' ? schedules.get(id) : undefined;
  require400(schedule !== undefined && schedule.kind === kind, 'Invalid schedule_id');
  require400(kind === 'messages' || schedule.ownerId === owner, 'Invalid schedule_id');
  return schedule;
}

function ownerOf(kind: SendKind, body: Json): string | null {
  const id = own(body, kind === 'canvas' ? 'canvas_id' : 'campaign_id');
  return typeof id === 'string' ? id : null;
}

/** A UUID out of 32 hex characters (RFC 9562, version 8: whatever the maker likes). */
export const uuidOf = (hex: string): string =>
  `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
