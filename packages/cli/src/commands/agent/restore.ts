/** `fitly agent restore`: an earlier version becomes the file again. */
import { restoreVersion } from '@fitly/service';
import type { Command } from 'commander';
import type { CommandHost } from '../../command-host.ts';
import { folderAgain, folderOption, jsonOption } from '../../folder.ts';
import { changeLines } from '../../render/changes.ts';
import { styled, type Terminal, wantsColor, widthOf, writeJson, writeLine } from '../../terminal.ts';
import { versionNumber } from './diff.ts';
import { inWorkspace } from './in-workspace.ts';

interface RestoreOptions {
  readonly folder: string;
  readonly version: number;
  readonly json: boolean;
}

export function addRestore(agent: Command, { terminal }: CommandHost): void {
  agent
    .command('restore')
    .argument('<name>', 'name of the agent')
    .description('write an earlier version back to the file, and keep a copy of the file that was there')
    .addOption(folderOption())
    .requiredOption('--version <version>', 'the version to go back to', versionNumber)
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nIds that were retired meanwhile stay retired: a version that would bring one back is refused, with its name.\n\nExample:\n  $ fitly agent restore winback --version 2\n',
    )
    .action((name: string, options: RestoreOptions) => restore(name, options, terminal));
}

async function restore(name: string, options: RestoreOptions, terminal: Terminal): Promise<void> {
  const restored = await inWorkspace(terminal, options.folder, 'fitly agent restore', (workspace) =>
    restoreVersion(workspace, name, options.version),
  );
  if (options.json) return writeJson(terminal, restored);
  const color = wantsColor(terminal);
  const say = (text: string): void => writeLine(terminal.out, text);
  say(`${styled('Restored.', 'green', color)} ${restored.path} holds version ${restored.version} again.`);
  if (restored.copy !== null) say(`The file that was there is kept as ${restored.copy}`);
  if (restored.changes.length > 0) {
    say('\nAgainst the newest saved version this changes:');
    for (const line of changeLines(restored.changes, { width: widthOf(terminal.out), color })) say(line);
  }
  if (restored.changes.length === 0) return;
  say(`\nNext: fitly agent save ${name}${folderAgain(options.folder)}   (or let the next run keep it)`);
}
