/** `fitly agent list`: the agents of a workspace, each in its state. */
import { listAgentStates } from '@fitly/service';
import type { Command } from 'commander';
import type { CommandHost } from '../../command-host.ts';
import { folderOption, jsonOption } from '../../folder.ts';
import { table } from '../../render/table.ts';
import { type Terminal, writeJson, writeLine } from '../../terminal.ts';
import { inWorkspace } from './in-workspace.ts';

interface ListOptions {
  readonly folder: string;
  readonly json: boolean;
}

export function addList(agent: Command, { terminal }: CommandHost): void {
  agent
    .command('list')
    .description('list the agents of the workspace with their states and runs')
    .addOption(folderOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ fitly agent list --folder fitly-demo\n')
    .action((options: ListOptions) => list(options, terminal));
}

async function list(options: ListOptions, terminal: Terminal): Promise<void> {
  const agents = await inWorkspace(terminal, options.folder, null, listAgentStates);
  if (options.json) return writeJson(terminal, agents);
  if (agents.length === 0) return writeLine(terminal.out, 'No agents yet. Make one with: fitly agent new NAME');
  const rows = agents.map((each) => [
    each.name,
    each.killed ? `${each.state}, killed` : each.state,
    each.valid ? 'valid' : 'has mistakes',
    String(each.runs),
    each.lastDay ?? '—',
    each.unfinished ? 'yes' : 'no',
  ]);
  writeLine(terminal.out, table(['agent', 'state', 'file', 'runs', 'newest', 'unfinished'], rows));
}
