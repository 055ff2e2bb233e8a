/** `fitly import`: customer attributes from a file, the good rows at once, the bad ones set aside with the reason. */
import { findOnlyAgentName, importAttributes, openWorkspace, parseDay } from '@fitly/service';
import type { Command } from 'commander';
import type { CommandHost } from '../command-host.ts';
import { folderOption, jsonOption, resolveFolder } from '../folder.ts';
import { styled, type Terminal, wantsColor, writeJson, writeLine } from '../terminal.ts';

interface ImportOptions {
  readonly folder: string;
  readonly agent?: string;
  readonly id: string;
  readonly date: string;
  readonly json: boolean;
}

export function addImport(program: Command, host: CommandHost): void {
  program
    .command('import')
    .argument('<file>', 'CSV (with a header line) or JSONL, plain or .gz')
    .description('import customer attributes that Braze does not hold; only the allow-listed ones are kept')
    .addOption(folderOption())
    .option('--agent <name>', 'agent whose context attributes are read; may be left out when there is one')
    .option('--id <column>', 'column with the external id', 'external_id')
    .requiredOption('--date <day>', 'day whose evening the attributes describe, YYYY-MM-DD; used by runs after it')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nAttributes in the Braze export win over imported ones. The same file again adds nothing; another one for the same day adds to it.\n\nExample:\n  $ fitly import customers.csv --agent winback --id customer_id --date 2026-03-01\n',
    )
    .action((file: string, options: ImportOptions) => importFile(file, options, host.terminal));
}

async function importFile(file: string, options: ImportOptions, terminal: Terminal): Promise<void> {
  const folder = resolveFolder(terminal, options.folder);
  const day = parseDay(options.date);
  const workspace = await openWorkspace({ folder, now: Date.now, env: terminal.env, lockFor: 'fitly import' });
  try {
    const agentName = options.agent ?? (await findOnlyAgentName(workspace));
    const result = await importAttributes({
      workspace,
      agentName,
      path: resolveFolder(terminal, file),
      idColumn: options.id,
      day,
      now: Date.now(),
    });
    if (options.json) return writeJson(terminal, result);
    const color = wantsColor(terminal);
    if (result.again) return writeLine(terminal.out, 'This file was imported before; nothing was added.');
    writeLine(
      terminal.out,
      `${styled('Imported', 'green', color)} ${result.rows} customers for ${day} (attributes: ${result.attributes.join(', ')}).`,
    );
    if (result.dropped.length > 0)
      writeLine(terminal.out, `  Not allow-listed by the agent, so never kept: ${result.dropped.join(', ')}`);
    for (const [reason, count] of Object.entries(result.quarantined))
      writeLine(terminal.out, `  ${styled(`${count} row(s) set aside`, 'yellow', color)}: ${reason}`);
    if (result.quarantineFile !== null) writeLine(terminal.out, `  Lines and reasons: ${result.quarantineFile}`);
  } finally {
    await workspace.close();
  }
}
