/** What it takes to read a feed, and what it has brought: files and queries alike. */
import type { TakeParts } from './one-take.ts';
import type { TakeFacts } from './take-facts.ts';
import type { WatchedFeed } from './watched-feeds.ts';

export interface ReadFeed<Feed extends WatchedFeed> extends Omit<TakeParts, 'feed' | 'again'> {
  readonly feed: Feed;
  /** Folder for what could not be used, absolute. */
  readonly quarantine: string;
  readonly signal: AbortSignal;
  readonly tell: (files: number, of: number) => void;
}

/** What a feed has brought. */
export interface FeedTaken {
  readonly takes: readonly TakeFacts[];
  /** Whether there is no folder. */
  readonly isMissing: boolean;
  readonly doubts: readonly string[];
  readonly unreadable: number;
  /** Whether nothing is left to be read again for what agents count. */
  readonly needsMet: boolean;
}

/** How the feed differs from what it was when it was read last. */
export interface Since {
  /** fitly.yaml says something else of it. */
  readonly isNew: boolean;
  /** Agents count what they did not: what was taken before is read again. */
  readonly needsMore: boolean;
}
