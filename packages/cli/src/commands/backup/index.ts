/** `fitly backup`: a copy of the workspace, made beside whatever works on it, and read again before it counts. */
import { type MadeBackup, makeBackup } from '@fitly/service';
import type { Command } from 'commander';
import type { CommandHost } from '../../command-host.ts';
import { folderAgain, folderOption, jsonOption, resolveFolder } from '../../folder.ts';
import { wholeNumber } from '../../numbers.ts';
import { copyProgressLine } from '../../render/copy-progress.ts';
import { type Terminal, writeJson, writeLine } from '../../terminal.ts';
import { addBackupList } from './list.ts';
import { addBackupVerify } from './verify.ts';

interface BackupOptions {
  readonly folder: string;
  readonly keep?: number;
  readonly withSecrets: boolean;
  readonly json: boolean;
}

const HELP = `
Works beside a run and beside fitly serve. Each backup is a folder with everything in it; lake files that the backup before has too
take no room again where the disk has second names for files.
Not in it: secrets/ (say --with-secrets, or keep a copy elsewhere: without the key a backup is unreadable), recommendation files,
and the files of feeds, which hold raw ids and are not Fitly's.

Examples:
  $ fitly backup backups --folder fitly-demo --keep 14
  $ fitly backup verify backups
  $ fitly restore backups --folder fitly-restored
`;

export function addBackup(command: Command, host: CommandHost): void {
  command
    .enablePositionalOptions()
    .argument('<place>', 'folder in which backups stand, each in one of its own; made where it is missing')
    .addOption(folderOption())
    .option(
      '--keep <n>',
      'backups of this workspace that stay, this one among them; older ones are removed',
      wholeNumber(1, 10_000),
    )
    .option('--with-secrets', 'also the keys: whoever has the backup then has everything', false)
    .addOption(jsonOption())
    .addHelpText('after', HELP)
    .action((place: string, options: BackupOptions) => backup(place, options, host.terminal));
  addBackupList(command, host);
  addBackupVerify(command, host);
}

async function backup(place: string, options: BackupOptions, terminal: Terminal): Promise<void> {
  const progress = copyProgressLine(terminal);
  try {
    const made = await makeBackup({
      folder: resolveFolder(terminal, options.folder),
      place: resolveFolder(terminal, place),
      keep: options.keep ?? null,
      withSecrets: options.withSecrets,
      env: terminal.env,
      now: Date.now,
      tell: progress.tell,
    });
    progress.done();
    if (options.json) return writeJson(terminal, made);
    for (const line of describe(made, options)) writeLine(terminal.out, line);
  } finally {
    progress.done();
  }
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

function describe(made: MadeBackup, { withSecrets, folder }: BackupOptions): string[] {
  const shared =
    made.sharedBytes === 0 ? '' : `, of which ${megabytes(made.sharedBytes)} are shared with the one before`;
  const removed = made.removed.map((path) => `  removed ${path}`);
  return [
    `Backed up: ${made.backup}`,
    `  ${made.files} files, ${megabytes(made.bytes)}${shared}; each was read and compared.`,
    ...removed,
    withSecrets
      ? '  It holds the keys: keep it as safe as the workspace itself.'
      : '  Without secrets/: keep a copy of that folder elsewhere, since without the key the backup is unreadable.',
    '',
    `Next: fitly restore ${made.backup} --folder ${folderAgain(folder) === '' ? 'fitly-data' : folder}-restored   to try it`,
  ];
}
