/** `fitly agent pause`, `resume` and `stop`: one row of the history each, and in words what happens from now on. */
import { type LifeMove, type LifeState, movedTo } from '@fitly/core/design';
import { EXIT } from '@fitly/core/errors';
import { asAgentName } from '@fitly/core/terms';
import { lifeStateOfAgent, moveAgent, requireAgent, type Workspace } from '@fitly/service';
import type { Command } from 'commander';
import { authorOf, byOption } from '../../author.ts';
import type { CommandHost } from '../../command-host.ts';
import { folderAgain, folderOption, jsonOption } from '../../folder.ts';
import { styled, wantsColor, writeJson, writeLine } from '../../terminal.ts';
import { inWorkspace } from './in-workspace.ts';

type Move = Exclude<LifeMove, 'start'>;

interface MoveOptions {
  readonly folder: string;
  readonly note?: string;
  readonly by?: string;
  readonly yes?: boolean;
  readonly json: boolean;
}

const DESCRIPTIONS: Readonly<Record<Move, string>> = {
  pause: 'hold a running agent: nothing is sent, what was sent is still measured and learned from',
  resume: 'let a paused agent decide again, with everything it has learned',
  stop: 'end an agent for good: it only measures until its last decision has matured (asks for --yes)',
};

const PAUSE_HELP = `
What an unfinished day had planned and not sent yet is not sent any more, also where its run is under way just now: before its next
request leaves, that run looks.
`;

export function addMoves(agent: Command, host: CommandHost): void {
  for (const move of ['pause', 'resume', 'stop'] as const) {
    const command = agent
      .command(move)
      .argument('<name>', 'name of the agent')
      .description(DESCRIPTIONS[move])
      .addOption(folderOption())
      .option('--note <text>', 'why, for the history')
      .addOption(byOption())
      .addOption(jsonOption());
    if (move === 'stop') command.option('--yes', 'I know that this is final');
    const example = {
      pause: 'pause winback --note holidays',
      resume: 'resume winback',
      stop: 'stop winback --yes',
    };
    command
      .addHelpText('after', `${move === 'resume' ? '' : PAUSE_HELP}\nExample:\n  $ fitly agent ${example[move]}\n`)
      .action((name: string, options: MoveOptions) => change(move, name, options, host));
  }
}

async function change(move: Move, name: string, options: MoveOptions, host: CommandHost): Promise<void> {
  const { terminal } = host;
  if (move === 'stop' && options.yes !== true) return explainStop(name, options, host);
  const by = authorOf(terminal, options.by);
  const moved = await inWorkspace(terminal, options.folder, null, async (workspace) => {
    await requireAgent(workspace, name);
    return moveAgent(workspace, { agent: asAgentName(name), move, by, note: options.note ?? null });
  });
  host.audit.note({ before: { state: moved.from }, after: { state: moved.state } });
  if (options.json) return writeJson(terminal, { ...moved, changed: true });
  const [head, ...rest] = AFTERWARDS[move](name, folderAgain(options.folder));
  writeLine(
    terminal.out,
    `${styled(HEADS[move], move === 'resume' ? 'green' : 'yellow', wantsColor(terminal))} ${head}`,
  );
  for (const line of rest) writeLine(terminal.out, line);
}

const HEADS: Readonly<Record<Move, string>> = { pause: 'Paused.', resume: 'Running.', stop: 'Stopped.' };

const AFTERWARDS: Readonly<Record<Move, (name: string, again: string) => readonly string[]>> = {
  pause: (name, again) => [
    `${name} decides and sends nothing from now on.`,
    'Go on running it every day: outcomes still come in, are learned from and are measured.',
    `Next: fitly agent resume ${name}${again}`,
  ],
  resume: (name, again) => [
    `${name} decides again from the next run on, with everything it has learned.`,
    `Next: fitly run ${name}${again}`,
  ],
  stop: (name, again) => [
    `${name} decides nothing any more.`,
    'Run it until its last decision has matured, so that the final report is complete; then a run says that it is done.',
    `Next: fitly run ${name}${again}`,
  ],
};

/** What a stop would do; exit code 2, since the command line lacks --yes. Throws where a stop is not allowed anyway. */
async function explainStop(name: string, options: MoveOptions, host: CommandHost): Promise<void> {
  const { terminal } = host;
  const state = await inWorkspace(terminal, options.folder, null, (workspace) => stateOf(workspace, name));
  movedTo(name, state, 'stop');
  host.exitWith(EXIT.usage);
  if (options.json) return writeJson(terminal, { agent: name, state, changed: false, needs: '--yes' });
  const command = `fitly agent stop ${name} --yes${folderAgain(options.folder)}`;
  for (const line of [
    `${name} is ${state}. Nothing was changed, because stopping is final:`,
    '  - it never decides or sends again, and cannot be started again under this name;',
    '  - what it decided is measured until the last horizon has closed;',
    '  - its history, its reports and what it has learned are kept.',
    `To hold it for a while: fitly agent pause ${name}${folderAgain(options.folder)}`,
    `To stop it for good:    ${command}`,
  ])
    writeLine(terminal.out, line);
}

async function stateOf(workspace: Workspace, name: string): Promise<LifeState> {
  await requireAgent(workspace, name);
  return lifeStateOfAgent(workspace, asAgentName(name));
}
