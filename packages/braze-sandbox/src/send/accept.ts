/** What happens to a checked send: attributes are written, it is journalled, and it reaches its customers. */
import { keyedHex } from '@fitly/core/math';
import type { Instant } from '@fitly/core/terms';
import { recordAll } from '../record.ts';
import type { Change } from '../state/changes.ts';
import type { JournalEntry, JournalRecipient, Skipped } from '../state/journal.ts';
import type { Workspace } from '../workspace.ts';
import { deliver } from './deliver.ts';
import { campaignOf, countsForCap, judge } from './eligibility.ts';
import type { Recipient, SendRequest } from './request.ts';

export interface Origin {
  readonly at: Instant;
  /** Of a schedule: its id, and the dispatch id that it was answered with. */
  readonly schedule?: { readonly id: string; readonly dispatchId: string };
  /** The first so many recipients are left out. */
  readonly reject: number;
}

/** Journals, then delivers. Returns the dispatch id. */
export function acceptSend(request: SendRequest, { at, schedule, reject }: Origin, workspace: Workspace): string {
  const { journal, key } = workspace;
  writeRecipients(withoutFirst(reject, request.recipients ?? [], workspace.people.find), at, workspace);
  const seq = journal.entries.length + 1;
  const dispatchId = schedule?.dispatchId ?? keyedHex(key, 'dispatch', String(seq));
  const entry: JournalEntry = {
    seq,
    at,
    campaignId: campaignOf(request.source),
    ...(request.source.kind === 'canvas' && { canvasId: request.source.canvas.id }),
    dispatchId,
    ...(request.sendId !== null && { sendId: request.sendId }),
    ...(schedule !== undefined && { scheduleId: schedule.id }),
    ...(countsForCap(request, workspace) && { capped: true }),
    ...(request.source.kind === 'messages' && { messages: request.source.messages }),
    ...reached(request, reject, at, workspace),
  };
  journal.append(entry);
  deliver(entry, workspace);
  return dispatchId;
}

/** Contract §2.1: a recipient's attributes are written before the send, whether or not he then gets it. */
function writeRecipients(recipients: readonly Recipient[], at: Instant, workspace: Workspace): void {
  const visibleAt = at + workspace.faults.armed().readBackSeconds * 1000;
  const { find } = workspace.people;
  const created = new Set(recipients.flatMap((each) => (each.createMissing ? [nameIn(each)] : [])));
  const changes = recipients.flatMap((recipient): Change[] => {
    const { identity, attributes: object } = recipient;
    if (object === null || (find(identity) < 0 && !created.has(nameIn(recipient)))) return [];
    return [{ kind: 'profile', at, identity, object, visibleAt }];
  });
  recordAll(changes, workspace);
}

interface Reached {
  readonly recipients: readonly JournalRecipient[];
  readonly skipped?: readonly Skipped[];
}

function reached(request: SendRequest, reject: number, at: Instant, workspace: Workspace): Reached {
  const recipients: JournalRecipient[] = [];
  const skipped: Skipped[] = [];
  const { people } = workspace;
  const consider = (index: number, properties: Recipient['properties']): void => {
    const { messages, stops } = judge(request, properties, index, at, workspace);
    const externalId = people.nameOf(index);
    const channels = messages.map(({ channel }) => channel);
    if (messages.length > 0) recipients.push({ externalId, properties, ...(stops.length > 0 && { channels }) });
    for (const stop of stops) skipped.push({ externalId, ...stop });
  };
  if (request.recipients === null) {
    for (let index = 0; index < people.size(); index++) {
      if (!people.isDeleted(index)) consider(index, request.shared);
    }
    // Of a broadcast, those outside its audience were never named.
    const named = skipped.filter(({ reason }) => reason !== 'audience');
    return { recipients, ...(named.length > 0 && { skipped: named }) };
  }
  for (const [i, [index, recipient]] of [...collapsed(request.recipients, people.find)].entries()) {
    if (i < reject) skipped.push({ externalId: nameIn(recipient), reason: 'fault' });
    else if (typeof index === 'string') skipped.push({ externalId: nameIn(recipient), reason: 'unknown' });
    else consider(index, recipient.properties);
  }
  return { recipients, ...(skipped.length > 0 && { skipped }) };
}

/** What is written of a refused recipient would make a reader believe that the message reached him. */
function withoutFirst(
  count: number,
  recipients: readonly Recipient[],
  find: (identity: Recipient['identity']) => number,
): readonly Recipient[] {
  if (count === 0) return recipients;
  const refused = new Set([...collapsed(recipients, find).keys()].slice(0, count));
  const keyOf = (recipient: Recipient): number | string => {
    const index = find(recipient.identity);
    return index >= 0 ? index : nameIn(recipient);
  };
  return recipients.filter((recipient) => !refused.has(keyOf(recipient)));
}

/** In order of first appearance; of a repeated recipient the last properties count. Unknown ones are keyed by their name. */
function collapsed(
  recipients: readonly Recipient[],
  find: (identity: Recipient['identity']) => number,
): ReadonlyMap<number | string, Recipient> {
  const byUser = new Map<number | string, Recipient>();
  for (const recipient of recipients) {
    const index = find(recipient.identity);
    byUser.set(index >= 0 ? index : nameIn(recipient), recipient);
  }
  return byUser;
}

const nameIn = ({ identity }: Recipient): string =>
  typeof identity.value === 'string' ? identity.value : JSON.stringify(identity.value);
