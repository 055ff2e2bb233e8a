/** `fitly braze campaigns|canvases|segments|templates`: what there is in Braze, to pick ids from; templates also go both ways. */
import { BRAZE_LISTS, type BrazeItem, type BrazeList, listBraze, segmentHistory } from '@fitly/service';
import type { Command } from 'commander';
import type { CommandHost } from '../../command-host.ts';
import { folderOption, jsonOption } from '../../folder.ts';
import { table } from '../../render/table.ts';
import { type Terminal, writeJson, writeLine } from '../../terminal.ts';
import { inWorkspace } from '../agent/in-workspace.ts';
import { addImportTemplates } from './import-templates.ts';
import { addProbe } from './probe.ts';
import { addPushTemplates } from './push-templates.ts';

interface ListOptions {
  readonly folder: string;
  readonly connection?: string;
  readonly search?: string;
  readonly history?: string;
  readonly json: boolean;
}

const WHAT: Readonly<Record<BrazeList, string>> = {
  campaigns: 'list campaigns with their state and how they are triggered',
  canvases: 'list canvases with their state and how they are triggered',
  segments: 'list segments with their size, where Braze tracks it',
  templates: 'list e-mail templates, and move their content between Braze and agent files',
};

export function addBraze(braze: Command, host: CommandHost): void {
  const { terminal } = host;
  braze.addHelpText('after', '\nExample:\n  $ fitly braze segments\n');
  for (const list of BRAZE_LISTS) {
    const command = braze
      .command(list)
      .description(WHAT[list])
      .addOption(folderOption())
      .option('--connection <name>', 'connection of fitly.yaml (default: the only one)')
      .option('--search <text>', 'only those whose name, id or tag holds this')
      .addOption(jsonOption())
      .addHelpText('after', `\nExample:\n  $ fitly braze ${list} --search winter\n`)
      .action((options: ListOptions) =>
        options.history === undefined ? show(list, options, terminal) : showHistory(options.history, options, terminal),
      );
    if (list === 'segments') command.option('--history <id>', 'sizes of one segment by day, and what was unusual');
    if (list === 'templates') addMoves(command, host);
  }
  addProbe(braze, host);
}

async function showHistory(segmentId: string, options: ListOptions, terminal: Terminal): Promise<void> {
  const { connection = null } = options;
  const days = await inWorkspace(terminal, options.folder, null, (workspace) =>
    segmentHistory(workspace, { segmentId, connection }),
  );
  if (options.json) return writeJson(terminal, { segment: segmentId, days });
  if (days.length === 0)
    return writeLine(
      terminal.out,
      'No sizes: Braze does not track this segment (analytics tracking is off), or it is empty.',
    );
  const rows = days.map(({ day, size, unusual }) => [day, size.toLocaleString('en-US'), unusual ?? '']);
  writeLine(terminal.out, table(['day', 'size', 'unusual'], rows));
}

/** The list and its subcommands have options of the same names: each takes those behind its own name. */
function addMoves(templates: Command, host: CommandHost): void {
  templates.enablePositionalOptions();
  for (const add of [addImportTemplates, addPushTemplates]) add(templates, host);
}

async function show(list: BrazeList, options: ListOptions, terminal: Terminal): Promise<void> {
  const { connection = null, search = null } = options;
  const items = await inWorkspace(terminal, options.folder, null, (workspace) =>
    listBraze(workspace, { list, connection, search }),
  );
  if (options.json) return writeJson(terminal, { [list]: items });
  if (items.length === 0)
    return writeLine(terminal.out, search === null ? `No ${list}.` : `No ${list} with "${search}".`);
  writeLine(terminal.out, listTable(list, items));
}

/** Columns that this kind of thing has. */
function listTable(list: BrazeList, items: readonly BrazeItem[]): string {
  const common = (item: BrazeItem): string[] => [item.id, item.name, item.tags.join(', ')];
  const edited = ({ editedAt }: BrazeItem): string =>
    editedAt === null ? '' : new Date(editedAt).toISOString().slice(0, 10);
  const heads = ['id', 'name', 'tags'];
  if (list === 'segments') {
    const size = ({ size }: BrazeItem): string => (size === null ? 'not tracked' : size.toLocaleString('en-US'));
    return table(
      [...heads, 'size'],
      items.map((item) => [...common(item), size(item)]),
    );
  }
  if (list === 'templates')
    return table(
      [...heads, 'edited'],
      items.map((item) => [...common(item), edited(item)]),
    );
  const more = (item: BrazeItem): string[] => [edited(item), item.state ?? '', item.trigger ?? ''];
  return table(
    [...heads, 'edited', 'state', 'trigger'],
    items.map((item) => [...common(item), ...more(item)]),
  );
}
