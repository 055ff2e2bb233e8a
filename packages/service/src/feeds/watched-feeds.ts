import { resolve } from 'node:path';
import type { Workspace } from '../workspace/workspace.ts';

/** A feed of fitly.yaml, with its folder as an absolute path. */
export interface WatchedFeed {
  readonly name: string;
  readonly folder: string;
  /** A run stops when it has nothing to read, or something that cannot be read. */
  readonly required: boolean;
}

export interface WatchedFeeds {
  readonly watched: readonly WatchedFeed[];
  /** Folder for what could not be used, absolute. */
  readonly quarantine: string;
}

export const watchedFeeds = ({ file, paths }: Pick<Workspace, 'file' | 'paths'>): WatchedFeeds => ({
  watched: Object.entries(file.feeds).map(([name, { folder, required }]) => ({
    name,
    folder: resolve(paths.folder, folder),
    required,
  })),
  quarantine: resolve(paths.quarantine),
});
