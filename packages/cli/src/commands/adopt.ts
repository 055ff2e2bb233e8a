/** `fitly adopt`: a workspace that was moved, copied or restored elsewhere sends from here from now on. */
import { adoptFolder, openWorkspace, parseDay } from '@fitly/service';
import type { Command } from 'commander';
import type { CommandHost } from '../command-host.ts';
import { folderAgain, folderOption, jsonOption, resolveFolder } from '../folder.ts';
import { writeJson, writeLine } from '../terminal.ts';

interface AdoptOptions {
  readonly folder: string;
  readonly json: boolean;
  readonly sentThrough?: string;
}

export function addAdopt(command: Command, { terminal }: CommandHost): void {
  command
    .addOption(folderOption())
    .addOption(jsonOption())
    .option(
      '--sent-through <day>',
      'newest day of which something may have been sent, YYYY-MM-DD: where the mark is lost',
    )
    .addHelpText(
      'after',
      `
Only when nothing sends from the former place any more: two folders of one workspace would send every message twice. From
now on the former place is refused. To try things out with a copy, make a new workspace instead (fitly init).
Where the file that tells how far sending has come is lost, --sent-through says it: what is planned through that day is read back
from Braze before it is sent, or is not sent where the agent does not read back.

Example:
  $ fitly adopt --folder fitly-demo
`,
    )
    .action(async (options: AdoptOptions) => {
      const sentThrough = options.sentThrough === undefined ? null : parseDay(options.sentThrough);
      const folder = resolveFolder(terminal, options.folder);
      const workspace = await openWorkspace({ folder, now: Date.now, env: terminal.env, lockFor: 'fitly adopt' });
      try {
        await adoptFolder(workspace.store, workspace.instance, sentThrough);
      } finally {
        await workspace.close();
      }
      if (options.json) return writeJson(terminal, { folder, adopted: true });
      writeLine(terminal.out, `The workspace sends from ${folder} from now on, and from nowhere else.`);
      writeLine(terminal.out, `Next: fitly doctor${folderAgain(options.folder)}`);
    });
}
