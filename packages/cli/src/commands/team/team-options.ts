/** What the commands about people share. */
import { type Identity, withIdentity } from '@fitly/service';
import { type Command, Option } from 'commander';
import { folderOption, jsonOption, resolveFolder } from '../../folder.ts';
import type { Terminal } from '../../terminal.ts';

export interface TeamOptions {
  readonly folder: string;
  readonly json: boolean;
}

export const EMAIL = 'e-mail address, by which people sign in';
const DEFAULT_URL = 'http://127.0.0.1:8410';

export const urlOption = (): Option =>
  new Option('--url <address>', 'where the web app is served, for the link').default(DEFAULT_URL);

/** `example`: what is given after the command's name. */
export const teamCommand = (team: Command, name: string, description: string, example: string): Command =>
  team
    .command(name)
    .description(description)
    .addOption(folderOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `\nExample:\n  $ fitly ${[team.name(), name, example].join(' ').trim()} --folder fitly-demo\n`,
    );

export const withTeam = <T>(
  { folder }: TeamOptions,
  terminal: Terminal,
  work: (identity: Identity) => Promise<T>,
): Promise<T> =>
  withIdentity({ folder: resolveFolder(terminal, folder), now: Date.now }, DEFAULT_URL, (identity) => work(identity));
