/** `fitly agent new`: a commented file to begin with, and a draft of that name. */
import { newAgentYaml } from '@fitly/contract';
import { createAgent, yamlOfUseCase } from '@fitly/service';
import type { Command } from 'commander';
import { authorOf, byOption } from '../../author.ts';
import type { CommandHost } from '../../command-host.ts';
import { examplesInWords } from '../../examples/catalogue.ts';
import { folderAgain, folderOption, jsonOption } from '../../folder.ts';
import { type Terminal, writeJson, writeLine } from '../../terminal.ts';
import { inWorkspace } from './in-workspace.ts';

interface NewOptions {
  readonly folder: string;
  readonly template?: string;
  readonly by?: string;
  readonly json: boolean;
}

export function addNew(agent: Command, { terminal }: CommandHost): void {
  agent
    .command('new')
    .argument('<name>', 'lower-case letters, digits and underscores')
    .description('write a commented starter file agents/<name>.yaml; the agent is a draft until it is started')
    .addOption(folderOption())
    .option('--template <example>', `begin from the agent of a use case, ${examplesInWords()}`)
    .addOption(byOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
A template is the agent file of an example, with the ids of its sandbox; see it at work with: fitly demo --example NAME

Examples:
  $ fitly agent new winback
  $ fitly agent new autumn_winback --template winback
`,
    )
    .action((name: string, options: NewOptions) => create(name, options, terminal));
}

async function create(name: string, options: NewOptions, terminal: Terminal): Promise<void> {
  const yaml = options.template === undefined ? newAgentYaml(name) : await yamlOfUseCase(options.template, name);
  const { path } = await inWorkspace(terminal, options.folder, 'fitly agent new', (workspace) =>
    createAgent(workspace, { name, yaml, by: authorOf(terminal, options.by) }),
  );
  if (options.json) return writeJson(terminal, { path, state: 'draft' });
  const again = folderAgain(options.folder);
  writeLine(terminal.out, `Wrote ${path} (a draft: nothing runs until it is started)`);
  writeLine(terminal.out, `Edit it, check it with: fitly agent validate ${name}${again}`);
  writeLine(terminal.out, `Then start it with:     fitly agent start ${name}${again}`);
}
