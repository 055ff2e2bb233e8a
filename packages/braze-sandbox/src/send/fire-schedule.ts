/** When a scheduled send goes out, and its going out. */
import { uniform } from '@fitly/core/math';
import type { Instant } from '@fitly/core/terms';
import { instantInZone } from '../rest/iso-time.ts';
import type { Schedule } from '../state/schedules.ts';
import type { Workspace } from '../workspace.ts';
import { acceptSend } from './accept.ts';
import { noticeOf } from './notice.ts';
import { readSend } from './read-send.ts';
import type { Recipient, SendRequest } from './request.ts';

/** Braze chooses among these local hours; ours. */
const FIRST_HOUR = 8;
const HOURS = 12;

/** Puts every instant at which somebody is due on the agenda. What was journalled before a restart is not sent again. */
export function planSchedule(schedule: Schedule, now: Instant, workspace: Workspace): void {
  const gone = new Set(
    workspace.journal.entries.flatMap(({ scheduleId, at }) => (scheduleId === schedule.id ? [at] : [])),
  );
  for (const at of instantsOf(schedule, now, workspace)) {
    if (!gone.has(at)) workspace.agenda.add(at, () => fire(schedule, at, now, workspace), schedule.id);
  }
}

function instantsOf(schedule: Schedule, now: Instant, workspace: Workspace): ReadonlySet<Instant> {
  if (schedule.when.kind === 'instant') return new Set([Math.max(schedule.when.at, now)]);
  const { recipients } = readSend(schedule, workspace);
  const indexes =
    recipients === null
      ? Array.from({ length: workspace.people.size() }, (_, index) => index)
      : recipients.map(({ identity }) => workspace.people.find(identity));
  return new Set(indexes.map((index) => dueAt(schedule, index, workspace)).filter((at) => at >= now));
}

/** When one user is due; `index` -1 = not known, who lives in the workspace's zone. */
function dueAt({ when, id }: Schedule, index: number, { people, settings, key }: Workspace): Instant {
  const zone = index < 0 ? settings.timeZone : people.timeZone(index);
  switch (when.kind) {
    case 'instant':
      return when.at;
    case 'local':
      return instantInZone(when.wall, zone);
    case 'optimal': {
      const name = index < 0 ? '' : people.nameOf(index);
      const hour = FIRST_HOUR + Math.floor(uniform(key, 'optimal hour', id, name) * HOURS);
      return instantInZone(`${when.day}T${String(hour).padStart(2, '0')}:00:00`, zone);
    }
  }
}

/** A campaign that was stopped in the meantime sends nothing. */
function fire(schedule: Schedule, at: Instant, plannedAt: Instant, workspace: Workspace): void {
  const request = dueRequest(readSend(schedule, workspace), schedule, at, workspace);
  const origin = { at, schedule: { id: schedule.id, dispatchId: schedule.dispatchId }, reject: 0 };
  if (noticeOf(request.source) === null) acceptSend(request, origin, workspace);
  const last = [...instantsOf(schedule, plannedAt, workspace)].every((other) => other <= at);
  if (last) workspace.schedules.delete(schedule.id);
}

/** Those who are due now. Of a broadcast these are found and named one by one. */
function dueRequest(request: SendRequest, schedule: Schedule, at: Instant, workspace: Workspace): SendRequest {
  if (schedule.when.kind === 'instant') return request;
  const { people } = workspace;
  const isDue = (index: number): boolean => dueAt(schedule, index, workspace) === at;
  if (request.recipients !== null) {
    return { ...request, recipients: request.recipients.filter(({ identity }) => isDue(people.find(identity))) };
  }
  const due = Array.from({ length: people.size() }, (_, index) => index).filter(
    (index) => !people.isDeleted(index) && isDue(index),
  );
  return { ...request, recipients: due.map((index) => recipientOf(index, request, workspace)) };
}

const recipientOf = (index: number, { shared }: SendRequest, { people }: Workspace): Recipient => ({
  identity: { kind: 'braze_id', value: people.brazeId(index) },
  properties: shared,
  attributes: null,
  createMissing: false,
});
