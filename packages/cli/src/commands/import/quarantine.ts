/** `fitly import quarantine`: what imports have set aside, and the way back in. */
import { openWorkspace, quarantineEntries } from '@fitly/service';
import type { Command } from 'commander';
import type { CommandHost } from '../../command-host.ts';
import { folderAgain, folderOption, jsonOption, resolveFolder } from '../../folder.ts';
import { renderEntries } from '../../render/quarantine.ts';
import { type Terminal, wantsColor, writeJson, writeLine } from '../../terminal.ts';

interface QuarantineOptions {
  readonly folder: string;
  readonly json: boolean;
}

export function addQuarantine(parent: Command, host: CommandHost): void {
  parent
    .command('quarantine')
    .description('list what imports have set aside: file, when, reasons with counts, and what to do')
    .addOption(folderOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ fitly import quarantine\n')
    .action((options: QuarantineOptions) => list(options, host.terminal));
}

async function list(options: QuarantineOptions, terminal: Terminal): Promise<void> {
  const folder = resolveFolder(terminal, options.folder);
  const workspace = await openWorkspace({ folder, now: Date.now, env: terminal.env, lockFor: null });
  try {
    const entries = await quarantineEntries(workspace);
    if (options.json) return writeJson(terminal, { entries });
    const lines = renderEntries(entries, folderAgain(options.folder), wantsColor(terminal));
    for (const line of lines) writeLine(terminal.out, line);
  } finally {
    await workspace.close();
  }
}
