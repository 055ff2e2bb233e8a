import { resolve } from 'node:path';
import type { Feed } from '@fitly/contract';
import type { Workspace } from '../workspace/workspace.ts';

/** A feed of fitly.yaml, with its folder as an absolute path. */
export type WatchedFeed = Feed & { readonly name: string };

export interface WatchedFeeds {
  readonly watched: readonly WatchedFeed[];
  /** Folder for what could not be used, absolute. */
  readonly quarantine: string;
}

export const watchedFeeds = ({ file, paths }: Pick<Workspace, 'file' | 'paths'>): WatchedFeeds => ({
  watched: Object.entries(file.feeds).map(([name, feed]) => ({
    ...feed,
    name,
    folder: resolve(paths.folder, feed.folder),
  })),
  quarantine: resolve(paths.quarantine),
});

/** Whether something tells what becomes of messages after Braze has accepted them. */
export const tellsOfMessages = ({ file }: Pick<Workspace, 'file'>): boolean =>
  Object.values(file.feeds).some(({ format }) => format === 'currents');
