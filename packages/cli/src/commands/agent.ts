/** `fitly agent`: agent files are made, checked and listed. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newAgentYaml } from '@fitly/contract';
import { type Agent, actionSpace } from '@fitly/core/design';
import { FitlyError } from '@fitly/core/errors';
import {
  type AgentFile,
  agentFiles,
  isWorkspace,
  listAgentStates,
  openWorkspace,
  readAgentFile,
  workspacePaths,
} from '@fitly/service';
import type { Command } from 'commander';
import type { CommandHost } from '../command-host.ts';
import { folderOption, jsonOption, resolveFolder } from '../folder.ts';
import { table } from '../render/table.ts';
import { styled, type Terminal, wantsColor, writeJson, writeLine } from '../terminal.ts';

interface AgentOptions {
  readonly folder: string;
  readonly json: boolean;
}

export function addAgent(program: Command, host: CommandHost): void {
  const agent = program
    .command('agent')
    .description('make, check and list agent files')
    .addHelpText('after', '\nExample:\n  $ fitly agent list\n');
  agent
    .command('new')
    .argument('<name>', 'lower-case letters, digits and underscores')
    .description('write a commented starter file agents/<name>.yaml')
    .addOption(folderOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ fitly agent new winback\n')
    .action((name: string, options: AgentOptions) => create(name, options, host.terminal));
  agent
    .command('validate')
    .argument('[files...]', 'agent files or names (default: all agents of the workspace)')
    .description('check agent files: everything that is wrong at once, and what is not active yet')
    .addOption(folderOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExamples:\n  $ fitly agent validate\n  $ fitly agent validate examples/hillstrom/agent.yaml --json\n',
    )
    .action((files: string[], options: AgentOptions) => validate(files, options, host.terminal));
  agent
    .command('list')
    .description('list the agents of the workspace with their runs')
    .addOption(folderOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ fitly agent list --folder fitly-demo\n')
    .action((options: AgentOptions) => list(options, host.terminal));
}

async function create(name: string, options: AgentOptions, terminal: Terminal): Promise<void> {
  if (!/^[a-z][a-z0-9_]{0,62}$/.test(name)) {
    throw new FitlyError('agent_file_invalid', `"${name}" cannot be an agent's name`, {
      next: 'use lower-case letters, digits and underscores, beginning with a letter, e.g. repeat_purchase',
    });
  }
  const folder = resolveFolder(terminal, options.folder);
  if (!(await isWorkspace(folder))) {
    throw new FitlyError('workspace_missing', `${folder} is not a Fitly workspace`, {
      next: `make one with: fitly init --folder ${options.folder}`,
    });
  }
  const { agents } = workspacePaths(folder);
  await mkdir(agents, { recursive: true });
  const path = join(agents, `${name}.yaml`);
  try {
    await writeFile(path, newAgentYaml(name), { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new FitlyError('workspace_exists', `${path} exists already; nothing was changed`, {
      next: 'choose another name, or edit the file',
    });
  }
  if (options.json) writeJson(terminal, { path });
  else writeLine(terminal.out, `Wrote ${path}\nEdit it, then check it with: fitly agent validate ${name}`);
}

async function validate(given: readonly string[], options: AgentOptions, terminal: Terminal): Promise<void> {
  const folder = resolveFolder(terminal, options.folder);
  const { agents } = workspacePaths(folder);
  const paths = given.length === 0 ? await agentFiles(agents) : given.map((each) => pathOf(each, agents, terminal));
  if (paths.length === 0) {
    throw new FitlyError('file_not_found', `there is no agent file in ${agents}`, {
      next: 'name a file, or make one with: fitly agent new NAME',
    });
  }
  const checked: AgentFile[] = [];
  for (const path of paths) checked.push(await readAgentFile(path));
  if (options.json) {
    writeJson(
      terminal,
      checked.map(({ path, agent, inactive }) => ({
        path,
        agent: agent.name,
        valid: true,
        actions: sizeOf(agent),
        inactive,
      })),
    );
    return;
  }
  for (const file of checked) for (const line of describe(file, wantsColor(terminal))) writeLine(terminal.out, line);
}

const pathOf = (given: string, agents: string, terminal: Terminal): string =>
  /[/\\]|\.ya?ml$/.test(given) ? resolveFolder(terminal, given) : join(agents, `${given}.yaml`);

const sizeOf = (agent: Agent): number => actionSpace(agent.dimensions).size;

function describe({ path, agent, inactive }: AgentFile, color: boolean): string[] {
  const dimensions = agent.dimensions.map((each) => `${each.id} (${each.options.length})`).join(' × ');
  const shares = Object.entries(agent.groups)
    .map(([group, share]) => `${group} ${Math.round(share * 1000) / 10} %`)
    .join(', ');
  const lines = [
    `${styled('Valid.', 'green', color)} ${path}`,
    `  ${dimensions} = ${sizeOf(agent)} actions; ${agent.context.length} context attributes`,
    `  ${shares}`,
  ];
  if (inactive.length === 0) return [...lines, '  Everything in this file is active in this version.'];
  return [
    ...lines,
    `  ${styled('Not active yet', 'yellow', color)} in this version (read and kept, but without effect; such an agent may send to a sandbox only):`,
    ...inactive.map((each) => `    ${each.path}: ${each.reason}`),
  ];
}

async function list(options: AgentOptions, terminal: Terminal): Promise<void> {
  const folder = resolveFolder(terminal, options.folder);
  const workspace = await openWorkspace({ folder, now: Date.now, env: terminal.env, lockFor: null });
  try {
    const states = await listAgentStates(workspace);
    if (options.json) writeJson(terminal, states);
    else if (states.length === 0) writeLine(terminal.out, 'No agents yet. Make one with: fitly agent new NAME');
    else {
      const rows = states.map((each) => [
        each.name,
        each.valid ? 'valid' : 'has mistakes',
        String(each.runs),
        each.lastDay ?? '—',
        each.unfinished ? 'yes' : 'no',
      ]);
      writeLine(terminal.out, table(['agent', 'file', 'runs', 'newest', 'unfinished'], rows));
    }
  } finally {
    await workspace.close();
  }
}
