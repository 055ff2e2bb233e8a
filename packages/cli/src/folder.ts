import { resolve } from 'node:path';
import { Option } from 'commander';
import type { Terminal } from './terminal.ts';

export const DEFAULT_FOLDER = 'fitly-data';

/** `--folder`, the same on every command. */
export const folderOption = (fallback: string = DEFAULT_FOLDER): Option =>
  new Option('-f, --folder <folder>', 'workspace folder').env('FITLY_FOLDER').default(fallback);

export const jsonOption = (): Option => new Option('--json', 'print one JSON document instead of text').default(false);

export const resolveFolder = (terminal: Terminal, folder: string): string => resolve(terminal.cwd, folder);

/** ` --folder FOLDER` to put behind the next command, where it is not the default. */
export const folderAgain = (folder: string): string => (folder === DEFAULT_FOLDER ? '' : ` --folder ${folder}`);
