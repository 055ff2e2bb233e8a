/** `fitly demo`: the whole product on real or simulated customers, with nothing to install and nobody to ask. */
import { mkdir } from 'node:fs/promises';
import { keptSettings } from '@fitly/braze-sandbox';
import { FitlyError } from '@fitly/core/errors';
import {
  type LiveRuns,
  liveRuns,
  loadReport,
  lockWorkspace,
  openWorkspace,
  type ProgressEvent,
  type Server,
  saveReportNotes,
  servedApi,
  startServer,
  type Workspace,
  workspacePaths,
} from '@fitly/service';
import type { Command } from 'commander';
import type { CommandHost } from '../command-host.ts';
import { chooseStage } from '../demo/choose-stage.ts';
import { currentsOf, refuseLateFeed } from '../demo/currents.ts';
import { ALL_CUSTOMERS } from '../demo/hillstrom-stage.ts';
import { introduce } from '../demo/introduce.ts';
import { completed, DEFAULT_DEMO_FOLDER, type DemoOptions, type GivenOptions, withKept } from '../demo/options.ts';
import { playDays } from '../demo/play-days.ts';
import { makeWorkspaceOnce, startOnce } from '../demo/set-up.ts';
import type { OpenStage } from '../demo/stage.ts';
import { describeExamples, examplesInWords } from '../examples/catalogue.ts';
import { folderOption, jsonOption, resolveFolder } from '../folder.ts';
import { wholeNumber } from '../numbers.ts';
import { renderReport } from '../render/report/report.ts';
import { table } from '../render/table.ts';
import { wrap } from '../render/wrap.ts';
import { styled, type Terminal, untilStopped, wantsColor, widthOf, writeJson, writeLine } from '../terminal.ts';
import { VERSION } from '../version.ts';
import { webAppFolder, whereToLook } from '../web-app.ts';

export function addDemo(command: Command, host: CommandHost): void {
  command
    .addOption(folderOption(DEFAULT_DEMO_FOLDER))
    .option('--example <name>', `play a use case with simulated customers instead, ${examplesInWords()}`)
    .option('--list', 'list the examples and end', false)
    .option('--days <n>', 'virtual days to have played in all', wholeNumber(1, 3_650), 56)
    .option('--port <port>', 'port of the web app and the API (0 = any free one)', wholeNumber(0, 65_535), 8410)
    .option('--sandbox-port <port>', 'port of the Braze sandbox (0 = any free one)', wholeNumber(0, 65_535), 8411)
    .option('--seed <seed>', 'seed of the sandbox audience and of all draws', '1')
    .option(
      '--customers <n>',
      'play with the first n customers only, 100 or more (default: all, which are 38,400, or those of the example)',
      wholeNumber(100, ALL_CUSTOMERS),
    )
    .option('--no-planted', 'leave the planted effects of subject line and hour out (not with --example)')
    .option(
      '--currents',
      'take events from files of Braze Currents, which the sandbox writes, instead of from exports',
      false,
    )
    .option('--no-serve', 'end after the report instead of serving the web app')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Plays on where it was when the folder exists already; delete the folder to start over. An example has the folder
fitly-demo-NAME unless --folder names another one.

Examples:
  $ fitly demo
  $ fitly demo --days 28 --no-serve --json
  $ fitly demo --currents --folder fitly-demo-currents
  $ fitly demo --list
  $ fitly demo --example winback
`,
    )
    .action(async (given: GivenOptions, command: Command) => {
      const options = completed(given, command);
      if (options.list) return list(options, host.terminal);
      if (options.example !== null && !options.planted)
        command.error("error: '--no-planted' is not for examples: everything in them is planted");
      const home = workspacePaths(resolveFolder(host.terminal, options.folder)).sandbox;
      await demo(withKept(options, keptSettings(home), command), host.terminal);
    });
}

async function list({ json }: DemoOptions, terminal: Terminal): Promise<void> {
  const examples = await describeExamples();
  if (json) return writeJson(terminal, examples);
  const longest = Math.max(...examples.map(({ name }) => name.length));
  const rows = examples.flatMap(({ name, customers, description }) =>
    wrap(description, widthOf(terminal.out) - longest - 'Customers'.length - 4).map((line, index) =>
      index === 0 ? [name, customers.toLocaleString('en-US'), line] : ['', '', line],
    ),
  );
  writeLine(terminal.out, table(['Example', 'Customers', 'What the agent is for'], rows));
  writeLine(terminal.out, '\nPlay one: fitly demo --example NAME');
  writeLine(terminal.out, 'Begin an agent of your own from one: fitly agent new MY_AGENT --template NAME');
}

async function demo(options: DemoOptions, terminal: Terminal): Promise<void> {
  const stage = await chooseStage({ ...options, portFlag: '--sandbox-port' });
  const { agentName } = stage;
  const folder = resolveFolder(terminal, options.folder);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const lock = lockWorkspace(folder, 'fitly demo', Date.now());
  const parts: { open?: OpenStage; server?: Served; workspace?: Workspace } = {};
  try {
    const open = await stage.open(folder);
    parts.open = open;
    await makeWorkspaceOnce(stage, options, terminal, folder, open.sandbox);
    const workspace = await openWorkspace({ folder, now: Date.now, env: terminal.env, lockFor: null, isHeld: true });
    parts.workspace = workspace;
    refuseLateFeed(workspace, options.currents);
    await startOnce(workspace, agentName);
    await saveReportNotes(workspace, agentName, stage.notes);
    const live = liveRuns(Date.now);
    if (options.serve) parts.server = await serveDemo(folder, options, terminal, live);
    await introduce(stage, options, terminal, parts.server ?? null);
    const others = [...open.others, ...currentsOf(workspace, open.sandbox)];
    const onProgress = (event: ProgressEvent): void => live.tell({ kind: 'progress', event });
    await playDays({ ...open, others, options, terminal, workspace, agentName, onProgress });
    await conclude(options, terminal, workspace, agentName);
    await stay(options, terminal, parts.server ?? null);
  } finally {
    await parts.server?.close();
    await parts.workspace?.close();
    await parts.open?.sandbox.close();
    lock.release();
  }
}

async function conclude(
  { json }: DemoOptions,
  terminal: Terminal,
  workspace: Workspace,
  agentName: string,
): Promise<void> {
  const report = await loadReport(workspace, agentName);
  if (report === null) throw new FitlyError('internal', 'no day was played, so there is no report');
  if (json) return writeJson(terminal, report);
  writeLine(terminal.out, `\n${renderReport(report, { width: widthOf(terminal.out), color: wantsColor(terminal) })}`);
}

/** A server, and whether it has the web app. */
export interface Served extends Server {
  readonly appFolder: string | null;
}

async function serveDemo(folder: string, { port }: DemoOptions, terminal: Terminal, live: LiveRuns): Promise<Served> {
  const appFolder = await webAppFolder(terminal);
  const api = await servedApi({
    ...{ folder: { folder, now: Date.now, env: terminal.env }, version: VERSION, live, schedule: live.state },
    publicUrl: `http://127.0.0.1:${port}`,
  });
  return { ...(await startServer({ port, api, appFolder })), appFolder };
}

async function stay({ json }: DemoOptions, terminal: Terminal, server: Served | null): Promise<void> {
  if (server === null) return;
  if (!json) {
    const { address, way } = await whereToLook(server, server.appFolder);
    const shown = styled(address, 'bold', wantsColor(terminal));
    writeLine(terminal.out, `\nOpen: ${shown}   (${way}; Ctrl-C stops, run again to continue)`);
  }
  await untilStopped(terminal.stop);
}
