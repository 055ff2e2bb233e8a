/** `fitly agent history`: who did what to an agent, and when. */
import { type AgentHistory, agentHistory } from '@fitly/service';
import type { Command } from 'commander';
import type { CommandHost } from '../../command-host.ts';
import { folderAgain, folderOption, jsonOption } from '../../folder.ts';
import { table } from '../../render/table.ts';
import { styled, type Terminal, wantsColor, writeJson, writeLine } from '../../terminal.ts';
import { inWorkspace } from './in-workspace.ts';

interface HistoryOptions {
  readonly folder: string;
  readonly json: boolean;
}

export function addHistory(agent: Command, { terminal }: CommandHost): void {
  agent
    .command('history')
    .argument('<name>', 'name of the agent')
    .description('show the states and the saved versions of an agent: when, who and what changed')
    .addOption(folderOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ fitly agent history winback\n')
    .action((name: string, options: HistoryOptions) => show(name, options, terminal));
}

async function show(name: string, options: HistoryOptions, terminal: Terminal): Promise<void> {
  const history = await inWorkspace(terminal, options.folder, null, (workspace) => agentHistory(workspace, name));
  if (options.json) return writeJson(terminal, asJson(history));
  const color = wantsColor(terminal);
  const states = history.states.map(({ state, at, by, note }) => [state, minute(at), by ?? '—', note ?? '']);
  const versions = history.versions.map(({ version, at, by, summary }) => [
    `version ${version}`,
    minute(at),
    by ?? '—',
    summary,
  ]);
  writeLine(
    terminal.out,
    `${styled(name, 'bold', color)} is ${history.state === 'draft' ? 'a draft' : history.state}.`,
  );
  if (states.length > 0) writeLine(terminal.out, `\n${table(['state', 'since (UTC)', 'who', 'note'], states)}`);
  if (versions.length > 0)
    writeLine(terminal.out, `\n${table(['file', 'saved (UTC)', 'who', 'what changed'], versions)}`);
  const again = folderAgain(options.folder);
  const next = versions.length === 0 ? `start ${name}${again}` : `diff ${name}${again}`;
  writeLine(terminal.out, `\nNext: fitly agent ${next}`);
}

const minute = (at: number): string => new Date(at).toISOString().slice(0, 16).replace('T', ' ');

const asJson = ({ agent, state, states, versions }: AgentHistory): object => ({
  agent,
  state,
  states: states.map((each) => ({ ...each, at: new Date(each.at).toISOString() })),
  versions: versions.map((each) => ({ ...each, at: new Date(each.at).toISOString() })),
});
