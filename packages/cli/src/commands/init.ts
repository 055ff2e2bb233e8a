/** `fitly init`: a new, empty workspace with random keys. */

import { sandboxApiKey } from '@fitly/braze-sandbox';
import { createWorkspace, workspacePaths } from '@fitly/service';
import type { Command } from 'commander';
import type { CommandHost } from '../command-host.ts';
import { folderOption, jsonOption, resolveFolder } from '../folder.ts';
import { wholeNumber } from '../numbers.ts';
import { type Terminal, writeJson, writeLine } from '../terminal.ts';

interface InitOptions {
  readonly folder: string;
  readonly sandboxPort: number;
  readonly json: boolean;
}

export function addInit(command: Command, host: CommandHost): void {
  command
    .addOption(folderOption())
    .option('--sandbox-port <port>', 'port of the local Braze sandbox', wholeNumber(1, 65_535), 8411)
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ fitly init --folder fitly-data\n')
    .action((options: InitOptions) => init(options, host.terminal));
}

async function init(options: InitOptions, terminal: Terminal): Promise<void> {
  const folder = resolveFolder(terminal, options.folder);
  await createWorkspace({
    folder,
    sandboxUrl: `http://127.0.0.1:${options.sandboxPort}`,
    sandboxKey: sandboxApiKey('1'),
    env: terminal.env,
  });
  const paths = workspacePaths(folder);
  if (options.json) return writeJson(terminal, { folder, workspaceFile: paths.workspaceFile });
  const lines = [
    `Made a workspace in ${folder}`,
    `  ${paths.workspaceFile}   connections`,
    `  ${paths.agents}/   agent files`,
    `  ${paths.masterKey}   the key to all ids: keep a copy elsewhere; without it nobody can be messaged any more`,
    '',
    'Next:',
    `  fitly sandbox --folder ${options.folder}          in another terminal`,
    `  fitly agent new my_agent --folder ${options.folder}`,
    `  fitly doctor --folder ${options.folder}`,
  ];
  for (const line of lines) writeLine(terminal.out, line);
}
