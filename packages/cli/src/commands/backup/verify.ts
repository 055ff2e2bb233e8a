/** `fitly backup verify`: a backup still is what was written. */
import { newestBackup, verifyBackup } from '@fitly/service';
import type { Command } from 'commander';
import type { CommandHost } from '../../command-host.ts';
import { jsonOption, resolveFolder } from '../../folder.ts';
import { styled, type Terminal, wantsColor, writeJson, writeLine } from '../../terminal.ts';

export function addBackupVerify(backup: Command, { terminal }: CommandHost): void {
  backup
    .command('verify')
    .argument('<backup>', 'a backup, or a place of backups: the newest of them')
    .description('read every byte of a backup and compare it with what was written')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExit code 3 and each file that is missing or changed.\n\nExample:\n  $ fitly backup verify backups\n',
    )
    .action((given: string, { json }: { readonly json: boolean }) => verify(given, json, terminal));
}

async function verify(given: string, json: boolean, terminal: Terminal): Promise<void> {
  const backup = await newestBackup(resolveFolder(terminal, given));
  const { files, madeAt } = await verifyBackup(backup);
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  if (json) return writeJson(terminal, { whole: true, backup, madeAt, files: files.length, bytes });
  const whole = styled('Whole.', 'green', wantsColor(terminal));
  writeLine(
    terminal.out,
    `${whole} ${backup}: ${files.length} files, ${(bytes / 1e6).toFixed(1)} MB, as they were written.`,
  );
}
