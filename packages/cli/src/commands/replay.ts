/** `fitly replay`: recomputes a past day from what was stored and compares it with the log, row by row. */
import { EXIT } from '@fitly/core/errors';
import { findOnlyAgentName, openWorkspace, parseDay, type ReplayResult, replayDay } from '@fitly/service';
import type { Command } from 'commander';
import type { CommandHost } from '../command-host.ts';
import { folderOption, jsonOption, resolveFolder } from '../folder.ts';
import { styled, wantsColor, writeJson, writeLine } from '../terminal.ts';

interface ReplayOptions {
  readonly folder: string;
  readonly date: string;
  readonly json: boolean;
}

const SHOWN = 20;

export function addReplay(command: Command, host: CommandHost): void {
  command
    .argument('[agent]', 'name of the agent; may be left out when the workspace has one')
    .addOption(folderOption())
    .requiredOption('--date <day>', 'the day to recompute, YYYY-MM-DD')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExit code 6 when anything differs; each difference is named by row and column, a damaged file by its name.\n\nExample:\n  $ fitly replay hillstrom --folder fitly-demo --date 2026-02-10\n',
    )
    .action((agent: string | undefined, options: ReplayOptions) => replay(agent, options, host));
}

async function replay(agent: string | undefined, options: ReplayOptions, host: CommandHost): Promise<void> {
  const { terminal } = host;
  const day = parseDay(options.date);
  const folder = resolveFolder(terminal, options.folder);
  const workspace = await openWorkspace({ folder, now: Date.now, env: terminal.env, lockFor: null });
  try {
    const name = agent ?? (await findOnlyAgentName(workspace));
    const result = await replayDay({ workspace, agentName: name, day });
    const equal = result.differences.length === 0 && result.damaged.length === 0;
    if (!equal) host.exitWith(EXIT.difference);
    if (options.json) writeJson(terminal, { agent: name, equal, ...result });
    else for (const line of describe(result, wantsColor(terminal))) writeLine(terminal.out, line);
  } finally {
    await workspace.close();
  }
}

function describe(result: ReplayResult, color: boolean): string[] {
  const rows = new Intl.NumberFormat('en-US').format(result.rows);
  const damaged = result.damaged.map((file) => `  ${styled('damaged file', 'red', color)} ${file.path}: ${file.what}`);
  const differences = result.differences
    .slice(0, SHOWN)
    .map(
      (each) => `  row ${each.row}, column ${each.column}: the log says ${each.stored}, recomputed ${each.recomputed}`,
    );
  const more = result.differences.length - differences.length;
  const erased = result.erased === 0 ? [] : [`  ${result.erased} more are tombstones: their customers were erased.`];
  if (damaged.length === 0 && result.differences.length === 0) {
    return [
      `${styled('Equal.', 'green', color)} ${result.day}: ${rows} decisions recomputed, every column of every row as logged.`,
      ...erased,
    ];
  }
  return [
    `${styled('Different.', 'red', color)} ${result.day}: ${rows} decisions recomputed, ${result.differences.length} cell(s) differ.`,
    ...erased,
    ...damaged,
    ...differences,
    ...(more > 0 ? [`  … and ${more} more (--json shows all)`] : []),
  ];
}
