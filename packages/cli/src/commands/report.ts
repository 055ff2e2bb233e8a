/** `fitly report`: what the agent was worth, in the terminal, as JSON or CSV, or as a page. */
import { FitlyError } from '@fitly/core/errors';
import type { Span } from '@fitly/core/report';
import {
  findOnlyAgentName,
  listFinishedDays,
  loadReport,
  openWorkspace,
  parseDay,
  parseSegment,
  reportCsv,
  servedApi,
  startReportServer,
} from '@fitly/service';
import { type Command, Option } from 'commander';
import type { CommandHost } from '../command-host.ts';
import { folderOption, jsonOption, resolveFolder } from '../folder.ts';
import { wholeNumber } from '../numbers.ts';
import { REPORT_PARTS, type ReportPart, renderReport } from '../render/report/report.ts';
import { type Terminal, untilStopped, wantsColor, widthOf, writeJson, writeLine } from '../terminal.ts';
import { VERSION } from '../version.ts';
import { webAppFolder } from '../web-app.ts';

interface ReportOptions {
  readonly folder: string;
  readonly serve: boolean;
  readonly port: number;
  readonly csv: boolean;
  readonly from?: string;
  readonly to?: string;
  readonly exclude: readonly string[];
  readonly segment?: string;
  readonly part: ReportPart;
  readonly json: boolean;
}

export function addReport(command: Command, host: CommandHost): void {
  command
    .argument('[agent]', 'name of the agent; may be left out when the workspace has one')
    .addOption(folderOption())
    .option('--serve', 'serve the report as a page on 127.0.0.1 until Ctrl-C', false)
    .option('--port <port>', 'port of the page (0 = any free one)', wholeNumber(0, 65_535), 8410)
    .addOption(new Option('--csv', 'print the numbers as CSV').default(false).conflicts('json'))
    .option('--from <day>', 'first day of the key figures and their trends, YYYY-MM-DD')
    .option('--to <day>', 'last day of them')
    .option('--exclude <day>', 'a day that counts nowhere in them; may be repeated', many, [])
    .option(
      '--segment <attribute=value>',
      'whose key figures: customers as they were on each day; comparisons stay those of all',
    )
    .addOption(
      new Option('--part <part>', 'what to print: the summary, or one part in full; --json and --csv hold all of it')
        .choices(REPORT_PARTS)
        .default('summary')
        .conflicts(['json', 'csv']),
    )
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExamples:\n  $ fitly report hillstrom --folder fitly-demo\n  $ fitly report hillstrom --segment channel=Web --from 2026-02-01\n  $ fitly report hillstrom --part insights\n',
    )
    .action((agent: string | undefined, options: ReportOptions) => report(agent, options, host.terminal));
}

const many = (day: string, before: readonly string[]): readonly string[] => [...before, day];

const spanOf = ({ from, to, exclude, segment }: ReportOptions): Span => ({
  ...(from !== undefined && { from: parseDay(from) }),
  ...(to !== undefined && { to: parseDay(to) }),
  excluded: exclude.map(parseDay),
  ...(segment !== undefined && { segment: parseSegment(segment) }),
});

const lookOf = (terminal: Terminal) => ({ width: widthOf(terminal.out), color: wantsColor(terminal) });

async function report(agent: string | undefined, options: ReportOptions, terminal: Terminal): Promise<void> {
  const span = spanOf(options);
  const folder = resolveFolder(terminal, options.folder);
  const workspace = await openWorkspace({ folder, now: Date.now, env: terminal.env, lockFor: null });
  try {
    const name = agent ?? (await findOnlyAgentName(workspace));
    const current = await loadReport(workspace, name, span);
    if (current === null && !options.serve) {
      throw new FitlyError(
        'run_not_found',
        `the agent "${name}" has no finished run yet, so there is nothing to report`,
        {
          next: `run it first: fitly run ${name}`,
        },
      );
    }
    if (options.serve) {
      const server = await startReportServer({
        port: options.port,
        loadReport: () => loadReport(workspace, name),
        reportKey: async () => (await listFinishedDays(workspace, name)).at(-1) ?? '',
        api: await servedApi({
          ...{ folder: { folder, now: Date.now, env: terminal.env }, version: VERSION },
          publicUrl: `http://127.0.0.1:${options.port}`,
        }),
        appFolder: await webAppFolder(terminal),
        progress: () => ({ state: 'idle', day: 0, ofDays: 0, date: null, step: null, message: null }),
      });
      const appLink = await server.appLink();
      if (options.json) writeJson(terminal, { url: server.url, appLink });
      else {
        if (appLink !== null) writeLine(terminal.out, `The app:    ${appLink}   (signs in one browser, once)`);
        writeLine(terminal.out, `The report: ${server.url}   (Ctrl-C stops)`);
        writeLine(terminal.out, `The API:    ${server.url}api/v1   (its key: ${options.folder}/secrets/api.key)`);
      }
      await untilStopped(terminal.stop);
      await server.close();
    } else if (current !== null) {
      if (options.json) writeJson(terminal, current);
      else if (options.csv) terminal.out.write(reportCsv(current));
      else writeLine(terminal.out, renderReport(current, lookOf(terminal), options.part));
    }
  } finally {
    await workspace.close();
  }
}
