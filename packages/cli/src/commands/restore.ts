/** `fitly restore`: a backup takes the place of what stands in a folder. */
import { newestBackup, type Restored, restoreBackup } from '@fitly/service';
import type { Command } from 'commander';
import type { CommandHost } from '../command-host.ts';
import { folderAgain, folderOption, jsonOption, resolveFolder } from '../folder.ts';
import { writeJson, writeLine } from '../terminal.ts';

interface RestoreOptions {
  readonly folder: string;
  readonly replace: boolean;
  readonly json: boolean;
}

const HELP = `
Every file of the backup is read and compared before anything is changed. What stood in the folder is set aside beside it, not deleted. Keys,
people, the audit log, the kill switch, how far sending has come and posted events stay as they stand, where they are sound: what was
revoked, recorded, stopped or sent since the backup is not forgotten. Customers who were erased since are erased again.

Examples:
  $ fitly restore backups --folder fitly-restored
  $ fitly restore backups/2026-01-31T04-30-00-000Z --folder fitly-data --replace
`;

export function addRestore(command: Command, { terminal }: CommandHost): void {
  command
    .argument('<backup>', 'a backup, or a place of backups: the newest of them')
    .addOption(folderOption())
    .option('--replace', 'where a workspace stands in the folder: set it aside', false)
    .addOption(jsonOption())
    .addHelpText('after', HELP)
    .action(async (given: string, options: RestoreOptions) => {
      const backup = await newestBackup(resolveFolder(terminal, given));
      const folder = resolveFolder(terminal, options.folder);
      const { replace } = options;
      const restored = await restoreBackup({ backup, folder, replace, env: terminal.env, now: Date.now });
      if (options.json) return writeJson(terminal, { backup, ...restored });
      for (const line of describe(restored, backup, folderAgain(options.folder))) writeLine(terminal.out, line);
    });
}

function describe(restored: Restored, backup: string, again: string): string[] {
  const { folder, madeAt, files, bytes, kept, setAside, erasedAgain } = restored;
  return [
    `Restored ${folder} from ${backup}`,
    `  as of ${madeAt}: ${files} files, ${(bytes / 1e6).toFixed(1)} MB, each compared.`,
    ...(kept.length === 0 ? [] : [`  As they stood: ${kept.join(', ')}.`]),
    ...(erasedAgain === 0 ? [] : [`  Erased again, as since the backup: ${erasedAgain} customer(s).`]),
    ...(setAside === null
      ? []
      : [`  Set aside: ${setAside}; it holds customers, so delete it when it is not needed any more.`]),
    '',
    `Next: fitly doctor${again}`,
    'What was sent since the backup is settled before anything else is sent: docs/reliability.md.',
  ];
}
