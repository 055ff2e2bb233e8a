/**
 * What a campaign's series shows, by UTC day, kept as journal and clock go on: each message is looked at when it was sent,
 * and again only while one of its conversion windows is open. Counting all anew for each request would cost more than the
 * sends themselves.
 */
import type { Instant } from '@fitly/core/terms';
import type { Reaction } from '../audience/audience.ts';
import type { Campaign } from '../catalogue/campaign.ts';
import { conversionsOf } from '../reactions/conversions.ts';
import { type SentMessage, sentMessages } from '../reactions/sent-messages.ts';
import type { JournalEntry } from '../state/journal.ts';
import type { Workspace } from '../workspace.ts';
import { countReaction, countSent, emptyStats, type Stats } from './channel-stats.ts';
import { DAY_MS } from './days.ts';

export interface DayCounts {
  /** By variation id. */
  readonly stats: ReadonlyMap<string, Stats>;
  readonly users: Set<number>;
  readonly conversions: number[];
  readonly bySendTime: number[];
  cents: number;
}

const emptyDay = ({ messages }: Campaign): DayCounts => ({
  stats: new Map(messages.map(({ id, channel }) => [id, emptyStats(channel, id)])),
  users: new Set(),
  conversions: [0, 0, 0, 0],
  bySendTime: [0, 0, 0, 0],
  cents: 0,
});

export interface CampaignTally {
  /** Counts of the day that begins at `dayStart`, as of now. */
  day(dayStart: Instant): DayCounts;
}

interface Awaited {
  readonly variationId: string | null;
  readonly reaction: Reaction;
  readonly before: readonly Reaction[];
}

interface OpenMessage {
  readonly sent: Pick<SentMessage, 'entry' | 'index' | 'reactions'>;
  /** Bit per conversion behaviour that was counted. */
  counted: number;
}

/** `wanted` narrows which sends count. */
export function createTally(
  campaign: Campaign,
  workspace: Workspace,
  wanted: (entry: JournalEntry) => boolean = () => true,
): CampaignTally {
  const { journal, people, clock } = workspace;
  const behaviors = campaign.conversionBehaviors;
  const longestMs = Math.max(0, ...behaviors.map(({ window }) => window * 1000));
  const days = new Map<number, DayCounts>();
  let seen = 0;
  let asOf: Instant | null = null;
  let awaited: Awaited[] = [];
  let open: OpenMessage[] = [];

  const dayAt = (at: Instant): DayCounts => {
    const number = Math.floor(at / DAY_MS);
    const known = days.get(number) ?? emptyDay(campaign);
    days.set(number, known);
    return known;
  };
  const statsAt = (at: Instant, variationId: string | null): Stats | undefined =>
    dayAt(at).stats.get(variationId ?? '');
  const takeMessage = ({ entry, index, message: { variationId }, reactions }: SentMessage): void => {
    const stats = statsAt(entry.at, variationId);
    if (stats !== undefined) countSent(stats, reactions);
    dayAt(entry.at).users.add(index);
    for (const [i, reaction] of reactions.entries())
      awaited.push({ variationId, reaction, before: reactions.slice(0, i) });
    if (behaviors.length > 0) open.push({ sent: { entry, index, reactions }, counted: 0 });
  };
  const takeReaction = ({ variationId, reaction, before }: Awaited): void => {
    const stats = statsAt(reaction.at, variationId);
    if (stats !== undefined) countReaction(stats, reaction, before);
  };
  const takeConversions = (message: OpenMessage, now: Instant): void => {
    const { entry, index, reactions } = message.sent;
    for (const { behavior, at, cents } of conversionsOf(behaviors, entry.at, index, reactions, people, now)) {
      if ((message.counted & (1 << behavior)) !== 0) continue;
      message.counted |= 1 << behavior;
      dayAt(at).conversions[behavior]! += 1;
      dayAt(at).cents += cents;
      dayAt(entry.at).bySendTime[behavior]! += 1;
    }
  };
  const isOpen = ({ sent, counted }: OpenMessage, now: Instant): boolean =>
    now < sent.entry.at + longestMs && counted !== (1 << behaviors.length) - 1;
  const catchUp = (): void => {
    const now = clock.now();
    if (now === asOf && seen === journal.entries.length) return;
    asOf = now;
    const fresh = journal.entries.slice(seen);
    seen = journal.entries.length;
    const isOwn = (entry: JournalEntry): boolean => entry.campaignId === campaign.id && wanted(entry);
    for (const sent of sentMessages(workspace, fresh.filter(isOwn))) takeMessage(sent);
    for (const each of awaited) if (each.reaction.at <= now) takeReaction(each);
    awaited = awaited.filter(({ reaction }) => reaction.at > now);
    for (const message of open) takeConversions(message, now);
    open = open.filter((message) => isOpen(message, now));
  };
  return {
    day(dayStart) {
      catchUp();
      return days.get(Math.floor(dayStart / DAY_MS)) ?? emptyDay(campaign);
    },
  };
}

const TALLIES = new WeakMap<Workspace, Map<string, CampaignTally>>();

/** The one tally of a campaign in a workspace; a reset makes a new workspace, and with it new ones. */
export function tallyOf(campaign: Campaign, workspace: Workspace): CampaignTally {
  const own = TALLIES.get(workspace) ?? new Map<string, CampaignTally>();
  TALLIES.set(workspace, own);
  const known = own.get(campaign.id) ?? createTally(campaign, workspace);
  own.set(campaign.id, known);
  return known;
}
