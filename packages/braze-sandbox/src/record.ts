/** Accepts changes: writes them down, then makes them so. Replay makes them so again. */
import type { Instant } from '@fitly/core/terms';
import type { Change } from './state/changes.ts';
import { readAlias } from './users/identity.ts';
import { writeAttributes } from './users/write-attributes.ts';
import { addEvent, addPurchase } from './users/written.ts';
import type { Workspace } from './workspace.ts';

export function recordAll(changes: readonly Change[], workspace: Workspace): void {
  workspace.changes.append(...changes);
  for (const change of changes) apply(change, workspace);
}

export const record = (change: Change, workspace: Workspace): void => recordAll([change], workspace);

export function apply(change: Change, workspace: Workspace): void {
  const { people, templates, sendIds } = workspace;
  switch (change.kind) {
    case 'profile':
      applyProfile(change, workspace);
      break;
    case 'event':
    case 'purchase':
      applyDone(change, workspace);
      break;
    case 'delete_user': {
      const index = people.find(change.identity);
      if (index >= 0) people.delete(index);
      break;
    }
    case 'schedule':
    case 'cancel_schedule':
      applySchedule(change, workspace);
      break;
    case 'template':
      templates.set(change.template.id, change.template);
      break;
    case 'send_id':
      sendIds.set(change.campaignId, (sendIds.get(change.campaignId) ?? new Set()).add(change.sendId));
  }
}

/** A purchase of several pieces is several purchases. */
function applyDone(change: Extract<Change, { kind: 'event' | 'purchase' }>, { people }: Workspace): void {
  const written = people.write(people.findOrCreate(change.identity, change.at));
  written.updatedAt = change.at;
  const { doneAt: at, at: reportedAt, properties = {} } = change;
  if (change.kind === 'event') {
    written.events ??= new Map();
    addEvent(written.events, change.name, at);
    written.reported.push({ kind: 'event', at, name: change.name, reportedAt, properties });
    return;
  }
  const { product: name, quantity, cents } = change;
  written.purchases ??= new Map();
  addPurchase(written.purchases, { name, at, quantity, cents });
  for (let i = 0; i < quantity; i++) {
    written.reported.push({ kind: 'purchase', at, name, cents, reportedAt, properties });
  }
}

/** A schedule that is there already is replaced, with all its instants. */
function applySchedule(
  change: Extract<Change, { kind: 'schedule' | 'cancel_schedule' }>,
  { agenda, schedules, planSchedule }: Workspace,
): void {
  const id = change.kind === 'schedule' ? change.schedule.id : change.id;
  agenda.cancel(id);
  schedules.delete(id);
  if (change.kind !== 'schedule') return;
  schedules.set(id, change.schedule);
  planSchedule(change.schedule, change.at);
}

/** A new user is there at once; what is written about him may be readable later. */
function applyProfile(change: Extract<Change, { kind: 'profile' }>, workspace: Workspace): void {
  const { people, agenda } = workspace;
  const index = people.findOrCreate(change.identity, change.at);
  const write = (at: Instant): void => {
    const written = people.write(index);
    written.updatedAt = at;
    writeAttributes(written, change.object, () => people.attributes(index, at));
    const alias = readAlias(change.object['user_alias']);
    if (alias !== null && change.identity.kind !== 'user_alias') written.aliases = [...written.aliases, alias];
  };
  if (change.visibleAt <= change.at) write(change.at);
  else agenda.add(change.visibleAt, write);
}
