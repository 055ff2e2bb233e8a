/** `fitly customer export`: everything that is stored about one customer. */
import {
  customerObjectOfKey,
  type ExportedRow,
  type ExportOfCustomer,
  exportCustomer,
  openWorkspace,
} from '@fitly/service';
import type { Command } from 'commander';
import type { CommandHost } from '../../command-host.ts';
import { folderOption, jsonOption, resolveFolder } from '../../folder.ts';
import { styled, wantsColor, writeJson, writeLine } from '../../terminal.ts';

interface ExportOptions {
  readonly folder: string;
  readonly json: boolean;
}

export function addExport(customer: Command, host: CommandHost): void {
  customer
    .command('export')
    .argument('<id>', 'external id of the customer, as in Braze; it is hashed and kept nowhere')
    .description('print everything that is stored about one customer, table by table')
    .addOption(folderOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nEvery table that holds customers is listed, also where it has nothing of this one.\n\nExamples:\n  $ fitly customer export mtd-00042 --folder fitly-demo\n  $ fitly customer export mtd-00042 --folder fitly-demo --json > mtd-00042.json\n',
    )
    .action((id: string, options: ExportOptions) => exportOne(id, options, host));
}

async function exportOne(id: string, options: ExportOptions, { terminal, audit }: CommandHost): Promise<void> {
  const folder = resolveFolder(terminal, options.folder);
  const workspace = await openWorkspace({ folder, now: Date.now, env: terminal.env, lockFor: null });
  try {
    const exported = await exportCustomer(workspace, id);
    audit.note({ object: customerObjectOfKey(workspace, exported.customerKey) });
    await audit.flush();
    if (options.json) writeJson(terminal, exported);
    else for (const line of describe(exported, wantsColor(terminal))) writeLine(terminal.out, line);
  } finally {
    await workspace.close();
  }
}

/** Newest rows that the text shows of a table; the JSON has all. */
const SHOWN = 5;

function describe({ customerKey, erased, tables }: ExportOfCustomer, color: boolean): string[] {
  const rows = Object.values(tables).reduce((sum, each) => sum + each.length, 0);
  const head = `Customer key ${customerKey}: ${rows} row(s) in ${Object.keys(tables).length} tables.`;
  const state = erased
    ? ['This customer was erased: nothing is taken in about them any more.']
    : rows === 0
      ? ['Nothing is stored about this customer.']
      : [];
  const empty = Object.keys(tables).filter((table) => tables[table]!.length === 0);
  return [
    head,
    ...state,
    ...Object.entries(tables).flatMap(([table, each]) => (each.length === 0 ? [] : linesOf(table, each, color))),
    ...(empty.length === 0 ? [] : ['', `Nothing in: ${empty.join(', ')}.`]),
  ];
}

function linesOf(table: string, rows: readonly ExportedRow[], color: boolean): string[] {
  const older = rows.length - SHOWN;
  return [
    '',
    `${styled(table, 'bold', color)}  ${rows.length} row(s)`,
    ...(older > 0 ? [`  … ${older} older (--json shows all)`] : []),
    ...rows.slice(-SHOWN).map((row) => `  ${rowText(row)}`),
  ];
}

const rowText = (row: ExportedRow): string =>
  Object.entries(row)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
