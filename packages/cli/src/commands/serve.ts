/** `fitly serve`: every agent of the workspace runs by itself when it is due; the web app and the API are served beside. */
import { FitlyError } from '@fitly/core/errors';
import { parseDay, type RunnerNews, serveWorkspace, unlessStopped } from '@fitly/service';
import type { Command } from 'commander';
import { authorOf } from '../author.ts';
import type { CommandHost } from '../command-host.ts';
import { folderOption, resolveFolder } from '../folder.ts';
import { wholeNumber } from '../numbers.ts';
import { newsPrinter } from '../render/news.ts';
import { type Terminal, untilStopped, writeLine } from '../terminal.ts';
import { VERSION } from '../version.ts';
import { webAppFolder, writeAddresses } from '../web-app.ts';

interface ServeOptions {
  readonly folder: string;
  readonly port: number;
  readonly until?: string;
  readonly host: string;
  readonly publicUrl?: string;
  readonly json: boolean;
}

export function addServe(command: Command, host: CommandHost): void {
  command
    .addOption(folderOption())
    .option('--port <port>', 'port of the web app and the API (0 = any free one)', wholeNumber(0, 65_535), 8410)
    .option('--host <address>', 'address to listen on; another than this machine’s needs --public-url', '127.0.0.1')
    .option(
      '--public-url <url>',
      'https:// address of the proxy in front, by which browsers come; everybody signs in then',
    )
    .option('--until <day>', 'end once every agent has run this date, YYYY-MM-DD (default: run on until it is stopped)')
    .option('--json', 'print one JSON object a line for everything that happens', false)
    .addHelpText(
      'after',
      `
Each agent runs once per date, at the time and in the zone of its file. Drafts wait to be started; a paused agent learns and sends
nothing. fitly run and every other command go on working beside it. Ctrl-C or SIGTERM stops it within ten seconds; what was begun
is taken up at the next start. Against a sandbox days take no longer than their runs, since its clock is moved on.

Examples:
  $ fitly serve --folder fitly-data
  $ fitly serve --folder fitly-demo --until 2026-03-31
  $ fitly serve --port 0 --json
  $ fitly serve --public-url https://fitly.example.com
`,
    )
    .action((options: ServeOptions) => serve(options, host.terminal));
}

async function begin(options: ServeOptions, terminal: Terminal, onNews: (news: RunnerNews) => void) {
  const appFolder = await webAppFolder(terminal);
  const service = await serveWorkspace({
    folder: resolveFolder(terminal, options.folder),
    env: terminal.env,
    now: Date.now,
    port: options.port,
    until: options.until === undefined ? null : parseDay(options.until),
    by: authorOf(terminal, undefined),
    version: VERSION,
    appFolder,
    reach: { host: options.host, publicUrl: options.publicUrl ?? null },
    onNews,
    signal: terminal.stop,
  });
  return { service, appFolder };
}

/** Nothing has been run before it serves, so a stop is no failure. */
function nullIfStopped(error: unknown): null {
  if (error instanceof FitlyError && error.code === 'interrupted') return null;
  throw error;
}

async function serve(options: ServeOptions, terminal: Terminal): Promise<void> {
  const write = (value: object): void => writeLine(terminal.out, JSON.stringify(value));
  const print = newsPrinter(terminal);
  const onNews = options.json ? (news: RunnerNews) => write(news) : print;
  const begun = await unlessStopped(begin(options, terminal, onNews), terminal.stop).catch(nullIfStopped);
  if (begun === null) {
    if (options.json) write({ kind: 'stopped', longestPauseMs: 0 });
    else writeLine(terminal.out, 'Stopped before anything was run.');
    return;
  }
  const { service, appFolder } = begun;
  if (options.json) write({ kind: 'serving', url: service.url, appLink: await service.appLink() });
  else await writeAddresses(terminal, service, { appFolder, folder: options.folder });
  const stopWaiting = new AbortController();
  await Promise.race([untilStopped(AbortSignal.any([terminal.stop, stopWaiting.signal])), service.ended]);
  stopWaiting.abort();
  const { longestPauseMs } = await service.stop();
  const rounded = Math.round(longestPauseMs * 10) / 10;
  if (options.json) write({ kind: 'stopped', longestPauseMs: rounded });
  else writeLine(terminal.out, `Stopped. It was never busy for longer than ${rounded} ms at a time.`);
}
