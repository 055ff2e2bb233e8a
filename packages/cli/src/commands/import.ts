/** `fitly import`: attributes, events or activations from a file, the good rows at once, the bad ones set aside with the reason. */
import {
  findOnlyAgentName,
  importActivations,
  importAttributes,
  importEvents,
  openWorkspace,
  parseDay,
  type Workspace,
} from '@fitly/service';
import { type Command, Option } from 'commander';
import type { CommandHost } from '../command-host.ts';
import { folderOption, jsonOption, resolveFolder } from '../folder.ts';
import { type ImportDone, renderImport } from '../render/import.ts';
import { type Terminal, wantsColor, writeJson, writeLine } from '../terminal.ts';

const KINDS = ['attributes', 'events', 'activations'] as const;

interface ImportOptions {
  readonly folder: string;
  readonly kind: (typeof KINDS)[number];
  readonly agent?: string;
  readonly id: string;
  readonly date?: string;
  readonly insteadOfExports?: boolean;
  readonly json: boolean;
}

const HELP = `
attributes  <id>, and columns named after context attributes. Those of a Braze export win over imported ones.
events      <id>, event, at, and where there are any amount, id and the fields under success.fields. Counted by every
            agent whose success event it is. at is an ISO instant with a zone, or epoch milliseconds.
activations decision_id, and where there are any status (activated, not_activated) and activated_at: what another
            platform did with a recommendation file.
The same file again adds nothing.

Examples:
  $ fitly import customers.csv --agent winback --id customer_id --date 2026-03-01
  $ fitly import orders.parquet --kind events --id customer_id
  $ fitly import sent.jsonl --kind activations
`;

export function addImport(program: Command, host: CommandHost): void {
  program
    .command('import')
    .argument('<file>', 'CSV (with a header line) or JSONL, plain or .gz, or Parquet')
    .description('import customer attributes, success events or activations; only what the agents declare is kept')
    .addOption(folderOption())
    .addOption(new Option('--kind <kind>', 'what the rows are').choices(KINDS).default('attributes'))
    .option(
      '--agent <name>',
      'attributes: agent whose context is read, may be left out when there is one; events: only this agent',
    )
    .option('--id <column>', 'column with the external id', 'external_id')
    .option(
      '--date <day>',
      'attributes only, and needed there: day whose evening they describe, YYYY-MM-DD; used by runs after it',
    )
    .option(
      '--instead-of-exports',
      'events only: take over an event that Braze exports have brought so far; they are ignored from here on',
    )
    .addOption(jsonOption())
    .addHelpText('after', HELP)
    .action(async (file: string, options: ImportOptions, command: Command) => {
      const wrong = misused(options);
      if (wrong !== null) command.error(`error: ${wrong}`);
      await importFile(file, options, host.terminal);
    });
}

/** Options that do not go with the kind. */
function misused({ kind, date, agent, insteadOfExports }: ImportOptions): string | null {
  if (kind === 'attributes' && date === undefined) return "attributes need '--date <day>', the day that they describe";
  if (kind !== 'attributes' && date !== undefined)
    return `'--date' is for attributes only: ${kind} carry their own instants`;
  if (kind === 'activations' && agent !== undefined)
    return "'--agent' is not for activations: decision ids name the agent";
  if (kind !== 'events' && insteadOfExports === true) return "'--instead-of-exports' is for events only";
  return null;
}

async function importFile(file: string, options: ImportOptions, terminal: Terminal): Promise<void> {
  const folder = resolveFolder(terminal, options.folder);
  if (options.date !== undefined) parseDay(options.date);
  const workspace = await openWorkspace({ folder, now: Date.now, env: terminal.env, lockFor: 'fitly import' });
  try {
    const done = await importKind(workspace, resolveFolder(terminal, file), options);
    if (options.json) return writeJson(terminal, done.result);
    for (const line of renderImport(done, wantsColor(terminal))) writeLine(terminal.out, line);
  } finally {
    await workspace.close();
  }
}

async function importKind(workspace: Workspace, path: string, options: ImportOptions): Promise<ImportDone> {
  const now = Date.now();
  switch (options.kind) {
    case 'attributes': {
      const agentName = options.agent ?? (await findOnlyAgentName(workspace));
      const day = parseDay(options.date ?? '');
      const result = await importAttributes({ workspace, agentName, path, idColumn: options.id, day, now });
      return { kind: 'attributes', day, result };
    }
    case 'events': {
      const { insteadOfExports = false, agent: agentName = null, id: idColumn } = options;
      return {
        kind: 'events',
        result: await importEvents({ workspace, path, idColumn, agentName, insteadOfExports, now }),
      };
    }
    case 'activations':
      return { kind: 'activations', result: await importActivations({ workspace, path, now }) };
  }
}
