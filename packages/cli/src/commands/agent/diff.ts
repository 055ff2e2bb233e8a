/** `fitly agent diff`: what differs between two versions of an agent file, line by line and in its meaning. */
import { type AgentDiff, diffAgent } from '@fitly/service';
import { type Command, InvalidArgumentError } from 'commander';
import type { CommandHost } from '../../command-host.ts';
import { folderOption, jsonOption } from '../../folder.ts';
import { wholeNumber } from '../../numbers.ts';
import { changeLines } from '../../render/changes.ts';
import { diffLines } from '../../render/diff.ts';
import { styled, type Terminal, wantsColor, widthOf, writeJson, writeLine } from '../../terminal.ts';
import { inWorkspace } from './in-workspace.ts';

interface DiffOptions {
  readonly folder: string;
  readonly from?: number;
  readonly to: number | 'file';
  readonly json: boolean;
}

export const versionNumber = wholeNumber(1, 1_000_000);

export function addDiff(agent: Command, { terminal }: CommandHost): void {
  agent
    .command('diff')
    .argument('<name>', 'name of the agent')
    .description('show what differs between two versions of an agent, line by line, and what each change means')
    .addOption(folderOption())
    .option('--from <version>', 'the older side (default: the newest saved version)', versionNumber)
    .option('--to <version>', 'the newer side: a version, or the file on disk', versionOrFile, 'file')
    .addOption(jsonOption())
    .addHelpText('after', '\nExamples:\n  $ fitly agent diff winback\n  $ fitly agent diff winback --from 1 --to 2\n')
    .action((name: string, options: DiffOptions) => show(name, options, terminal));
}

function versionOrFile(text: string): number | 'file' {
  if (text === 'file') return 'file';
  if (/^\d+$/.test(text)) return versionNumber(text);
  throw new InvalidArgumentError('It must be a version such as 3, or the word file.');
}

async function show(agentName: string, options: DiffOptions, terminal: Terminal): Promise<void> {
  const diff = await inWorkspace(terminal, options.folder, null, (workspace) =>
    diffAgent(workspace, { agentName, from: options.from ?? null, to: options.to }),
  );
  if (options.json) return writeJson(terminal, diff);
  for (const line of describe(diff, terminal)) writeLine(terminal.out, line);
}

function describe({ agent, from, to, lines, changes }: AgentDiff, terminal: Terminal): string[] {
  const color = wantsColor(terminal);
  const side = (version: number | 'file'): string => (version === 'file' ? 'file on disk' : `version ${version}`);
  const heads = [`--- ${agent}, ${side(from)}`, `+++ ${agent}, ${side(to)}`];
  if (lines.length === 0) return [`${agent}: ${side(from)} and ${side(to)} are the same.`];
  const meaning =
    changes.length === 0
      ? ['Only comments or layout changed: no effect.']
      : ['What it means:', ...changeLines(changes, { width: widthOf(terminal.out), color })];
  return [...heads.map((head) => styled(head, 'bold', color)), ...diffLines(lines, color), '', ...meaning];
}
