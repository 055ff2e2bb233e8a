/** Who of those named gets a message, and why the others do not. Braze tells the caller nothing of it (contract §7). */
import type { Instant } from '@fitly/core/terms';
import type { Channel } from '../audience/audience.ts';
import type { JournalMessage, SkipReason } from '../state/journal.ts';
import { matches } from '../users/connected-audience.ts';
import { filterableOf } from '../users/people.ts';
import type { Workspace } from '../workspace.ts';
import type { SendRequest } from './request.ts';
import { asJournalled, entryMessages, onDevice, variationOf } from './variation.ts';

const DAY_MS = 86_400_000;

export type Verdict =
  | { readonly messages: readonly JournalMessage[]; readonly all: boolean }
  | { readonly skip: SkipReason };

/** Checks in the order of the dashboard: audience, control, re-eligibility, cap, then each channel on its own. */
export function judge(request: SendRequest, index: number, at: Instant, workspace: Workspace): Verdict {
  const { people } = workspace;
  const { segmentId, filter, source } = request;
  for (const id of [dashboardSegment(source), segmentId]) {
    const segment = id === null ? undefined : workspace.catalogue.segments.get(id);
    if (segment !== undefined && !people.isMember(segment.members, index, at)) return { skip: 'audience' };
  }
  if (filter !== null && !matches(filter, filterableOf(people, index, at), at)) return { skip: 'audience' };
  if (isTooSoon(request, index, at, workspace)) return { skip: 're_eligibility' };
  const messages = messagesFor(request, people.nameOf(index), workspace);
  if (messages.length === 0) return { skip: 'control' };
  if (isCapped(request, index, at, workspace)) return { skip: 'frequency_cap' };
  const reasons = messages.map(({ channel }) => closedBy(channel, request.states, index, at, workspace));
  const open = messages.filter((_, i) => reasons[i] === null);
  return open.length > 0 ? { messages: open, all: open.length === messages.length } : { skip: reasons[0]! };
}

function dashboardSegment(source: SendRequest['source']): string | null {
  if (source.kind === 'canvas') return source.canvas.segmentId;
  return source.campaign?.segmentId ?? null;
}

/** None = the user is in a control group. */
function messagesFor({ source }: SendRequest, user: string, { key }: Workspace): readonly JournalMessage[] {
  if (source.kind === 'messages') return onDevice(key, user, source.messages);
  if (source.kind === 'canvas') return entryMessages(key, source.canvas, user);
  const variation = variationOf(key, source.campaign, user);
  return variation.control ? [] : [asJournalled(variation)];
}

function isTooSoon({ source }: SendRequest, index: number, at: Instant, { people, faults }: Workspace): boolean {
  const owner = source.kind === 'canvas' ? source.canvas : source.kind === 'campaign' ? source.campaign : null;
  if (owner?.reEligibleAfterMs == null) return false;
  const last = people.written(index)?.received.get(owner.id)?.lastAt;
  if (last === undefined || at - last >= owner.reEligibleAfterMs) return false;
  // Two triggers close together are both checked before either is noted.
  return at - last >= faults.armed().raceSeconds * 1000;
}

/** Whether the workspace's cap looks at this send at all. */
export function countsForCap({ source, overrideCap }: SendRequest, { settings }: Workspace): boolean {
  if (settings.frequencyCap === null || overrideCap) return false;
  if (source.kind === 'canvas') return source.canvas.frequencyCapped;
  return source.kind === 'messages' || source.campaign.frequencyCapped;
}

function isCapped(request: SendRequest, index: number, at: Instant, workspace: Workspace): boolean {
  const cap = workspace.settings.frequencyCap;
  if (cap === null || !countsForCap(request, workspace)) return false;
  const recent = workspace.people.written(index)?.capped.filter((then) => then > at - cap.days * DAY_MS) ?? [];
  return recent.length >= cap.messages;
}

/** Why a channel does not reach the user, or null. */
function closedBy(
  channel: Channel,
  states: readonly string[],
  index: number,
  at: Instant,
  { people }: Workspace,
): SkipReason | null {
  if (channel === 'email' || channel === 'push') {
    const state = people.field(index, `${channel}_subscribe`, at) ?? 'subscribed';
    if (!states.includes(String(state))) return 'unsubscribed';
  }
  if (channel === 'email' && people.field(index, 'email', at) === undefined) return 'no_address';
  const phone = channel === 'sms' || channel === 'whats_app';
  return phone && people.field(index, 'phone', at) === undefined ? 'no_address' : null;
}
