/** `fitly agent plan` and `apply`: agent files that are kept somewhere else, in a repository say, become those of the workspace. */
import { EXIT, FitlyError } from '@fitly/core/errors';
import {
  type AgentFile,
  type AppliedAgent,
  applyAgents,
  type Proposal,
  planAgents,
  proposeAgents,
  readAgentFile,
} from '@fitly/service';
import type { Command } from 'commander';
import { authorOf, byOption } from '../../author.ts';
import type { CommandHost } from '../../command-host.ts';
import { consentTo } from '../../consent.ts';
import { folderAgain, folderOption, jsonOption, resolveFolder } from '../../folder.ts';
import { plannedLines, proposedLines } from '../../render/plan.ts';
import { elapsedMs, type Terminal, wantsColor, widthOf, writeJson, writeLine } from '../../terminal.ts';
import { inWorkspace } from './in-workspace.ts';

interface PlanOptions {
  readonly folder: string;
  readonly json: boolean;
}

interface ApplyOptions extends PlanOptions {
  readonly plan?: string;
  readonly yes: boolean;
  readonly by?: string;
}

const PLAN_HELP = `
Says for each file what differs from what the workspace has, whom the next run would decide for otherwise and what would refuse, by playing it on a
copy of the data with and without the file; and what the past says it is worth, with its interval or why there is none. Writes, sends and keeps nothing.

Examples:
  $ fitly agent plan agents-in-git/winback.yaml
  $ fitly agent plan agents-in-git/winback.yaml agents-in-git/loyalty.yaml --json
`;

const APPLY_HELP = `
Shows what differs, asks, writes the files and keeps their versions; a new one becomes a draft. With --plan it is refused where the workspace or a file has
changed since that plan was made. To go back: fitly agent restore NAME --version N, then fitly agent save NAME.

Examples:
  $ fitly agent apply agents-in-git/winback.yaml
  $ fitly agent apply agents-in-git/winback.yaml --plan 4b1f0c5d2a7e9c30 --yes
`;

export function addPlan(agent: Command, host: CommandHost): void {
  agent
    .command('plan')
    .argument('<files...>', 'agent files, wherever they lie')
    .description('say what would change tomorrow if these files were the agents’')
    .addOption(folderOption())
    .addOption(jsonOption())
    .addHelpText('after', PLAN_HELP)
    .action((files: readonly string[], options: PlanOptions) => plan(files, options, host.terminal));
  agent
    .command('apply')
    .argument('<files...>', 'agent files, wherever they lie')
    .description('make these files the agents’, after showing what differs (asks)')
    .addOption(folderOption())
    .option('--plan <id>', 'only what this plan showed')
    .option('--yes', 'I have read what differs', false)
    .addOption(byOption())
    .addOption(jsonOption())
    .addHelpText('after', APPLY_HELP)
    .action((files: readonly string[], options: ApplyOptions) => apply(files, options, host));
}

const readAll = (files: readonly string[], terminal: Terminal): Promise<AgentFile[]> =>
  Promise.all(files.map((file) => readAgentFile(resolveFolder(terminal, file))));

const lookOf = (terminal: Terminal) => ({ width: widthOf(terminal.out), color: wantsColor(terminal) });

async function plan(paths: readonly string[], options: PlanOptions, terminal: Terminal): Promise<void> {
  const files = await readAll(paths, terminal);
  const planned = await inWorkspace(terminal, options.folder, null, (workspace) =>
    planAgents({ workspace, files, signal: terminal.stop, onProgress: () => {}, elapsedMs }),
  );
  if (options.json) return writeJson(terminal, planned);
  for (const each of planned.agents) {
    for (const line of plannedLines(each, lookOf(terminal))) writeLine(terminal.out, line);
    writeLine(terminal.out, '');
  }
  const again = folderAgain(options.folder);
  writeLine(terminal.out, `Next: fitly agent apply ${paths.join(' ')} --plan ${planned.id}${again}`);
}

async function apply(paths: readonly string[], options: ApplyOptions, host: CommandHost): Promise<void> {
  const { terminal, exitWith, audit } = host;
  const files = await readAll(paths, terminal);
  audit.note({ object: `agents ${files.map(({ agent }) => agent.name).join(', ')}` });
  const shown = await inWorkspace(terminal, options.folder, null, (workspace) => proposeAgents(workspace, files));
  if (!options.json) show(shown, terminal);
  const again = folderAgain(options.folder);
  const consent = await consentTo('Apply this?', terminal, options.yes);
  if (consent === 'refused') {
    writeLine(terminal.out, 'Nothing was changed.');
    return exitWith(EXIT.input);
  }
  if (consent === 'not_asked') {
    throw new FitlyError('plan_refused', 'whether these files are to be applied was not said', {
      next: `say it: fitly agent apply ${paths.join(' ')} --plan ${shown.id} --yes${again}`,
    });
  }
  const request = { files, plan: options.plan ?? shown.id, agreed: true, by: authorOf(terminal, options.by) };
  const applied = await inWorkspace(terminal, options.folder, 'fitly agent apply', (workspace) =>
    applyAgents(workspace, request),
  );
  const versions = applied.map(({ agent, version }) => `${agent} ${version ?? 'draft'}`);
  audit.note({ after: { plan: request.plan, versions } });
  if (options.json) return writeJson(terminal, { plan: request.plan, agents: applied });
  for (const each of applied) for (const line of doneLines(each, again)) writeLine(terminal.out, line);
}

function show({ agents }: Proposal, terminal: Terminal): void {
  for (const each of agents) {
    for (const line of proposedLines(each, lookOf(terminal))) writeLine(terminal.out, line);
    writeLine(terminal.out, '');
  }
}

function doneLines({ agent, kind, version, before }: AppliedAgent, again: string): string[] {
  if (kind === 'unchanged' && version === before) return [`${agent}: nothing was changed.`];
  if (kind === 'new') return [`${agent} is a draft. Next: fitly agent start ${agent}${again}`];
  if (version === null) return [`${agent}: the draft was written.`];
  const back = before === null ? [] : [`To go back: fitly agent restore ${agent} --version ${before}${again}`];
  return [`${agent} is version ${version}; it counts from the next run on.`, ...back];
}
