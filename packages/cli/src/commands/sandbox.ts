/** `fitly sandbox`: the local Braze of a workspace on its own, so that `fitly run` has someone to talk to. */
import { keptSettings, type Sandbox, startSandbox } from '@fitly/braze-sandbox';
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
  readonly state?: string;
  readonly standing: boolean;
  readonly json: boolean;
}

/** What a folder without a sandbox gets. */
const NEW = { seed: '1', planted: true, customers: null, world: null };

export function addSandbox(command: Command, host: CommandHost): void {
  command
    .addOption(folderOption(DEFAULT_FOLDER))
    .option('--port <port>', 'port (default: the one in fitly.yaml)', wholeNumber(0, 65_535))
    .option('--state <file>', 'keys, users and a dashboard of your own, without a workspace; nothing is kept')
    .option('--standing', 'with --state: the clock stands still until /sandbox/clock moves it', false)
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nIt is Braze only: events and activations that an example gets by file are brought by fitly demo.\n\nExamples, after a demo was stopped, and for any other Braze client:\n  $ fitly sandbox --folder fitly-demo\n  $ fitly run hillstrom --folder fitly-demo\n  $ fitly sandbox --state state.yaml --port 4010\n',
    )
    .action((options: SandboxOptions) => sandbox(options, host.terminal));
}

const sandbox = (options: SandboxOptions, terminal: Terminal): Promise<void> =>
  options.state === undefined ? ofWorkspace(options, terminal) : ofState(options.state, options, terminal);

/** Its own keys and people, in memory: a workspace neither has nor needs them. */
async function ofState(
  state: string,
  { port = 4010, standing, json }: SandboxOptions,
  terminal: Terminal,
): Promise<void> {
  const started = await startSandbox({
    port,
    folder: null,
    seed: NEW.seed,
    planted: NEW.planted,
    startAt: Date.now(),
    state,
    ...(!standing && { ticking: () => performance.now() }),
  });
  tell(started, 'nothing is kept', json, terminal);
  await untilStopped(terminal.stop);
  await started.close();
}

function tell({ url, apiKey, keyWithoutPermissions }: Sandbox, kept: string, json: boolean, terminal: Terminal): void {
  if (json) writeJson(terminal, { url, apiKey, keyWithoutPermissions });
  else writeLine(terminal.out, `Braze sandbox: ${url}   API key: ${apiKey}   (Ctrl-C stops; ${kept})`);
}

async function ofWorkspace(options: SandboxOptions, terminal: Terminal): Promise<void> {
  const folder = resolveFolder(terminal, options.folder);
  const home = workspacePaths(folder).sandbox;
  const { world: example, ...settings } = keptSettings(home) ?? NEW;
  const sandboxPort = options.port ?? (await portOf(folder));
  const stage = await chooseStage({ ...settings, example, sandboxPort, portFlag: '--port' });
  const lock = lockWorkspace(home, 'fitly sandbox', Date.now());
  const { sandbox: started } = await stage.open(folder);
  tell(started, `its journal is in ${home}`, options.json, terminal);
  await untilStopped(terminal.stop);
  await started.close();
  lock.release();
}
