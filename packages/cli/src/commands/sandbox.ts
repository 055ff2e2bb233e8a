/** `fitly sandbox`: the local Braze of a workspace on its own, so that `fitly run` has someone to talk to. */
import { keptSettings } from '@fitly/braze-sandbox';
import { lockWorkspace, sandboxPort as portOf, workspacePaths } from '@fitly/service';
import type { Command } from 'commander';
import type { CommandHost } from '../command-host.ts';
import { chooseStage } from '../demo/choose-stage.ts';
import { DEFAULT_FOLDER, folderOption, jsonOption, resolveFolder } from '../folder.ts';
import { wholeNumber } from '../numbers.ts';
import { type Terminal, untilStopped, writeJson, writeLine } from '../terminal.ts';

interface SandboxOptions {
  readonly folder: string;
  readonly port?: number;
  readonly json: boolean;
}

/** What a folder without a sandbox gets. */
const NEW = { seed: '1', planted: true, customers: null, world: null };

export function addSandbox(program: Command, host: CommandHost): void {
  program
    .command('sandbox')
    .description(
      'start the local Braze sandbox of a workspace: 38,400 real customers, or those of its example, behind the Braze REST API',
    )
    .addOption(folderOption(DEFAULT_FOLDER))
    .option('--port <port>', 'port (default: the one in fitly.yaml)', wholeNumber(0, 65_535))
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nIt is Braze only: events and activations that an example gets by file are brought by fitly demo.\n\nExample, after a demo was stopped:\n  $ fitly sandbox --folder fitly-demo\n  $ fitly run hillstrom --folder fitly-demo\n',
    )
    .action((options: SandboxOptions) => sandbox(options, host.terminal));
}

async function sandbox(options: SandboxOptions, terminal: Terminal): Promise<void> {
  const folder = resolveFolder(terminal, options.folder);
  const home = workspacePaths(folder).sandbox;
  const { world: example, ...settings } = keptSettings(home) ?? NEW;
  const sandboxPort = options.port ?? (await portOf(folder));
  const stage = await chooseStage({ ...settings, example, sandboxPort, portFlag: '--port' });
  const lock = lockWorkspace(home, 'fitly sandbox');
  const { sandbox: started } = await stage.open(folder);
  if (options.json) writeJson(terminal, { url: started.url });
  else writeLine(terminal.out, `Braze sandbox: ${started.url}   (Ctrl-C stops; its journal is in ${home})`);
  await untilStopped(terminal.stop);
  await started.close();
  lock.release();
}
