/** `fitly import retry`: the repaired file, imported as the first one was. */
import { FitlyError } from '@fitly/core/errors';
import {
  dropQuarantineEntry,
  findQuarantineEntry,
  openWorkspace,
  type QuarantineEntry,
  quarantineEntries,
  type Retried,
  retryImport,
  type Workspace,
} from '@fitly/service';
import type { Command } from 'commander';
import type { CommandHost } from '../../command-host.ts';
import { folderOption, jsonOption, resolveFolder } from '../../folder.ts';
import { renderDropped, renderNotRetried, renderRetried } from '../../render/quarantine.ts';
import { readProgressLine } from '../../render/read-progress.ts';
import { type Terminal, wantsColor, writeJson, writeLine } from '../../terminal.ts';

interface RetryOptions {
  readonly folder: string;
  readonly file?: string;
  readonly drop?: boolean;
  readonly json: boolean;
}

export function addRetry(parent: Command, host: CommandHost): void {
  parent
    .command('retry')
    .argument('[entry]', 'name of the entry or its file in quarantine/; all; may be left out when there is one')
    .description('import what was set aside once more, from the repaired file and as it was imported before')
    .addOption(folderOption())
    .option('--file <file>', 'the repaired file, whole or only its repaired rows; default: where the first one was')
    .option('--drop', 'give up on the rows instead: the entry and its file are removed')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
What is there already adds nothing. Attributes fill what the day does not know yet, and change nothing else. The entry goes
when the repaired file has at least as many rows as were set aside; what is still bad in it becomes a new entry.

Examples:
  $ fitly import retry --file orders-repaired.csv
  $ fitly import retry all
`,
    )
    .action(async (name: string | undefined, options: RetryOptions, command: Command) => {
      if (options.drop === true && options.file !== undefined) command.error("error: '--drop' needs no '--file'");
      if (name === 'all' && options.file !== undefined)
        command.error("error: '--file' goes with one entry: name it, or repair the files where they were");
      await retry(name ?? null, options, host);
    });
}

async function retry(name: string | null, options: RetryOptions, { terminal, audit }: CommandHost): Promise<void> {
  const folder = resolveFolder(terminal, options.folder);
  const workspace = await openWorkspace({ folder, now: Date.now, env: terminal.env, lockFor: 'fitly import retry' });
  try {
    const entries = await entriesOf(workspace, name, options);
    audit.note({ after: { entries: entries.map((each) => each.name), dropped: options.drop === true } });
    if (options.drop === true) await dropAll(workspace, entries, options, terminal);
    else await retryAll(workspace, entries, options, terminal);
  } finally {
    await workspace.close();
  }
}

/** `all`: those that came by `fitly import`; giving up takes the others too. */
async function entriesOf(
  workspace: Workspace,
  name: string | null,
  { drop }: RetryOptions,
): Promise<readonly QuarantineEntry[]> {
  if (name !== 'all') return [await findQuarantineEntry(workspace, name)];
  return (await quarantineEntries(workspace)).filter(({ importedAs }) => drop === true || importedAs !== null);
}

async function retryAll(
  workspace: Workspace,
  entries: readonly QuarantineEntry[],
  { file, json }: RetryOptions,
  terminal: Terminal,
): Promise<void> {
  const done: Retried[] = [];
  const failed: { readonly entry: QuarantineEntry; readonly error: FitlyError }[] = [];
  for (const entry of entries) {
    const progress = readProgressLine(terminal);
    const path = file === undefined ? null : resolveFolder(terminal, file);
    try {
      const retried = await retryImport({ workspace, entry, path, now: Date.now(), tell: progress.tell });
      done.push(retried);
      if (!json) for (const line of renderRetried(retried, wantsColor(terminal))) writeLine(terminal.out, line);
    } catch (error) {
      // Of several files one may be gone or broken: the others are retried all the same.
      if (!(error instanceof FitlyError) || error.code === 'internal' || entries.length === 1) throw error;
      failed.push({ entry, error });
      if (!json) writeLine(terminal.out, renderNotRetried(entry, error));
    } finally {
      progress.done();
    }
  }
  if (json)
    writeJson(terminal, {
      retried: done,
      failed: failed.map(({ entry, error }) => ({ entry, code: error.code, message: error.message })),
    });
  else if (entries.length === 0) writeLine(terminal.out, 'Nothing was set aside by an import.');
  if (failed.length > 0) throw notAll(failed.length, entries.length, failed[0]!.error);
}

const notAll = (failed: number, of: number, { code }: FitlyError): FitlyError =>
  new FitlyError(code, `${failed} of ${of} entries could not be retried; they stay as they are`, {
    next: 'mend what is said above of each, or name its repaired file: fitly import retry NAME --file REPAIRED',
  });

async function dropAll(
  workspace: Workspace,
  entries: readonly QuarantineEntry[],
  { json }: RetryOptions,
  terminal: Terminal,
): Promise<void> {
  for (const entry of entries) await dropQuarantineEntry(workspace, entry);
  if (json) return writeJson(terminal, { dropped: entries.map(({ name }) => name) });
  for (const entry of entries) writeLine(terminal.out, renderDropped(entry));
}
