/** `fitly demo`: the whole product on real customers, with nothing to install and nobody to ask. */
import { mkdir } from 'node:fs/promises';
import { keptSettings, type Sandbox, worldNotes } from '@fitly/braze-sandbox';
import { FitlyError } from '@fitly/core/errors';
import {
  listFinishedDays,
  loadReport,
  lockWorkspace,
  openWorkspace,
  type Progress,
  type ReportServer,
  runAgent,
  saveReportNotes,
  startReportServer,
  type Workspace,
  workspacePaths,
} from '@fitly/service';
import type { Command } from 'commander';
import type { CommandHost } from '../command-host.ts';
import { introduce } from '../demo/introduce.ts';
import {
  AGENT,
  ALL_CUSTOMERS,
  type DemoOptions,
  makeWorkspaceOnce,
  openSandbox,
  startOnce,
  withKept,
} from '../demo/set-up.ts';
import { folderOption, jsonOption, resolveFolder } from '../folder.ts';
import { wholeNumber } from '../numbers.ts';
import { pageProgress, progressPrinter } from '../render/progress.ts';
import { renderReport } from '../render/report.ts';
import {
  elapsedMs,
  styled,
  type Terminal,
  untilStopped,
  wantsColor,
  widthOf,
  writeJson,
  writeLine,
} from '../terminal.ts';

export function addDemo(program: Command, host: CommandHost): void {
  program
    .command('demo')
    .description('play real customers through a local Braze sandbox for 56 virtual days, then show what it was worth')
    .addOption(folderOption('fitly-demo'))
    .option('--days <n>', 'virtual days to have played in all', wholeNumber(1, 3_650), 56)
    .option('--port <port>', 'port of the report page (0 = any free one)', wholeNumber(0, 65_535), 8410)
    .option('--sandbox-port <port>', 'port of the Braze sandbox (0 = any free one)', wholeNumber(0, 65_535), 8411)
    .option('--seed <seed>', 'seed of the sandbox audience and of all draws', '1')
    .option('--customers <n>', 'play with the first n customers only', wholeNumber(100, ALL_CUSTOMERS), ALL_CUSTOMERS)
    .option('--no-planted', 'leave the planted effects of subject line and hour out')
    .option('--no-serve', 'end after the report instead of serving it')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Plays on where it was when the folder exists already; delete the folder to start over.

Examples:
  $ fitly demo
  $ fitly demo --days 28 --no-serve --json
`,
    )
    .action((options: DemoOptions, command: Command) => {
      const home = workspacePaths(resolveFolder(host.terminal, options.folder)).sandbox;
      return demo(withKept(options, keptSettings(home), command), host.terminal);
    });
}

async function demo(options: DemoOptions, terminal: Terminal): Promise<void> {
  const folder = resolveFolder(terminal, options.folder);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const lock = lockWorkspace(folder, 'fitly demo');
  const parts: { sandbox?: Sandbox; server?: ReportServer; workspace?: Workspace } = {};
  try {
    parts.sandbox = await openSandbox(options, folder);
    await makeWorkspaceOnce(options, terminal, folder, parts.sandbox);
    const workspace = await openWorkspace({ folder, now: Date.now, env: terminal.env, lockFor: null });
    parts.workspace = workspace;
    await startOnce(workspace);
    await saveReportNotes(workspace, AGENT, worldNotes(options));
    const progress = new DemoProgress(options.days);
    if (options.serve) {
      parts.server = await startReportServer({
        port: options.port,
        loadReport: () => loadReport(workspace, AGENT),
        reportKey: async () => (await listFinishedDays(workspace, AGENT)).at(-1) ?? '',
        progress: () => progress.current,
      });
    }
    introduce(options, terminal, parts.server?.url ?? null);
    await playDays(options, terminal, workspace, progress);
    await conclude(options, terminal, workspace, parts.server?.url ?? null);
  } finally {
    await parts.server?.close();
    await parts.workspace?.close();
    await parts.sandbox?.close();
    lock.release();
  }
}

/** What the page is told about the days that are being played. */
class DemoProgress {
  current: Progress;
  constructor(ofDays: number) {
    this.current = { state: 'idle', day: 0, ofDays, date: null, step: null, message: null };
  }
}

async function playDays(
  options: DemoOptions,
  terminal: Terminal,
  workspace: Workspace,
  progress: DemoProgress,
): Promise<void> {
  const finished = await listFinishedDays(workspace, AGENT);
  const print = options.json ? () => {} : progressPrinter(terminal, { ofDays: options.days });
  if (finished.length > 0 && !options.json) {
    const what =
      finished.length >= options.days
        ? 'all of them; nothing left to play'
        : `continuing with day ${finished.length + 1}`;
    writeLine(terminal.out, `  ${finished.length} of ${options.days} days were played earlier: ${what}.\n`);
  }
  try {
    for (let number = finished.length + 1; number <= options.days; number++) {
      await runAgent({
        workspace,
        agentName: AGENT,
        day: null,
        signal: terminal.stop,
        elapsedMs,
        onProgress: (event) => {
          progress.current = pageProgress(progress.current, event, number);
          print(event, number);
        },
      });
      if (terminal.stop.aborted) throw stopped();
    }
    progress.current = { ...progress.current, state: 'done', step: null };
  } catch (error) {
    const message = error instanceof FitlyError ? `${error.message}. ${error.next ?? ''}` : null;
    progress.current = { ...progress.current, state: terminal.stop.aborted ? 'stopped' : 'failed', message };
    throw error;
  }
}

const stopped = (): FitlyError =>
  new FitlyError('interrupted', 'stopped as asked; everything that was finished is kept', {
    next: 'run the same command again: it continues where it stopped',
  });

async function conclude(
  options: DemoOptions,
  terminal: Terminal,
  workspace: Workspace,
  url: string | null,
): Promise<void> {
  const report = await loadReport(workspace, AGENT);
  if (report === null) throw new FitlyError('internal', 'no day was played, so there is no report');
  if (options.json) writeJson(terminal, report);
  else
    writeLine(terminal.out, `\n${renderReport(report, { width: widthOf(terminal.out), color: wantsColor(terminal) })}`);
  if (url === null) return;
  if (!options.json)
    writeLine(
      terminal.out,
      `\nThe report: ${styled(url, 'bold', wantsColor(terminal))}   (Ctrl-C stops; run again to continue)`,
    );
  await untilStopped(terminal.stop);
}
