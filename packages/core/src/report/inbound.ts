/** What arrives by itself: the state of each feed, and how late its events came. */
import { type AgeCounts, EVENT_AGES, type EventAge, lateEvents } from '../data/index.ts';
import type { Day, Instant } from '../terms.ts';

/** What one taking-in brought. */
interface Delivery {
  readonly takenAt: Instant;
  /** As they were when a run last looked at them: of a file that was written again only the newest delivery counts it. */
  readonly files: number;
  /** Of these files; null where rows come without files. */
  readonly meanBytes: number | null;
  readonly largestBytes: number | null;
  /** Rows that were kept. */
  readonly rows: number;
}

/** A feed of the workspace, as intake has left it. */
export interface InboundInput {
  readonly name: string;
  readonly kind: 'events' | 'snapshot';
  readonly format: string;
  /** Whether this agent has its success or attributes from it. */
  readonly serves: boolean;
  /** False: its folder is not there. */
  readonly isThere: boolean;
  /** Files, or a query, that cannot be read. */
  readonly unreadable: number;
  /** Files that the next run takes in. */
  readonly waitingFiles: number;
  readonly takenAt: Instant | null;
  readonly newestAt: Instant | null;
  readonly newestDay: Day | null;
  /** Rows that were kept. */
  readonly kept: number;
  readonly repeats: number;
  readonly notCounted: number;
  readonly suspected: number;
  /** Reason → rows. */
  readonly setAside: Readonly<Record<string, number>>;
  /** Events by their age at arrival. */
  readonly ages: AgeCounts;
  /** Oldest first. */
  readonly deliveries: readonly Delivery[];
}

/** `empty`: nothing has come yet. */
export type InboundState = 'ok' | 'empty' | 'missing' | 'unreadable';

export interface InboundFeed extends Omit<InboundInput, 'isThere' | 'ages'> {
  readonly state: InboundState;
  /** Ages with their events, the newest first; empty of snapshots. */
  readonly lateness: readonly { readonly age: EventAge; readonly events: number }[];
  /** Share of events that were a day old or more when they came, in [0, 1]; null without events. */
  readonly lateShare: number | null;
}

/** In words, for a list of ages. */
export const AGE_WORDS: Readonly<Record<EventAge, string>> = {
  future: 'ahead of the clock',
  under_1h: 'under 1 h',
  under_6h: '1–6 h',
  under_1d: '6–24 h',
  under_2d: '1–2 days',
  under_7d: '2–7 days',
  older: 'over 7 days',
};

/** In the order of `fitly.yaml`. */
export const buildInbound = (feeds: readonly InboundInput[]): readonly InboundFeed[] =>
  feeds.map(({ isThere, ages, ...feed }) => {
    const events = EVENT_AGES.reduce((sum, age) => sum + ages[age], 0);
    return {
      ...feed,
      state: stateOf(isThere, feed),
      lateness: feed.kind === 'snapshot' ? [] : EVENT_AGES.map((age) => ({ age, events: ages[age] })),
      lateShare: events === 0 ? null : lateEvents(ages) / events,
    };
  });

function stateOf(
  isThere: boolean,
  { unreadable, takenAt }: Pick<InboundInput, 'unreadable' | 'takenAt'>,
): InboundState {
  if (!isThere) return 'missing';
  if (unreadable > 0) return 'unreadable';
  return takenAt === null ? 'empty' : 'ok';
}
