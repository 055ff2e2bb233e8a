/**
 * What a campaign's series shows, by UTC day, kept as journal and clock go on: each message is looked at when it was sent,
 * and again only while one of its conversion windows is open. Counting all anew for each request would cost more than the
 * sends themselves; it is done when something was reported that may lie in the past.
 */
import type { Instant } from '@fitly/core/terms';
import type { Reaction } from '../audience/audience.ts';
import type { Campaign } from '../catalogue/campaign.ts';
import { conversionsOf } from '../reactions/conversions.ts';
import { nextSendAt } from '../reactions/next-send.ts';
import { type SentMessage, sentMessages } from '../reactions/sent-messages.ts';
import { variationOf } from '../send/variation.ts';
import type { Change } from '../state/changes.ts';
import type { JournalEntry } from '../state/journal.ts';
import type { Workspace } from '../workspace.ts';
import { countReaction, countSent, emptyStats, type Stats } from './channel-stats.ts';
import { DAY_MS } from './days.ts';

/** People and what they did, of the campaign or of one variation. */
export interface Tally {
  readonly users: Set<number>;
  readonly conversions: number[];
  readonly bySendTime: number[];
  cents: number;
}

export interface DayCounts {
  readonly total: Tally;
  /** By variation id. */
  readonly variations: ReadonlyMap<string, { readonly stats: Stats; readonly tally: Tally }>;
}

export interface CampaignTally {
  /** Counts of the day that begins at `dayStart`, as of now. */
  day(dayStart: Instant): DayCounts;
}

export interface TallyOptions {
  /** Which sends count. */
  readonly wanted: (entry: JournalEntry) => boolean;
  /** Which sends take a conversion from an earlier one. */
  readonly competes: (entry: JournalEntry) => boolean;
}

const ALL: TallyOptions = { wanted: () => true, competes: () => true };

export function createTally(campaign: Campaign, workspace: Workspace, options: TallyOptions = ALL): CampaignTally {
  const { journal, changes, people, clock } = workspace;
  let counting = startCounting(campaign, workspace, options);
  let counted = { now: Number.NEGATIVE_INFINITY, sends: 0, changes: 0, people: people.size() };
  const catchUp = (): void => {
    const found = {
      now: clock.now(),
      sends: journal.entries.length,
      changes: changes.entries.length,
      people: people.size(),
    };
    // Who was deleted may have been created anew, under the name by which the journal knows them.
    const rewrites = found.people !== counted.people || changes.entries.slice(counted.changes).some(mayRewrite);
    if (rewrites) {
      counting = startCounting(campaign, workspace, options);
      counting.goOn(journal.entries, found.now);
    } else if (found.now !== counted.now || found.sends !== counted.sends) {
      counting.goOn(journal.entries.slice(counted.sends), found.now);
    }
    counted = found;
  };
  return {
    day(dayStart) {
      catchUp();
      return counting.day(dayStart);
    },
  };
}

/** What was done may be reported late, and what the deleted did counts no more. */
const mayRewrite = ({ kind }: Change): boolean => kind === 'event' || kind === 'purchase' || kind === 'delete_user';

interface Awaited {
  readonly variationId: string;
  readonly reaction: Reaction;
  readonly before: readonly Reaction[];
}

/** A message, or the enrolment into a control group, whose conversions are still looked for. */
interface OpenSend {
  readonly entry: JournalEntry;
  readonly index: number;
  readonly variationId: string;
  readonly reactions: readonly Reaction[];
  /** Bit per conversion behaviour that was counted. */
  counted: number;
}

interface Counting {
  /** Takes the sends that came since, and everything that happened up to `now`. */
  goOn(fresh: readonly JournalEntry[], now: Instant): void;
  day(dayStart: Instant): DayCounts;
}

function startCounting(campaign: Campaign, workspace: Workspace, { wanted, competes }: TallyOptions): Counting {
  const { people, key } = workspace;
  const behaviors = campaign.conversionBehaviors;
  const longestMs = Math.max(0, ...behaviors.map(({ window }) => window * 1000));
  const days = new Map<number, DayCounts>();
  let awaited: Awaited[] = [];
  let open: OpenSend[] = [];

  const dayAt = (at: Instant): DayCounts => {
    const number = Math.floor(at / DAY_MS);
    const known = days.get(number) ?? emptyDay(campaign);
    days.set(number, known);
    return known;
  };
  const statsAt = (at: Instant, variationId: string): Stats | undefined => dayAt(at).variations.get(variationId)?.stats;
  const talliesAt = (at: Instant, variationId: string): readonly Tally[] => {
    const { total, variations } = dayAt(at);
    const own = variations.get(variationId)?.tally;
    return own === undefined ? [total] : [total, own];
  };
  const takeMessage = ({ entry, index, message, reactions }: SentMessage): void => {
    const variationId = message.variationId ?? '';
    const stats = statsAt(entry.at, variationId);
    if (stats !== undefined) countSent(stats, reactions);
    for (const { users } of talliesAt(entry.at, variationId)) users.add(index);
    for (const [i, reaction] of reactions.entries())
      awaited.push({ variationId, reaction, before: reactions.slice(0, i) });
    open.push({ entry, index, variationId, reactions, counted: 0 });
  };
  const takeControls = (entry: JournalEntry): void => {
    for (const { externalId, reason } of entry.skipped ?? []) {
      const index = reason === 'control' ? people.byName(externalId) : -1;
      if (index < 0) continue;
      const { id: variationId } = variationOf(key, campaign, externalId);
      dayAt(entry.at).variations.get(variationId)?.tally.users.add(index);
      open.push({ entry, index, variationId, reactions: [], counted: 0 });
    }
  };
  const takeReaction = ({ variationId, reaction, before }: Awaited): void => {
    const stats = statsAt(reaction.at, variationId);
    if (stats !== undefined) countReaction(stats, reaction, before);
  };
  const takeConversions = (send: OpenSend, now: Instant): void => {
    const { entry, index, variationId, reactions } = send;
    const nextAt = nextSendAt(entry, index, workspace, competes);
    const converting = { at: entry.at, reactions, ...(nextAt !== undefined && { nextAt }) };
    for (const { behavior, at, cents } of conversionsOf(behaviors, converting, index, people, now)) {
      if ((send.counted & (1 << behavior)) !== 0) continue;
      send.counted |= 1 << behavior;
      for (const tally of talliesAt(at, variationId)) {
        tally.conversions[behavior]! += 1;
        tally.cents += cents;
      }
      for (const tally of talliesAt(entry.at, variationId)) tally.bySendTime[behavior]! += 1;
    }
  };
  const isOpen = ({ entry, counted }: OpenSend, now: Instant): boolean =>
    now < entry.at + longestMs && counted !== (1 << behaviors.length) - 1;
  return {
    goOn(fresh, now) {
      const own = fresh.filter((entry) => entry.campaignId === campaign.id && wanted(entry));
      for (const sent of sentMessages(workspace, own)) takeMessage(sent);
      for (const entry of own) takeControls(entry);
      for (const each of awaited) if (each.reaction.at <= now) takeReaction(each);
      awaited = awaited.filter(({ reaction }) => reaction.at > now);
      for (const send of open) takeConversions(send, now);
      open = open.filter((send) => isOpen(send, now));
    },
    day: (dayStart) => days.get(Math.floor(dayStart / DAY_MS)) ?? emptyDay(campaign),
  };
}

const emptyTally = (): Tally => ({
  users: new Set(),
  conversions: [0, 0, 0, 0],
  bySendTime: [0, 0, 0, 0],
  cents: 0,
});

const emptyDay = ({ messages }: Campaign): DayCounts => ({
  total: emptyTally(),
  variations: new Map(messages.map(({ id, channel }) => [id, { stats: emptyStats(channel, id), tally: emptyTally() }])),
});

const TALLIES = new WeakMap<Workspace, Map<string, CampaignTally>>();

/** The one tally of a campaign in a workspace; a reset makes a new workspace, and with it new ones. */
export function tallyOf(campaign: Campaign, workspace: Workspace): CampaignTally {
  const own = TALLIES.get(workspace) ?? new Map<string, CampaignTally>();
  TALLIES.set(workspace, own);
  const known = own.get(campaign.id) ?? createTally(campaign, workspace);
  own.set(campaign.id, known);
  return known;
}
