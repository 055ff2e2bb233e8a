/** What the three endpoints that send now have in common. */
import { keyedHex } from '@fitly/core/math';
import type { Ticket } from '../limits/buckets.ts';
import { acceptSend } from '../send/accept.ts';
import { noticeOf, PAUSED_CAMPAIGN, PAUSED_CANVAS } from '../send/notice.ts';
import { readSend } from '../send/read-send.ts';
import type { Twist } from '../send/request.ts';
import type { SendKind } from '../state/schedules.ts';
import type { Workspace } from '../workspace.ts';
import { bodyObject, isObject, type Json, own } from './checks.ts';
import { type Answer, type Call, created } from './endpoint.ts';

/** Without named users a send is a broadcast, which has buckets of its own (contract §0.3). */
export function sendTickets(body: unknown): readonly Ticket[] {
  if (!isObject(body) || own(body, 'broadcast') !== true || namesUsers(body)) return [{ bucket: 'default' }];
  const audience = ['campaign_id', 'canvas_id', 'segment_id', 'audience'].map((name) => own(body, name) ?? null);
  return [{ bucket: 'broadcast' }, { bucket: 'broadcast_audience', part: JSON.stringify(audience) }];
}

const namesUsers = (body: Json): boolean =>
  ['external_user_ids', 'user_aliases'].some((name) => Array.isArray(own(body, name)));

export function answerSend(kind: SendKind, { body, twist }: Call, workspace: Workspace): Answer {
  const request = readSend({ kind, body: bodyObject(body) }, workspace);
  const notice = twist.paused ? pausedNotice(kind) : noticeOf(request.source);
  if (notice !== null) {
    const dispatchId = keyedHex(workspace.key, 'notice', String(workspace.journal.entries.length));
    return created({ dispatch_id: dispatchId, message: 'success', notice });
  }
  const isTracked = kind === 'campaign' && request.recipients === null;
  const sendId = request.sendId ?? (isTracked ? newSendId(workspace) : null);
  const origin = { at: workspace.clock.now(), reject: twist.reject };
  const dispatchId = acceptSend({ ...request, sendId }, origin, workspace);
  return created({
    dispatch_id: dispatchId,
    message: 'success',
    ...(isTracked && { send_id: sendId }),
    ...(twist.reject > 0 && { errors: errorsOf(twist, workspace) }),
  });
}

/** Of the send that was just journalled. Nobody knows how Braze words them: with a name, and without. */
function errorsOf({ reject, named }: Twist, { journal }: Workspace): readonly string[] {
  if (!named) return Array.from({ length: reject }, () => 'One of the recipients could not be processed');
  const refused = (journal.entries.at(-1)?.skipped ?? []).filter(({ reason }) => reason === 'fault');
  return refused.map(({ externalId }) => `The recipient "${externalId}" could not be processed`);
}

/** Broadcasts get one by themselves. */
const newSendId = ({ key, journal }: Workspace): string =>
  keyedHex(key, 'send id', String(journal.entries.length)).slice(0, 24);

const pausedNotice = (kind: SendKind): string => (kind === 'canvas' ? PAUSED_CANVAS : PAUSED_CAMPAIGN);
