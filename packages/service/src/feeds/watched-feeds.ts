import { resolve } from 'node:path';
import type { Feed, FileFeed, QueryFeed, RestFeed } from '@fitly/contract';
import { secretValue } from '../secrets/secrets.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { readUrl } from './query/read-url.ts';

interface Named {
  readonly name: string;
}

/** A feed of fitly.yaml, with its folder as an absolute path. */
export type WatchedFolder = FileFeed & Named;

export type WatchedQuery = QueryFeed &
  Named & {
    /** The address of the database, with its secret: for the connection, and nothing else. Throws `query_failed`. */
    readUrl(): Promise<string>;
  };

/** Whose events are posted to the service. */
export type WatchedRest = RestFeed & Named;

export type WatchedFeed = WatchedFolder | WatchedQuery | WatchedRest;

export interface WatchedFeeds {
  readonly watched: readonly WatchedFeed[];
  /** Folder for what could not be used, absolute. */
  readonly quarantine: string;
}

export const watchedFeeds = (workspace: Pick<Workspace, 'file' | 'paths' | 'env' | 'store'>): WatchedFeeds => {
  const { file, paths, env } = workspace;
  const at = { folder: paths.folder, env, secret: (name: string) => secretValue(workspace, name) };
  return {
    watched: Object.entries(file.feeds).map(([name, feed]) => watchedFeed(name, feed, at)),
    quarantine: resolve(paths.quarantine),
  };
};

function watchedFeed(name: string, feed: Feed, at: Parameters<typeof readUrl>[1]): WatchedFeed {
  if (feed.format === 'rest') return { ...feed, name };
  return feed.format === 'postgres'
    ? { ...feed, name, readUrl: () => readUrl(feed.url, at) }
    : { ...feed, name, folder: resolve(at.folder, feed.folder) };
}

/** Whether something tells what becomes of messages after Braze has accepted them. */
export const tellsOfMessages = ({ file }: Pick<Workspace, 'file'>): boolean =>
  Object.values(file.feeds).some(({ format }) => format === 'currents');
