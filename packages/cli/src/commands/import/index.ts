/** `fitly import`: attributes, events or activations from a file, the good rows at once, the bad ones set aside with the reason. */
import { basename } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import {
  findOnlyAgentName,
  importActivations,
  importAttributes,
  importEvents,
  openWorkspace,
  parseDay,
  type ReadProgress,
  type Workspace,
} from '@fitly/service';
import { type Command, Option } from 'commander';
import type { CommandHost } from '../../command-host.ts';
import { folderOption, jsonOption, resolveFolder } from '../../folder.ts';
import { type ImportDone, renderImport } from '../../render/import.ts';
import { readProgressLine } from '../../render/read-progress.ts';
import { wantsColor, writeJson, writeLine } from '../../terminal.ts';
import { infer } from './infer.ts';
import { addQuarantine } from './quarantine.ts';
import { addRetry } from './retry.ts';

const KINDS = ['attributes', 'events', 'activations'] as const;

interface ImportOptions {
  readonly folder: string;
  readonly kind: (typeof KINDS)[number];
  readonly agent?: string;
  readonly id: string;
  readonly date?: string;
  readonly insteadOfExports?: boolean;
  readonly kindConfirmed?: boolean;
  readonly infer?: boolean;
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
  $ fitly import --infer customers.csv
`;

/**
 * Garbage of millions of rows is cleared before the heap has doubled: the same file of events takes 400 to 460 MB in each run,
 * instead of 440 to 570 by chance. A snapshot would pay a fifth of its time for it.
 */
const keepHeapSmall = (): void => setFlagsFromString('--heap-growing-percent=30');

export function addImport(command: Command, host: CommandHost): void {
  command
    // `import retry --file F` means the file of the retry.
    .enablePositionalOptions()
    .argument('<file>', 'CSV (with a header line) or JSONL, plain, .gz or .zst, or Parquet')
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
    .option('--kind-confirmed', 'the kind is right, whatever the rows look like')
    .option('--infer', 'import nothing; say what the file is and which feed of fitly.yaml would take it')
    .addOption(jsonOption())
    .addHelpText('after', HELP)
    .action(async (file: string, options: ImportOptions, command: Command) => {
      if (options.kind !== 'attributes') keepHeapSmall();
      const wrong = misused(options);
      if (wrong !== null) command.error(`error: ${wrong}`);
      if (options.infer === true) await infer(file, options, host.terminal);
      else await importFile(file, options, host);
    });
  addQuarantine(command, host);
  addRetry(command, host);
}

/** Options that do not go with the kind. */
function misused({ kind, date, agent, insteadOfExports, infer: isInferred }: ImportOptions): string | null {
  if (isInferred === true) return null;
  if (kind === 'attributes' && date === undefined) return "attributes need '--date <day>', the day that they describe";
  if (kind !== 'attributes' && date !== undefined)
    return `'--date' is for attributes only: ${kind} carry their own instants`;
  if (kind === 'activations' && agent !== undefined)
    return "'--agent' is not for activations: decision ids name the agent";
  if (kind !== 'events' && insteadOfExports === true) return "'--instead-of-exports' is for events only";
  return null;
}

async function importFile(file: string, options: ImportOptions, { terminal, audit }: CommandHost): Promise<void> {
  audit.note({ object: `file ${basename(file)}`, after: { kind: options.kind } });
  const folder = resolveFolder(terminal, options.folder);
  if (options.date !== undefined) parseDay(options.date);
  const workspace = await openWorkspace({ folder, now: Date.now, env: terminal.env, lockFor: 'fitly import' });
  const progress = readProgressLine(terminal);
  try {
    const done = await importKind(workspace, resolveFolder(terminal, file), options, progress.tell);
    progress.done();
    audit.note({ after: { kind: options.kind, ...countsOf(done) } });
    if (options.json) return writeJson(terminal, done.result);
    for (const line of renderImport(done, wantsColor(terminal))) writeLine(terminal.out, line);
  } finally {
    progress.done();
    await workspace.close();
  }
}

const countsOf = ({ result: { rows, quarantined } }: ImportDone) => ({
  rows,
  setAside: Object.values(quarantined).reduce((sum, each) => sum + each, 0),
});

async function importKind(
  workspace: Workspace,
  path: string,
  options: ImportOptions,
  tell: (progress: ReadProgress) => void,
): Promise<ImportDone> {
  const { kindConfirmed = false } = options;
  const how = { workspace, path, now: Date.now(), tell };
  switch (options.kind) {
    case 'attributes': {
      const agentName = options.agent ?? (await findOnlyAgentName(workspace));
      const day = parseDay(options.date ?? '');
      const result = await importAttributes({ ...how, agentName, idColumn: options.id, day, kindConfirmed });
      return { kind: 'attributes', day, result };
    }
    case 'events': {
      const { insteadOfExports = false, agent: agentName = null, id: idColumn } = options;
      return {
        kind: 'events',
        result: await importEvents({ ...how, idColumn, agentName, insteadOfExports, kindConfirmed }),
      };
    }
    case 'activations':
      return { kind: 'activations', result: await importActivations(how) };
  }
}
