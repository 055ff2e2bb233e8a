/** `fitly agent save`: keeps the file as a new version, after saying what that does. */
import { EXIT } from '@fitly/core/errors';
import { saveVersion } from '@fitly/service';
import type { Command } from 'commander';
import { authorOf, byOption } from '../../author.ts';
import type { CommandHost } from '../../command-host.ts';
import { folderAgain, folderOption, jsonOption } from '../../folder.ts';
import { changeLines } from '../../render/changes.ts';
import { styled, wantsColor, widthOf, writeJson, writeLine } from '../../terminal.ts';
import { inWorkspace } from './in-workspace.ts';

interface SaveOptions {
  readonly folder: string;
  readonly yes?: boolean;
  readonly by?: string;
  readonly json: boolean;
}

export function addSave(agent: Command, host: CommandHost): void {
  agent
    .command('save')
    .argument('<name>', 'name of the agent')
    .description('keep the file as a new version, after saying what the change does')
    .addOption(folderOption())
    .option('--yes', 'I know that something is lost, or cannot be taken back')
    .addOption(byOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nA run keeps a changed file by itself; this command keeps it earlier, and asks where something is lost.\n\nExample:\n  $ fitly agent save winback\n',
    )
    .action((name: string, options: SaveOptions) => save(name, options, host));
}

async function save(agentName: string, options: SaveOptions, host: CommandHost): Promise<void> {
  const { terminal } = host;
  const request = { agentName, by: authorOf(terminal, options.by), agreed: options.yes === true };
  const saved = await inWorkspace(terminal, options.folder, 'fitly agent save', (workspace) =>
    saveVersion(workspace, request),
  );
  if (saved.version === null) host.exitWith(EXIT.usage);
  else host.audit.note({ before: { version: saved.since }, after: { version: saved.version } });
  if (options.json) return writeJson(terminal, { agent: agentName, ...saved, saved: saved.version !== null });
  const color = wantsColor(terminal);
  const say = (text: string): void => writeLine(terminal.out, text);
  if (saved.changes.length > 0) {
    say(`Changes since version ${saved.since}:`);
    for (const line of changeLines(saved.changes, { width: widthOf(terminal.out), color })) say(line);
    say('');
  }
  const again = folderAgain(options.folder);
  if (saved.version === null) {
    say(
      `${styled('Not saved.', 'yellow', color)} Something is lost or cannot be taken back. If that is what you want:`,
    );
    say(`Next: fitly agent save ${agentName} --yes${again}`);
  } else if (!saved.differs) say(`Unchanged: ${saved.path} is version ${saved.version} already.`);
  else
    say(
      `${styled('Saved.', 'green', color)} ${saved.path} is version ${saved.version}; it counts from the next run on.`,
    );
}
