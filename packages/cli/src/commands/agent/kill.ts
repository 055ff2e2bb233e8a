/** `fitly agent kill` and `release`: the kill switch. It works while a run is under way, and outlives every restart. */
import { FitlyError } from '@fitly/core/errors';
import { EVERY_AGENT, halt, release, requireAgent } from '@fitly/service';
import type { Command } from 'commander';
import { authorOf, byOption } from '../../author.ts';
import type { CommandHost } from '../../command-host.ts';
import { folderAgain, folderOption, jsonOption, resolveFolder } from '../../folder.ts';
import { styled, type Terminal, wantsColor, writeJson, writeLine } from '../../terminal.ts';
import { inWorkspace } from './in-workspace.ts';

interface SwitchOptions {
  readonly folder: string;
  readonly all: boolean;
  readonly note?: string;
  readonly by?: string;
  readonly json: boolean;
}

const KILL_HELP = `
Within seconds no message leaves any more, also of a run that is under way; what was planned and had not left is not sent
(reason: killed). A recommendation file (mode file) that was written stays; none is written meanwhile, and nothing on profiles. It stays so, through restarts, until release. Deciding, learning and measuring go on.

Examples:
  $ fitly agent kill winback --note wrong-prices
  $ fitly agent kill --all
`;

const RELEASE_HELP = `
What was not sent while the switch was pulled stays unsent; the next run sends again.

Examples:
  $ fitly agent release winback
  $ fitly agent release --all
`;

export function addKill(agent: Command, { terminal, audit }: CommandHost): void {
  agent
    .command('kill')
    .argument('[name]', 'name of the agent; left out with --all')
    .description('send nothing more, from this second on, also in a run that is under way')
    .addOption(folderOption())
    .option('--all', 'every agent of the workspace', false)
    .option('--note <text>', 'why')
    .addOption(byOption())
    .addOption(jsonOption())
    .addHelpText('after', KILL_HELP)
    .action(async (name: string | undefined, options: SwitchOptions) => {
      const who = await named(name, options, terminal);
      if (options.all) audit.note({ action: 'killEveryAgent' });
      const by = authorOf(terminal, options.by);
      await halt(resolveFolder(terminal, options.folder), who, { by, at: Date.now(), note: options.note ?? null });
      tell(terminal, options, who, true);
    });
  agent
    .command('release')
    .argument('[name]', 'name of the agent; left out with --all')
    .description('let an agent send again that was killed')
    .addOption(folderOption())
    .option('--all', 'what `kill --all` has stopped', false)
    .option('--note <text>', 'why')
    .addOption(byOption())
    .addOption(jsonOption())
    .addHelpText('after', RELEASE_HELP)
    .action(async (name: string | undefined, options: SwitchOptions) => {
      const who = await named(name, options, terminal);
      if (options.all) audit.note({ action: 'releaseEveryAgent' });
      await release(resolveFolder(terminal, options.folder), who);
      tell(terminal, options, who, false);
    });
}

/** Throws `agent_unknown` for a name that no agent has, and for neither or both of a name and `--all`. */
async function named(name: string | undefined, { folder, all }: SwitchOptions, terminal: Terminal): Promise<string> {
  if ((name !== undefined) === all) {
    throw new FitlyError('agent_unknown', all ? 'a name and --all were given' : 'no agent was named', {
      next: 'give the name of one agent, or --all',
    });
  }
  await inWorkspace(terminal, folder, null, (workspace) =>
    name === undefined ? Promise.resolve(null) : requireAgent(workspace, name).then(() => null),
  );
  return name ?? EVERY_AGENT;
}

function tell(terminal: Terminal, { folder, all, json }: SwitchOptions, who: string, isKilled: boolean): void {
  if (json) {
    writeJson(terminal, { agent: who, killed: isKilled });
    return;
  }
  const what = all ? 'Every agent' : who;
  const color = wantsColor(terminal);
  if (isKilled) {
    writeLine(terminal.out, `${styled('Killed.', 'red', color)} ${what} sends nothing from now on.`);
    writeLine(
      terminal.out,
      `Next, when it may send again: fitly agent release ${all ? '--all' : who}${folderAgain(folder)}`,
    );
  } else writeLine(terminal.out, `${styled('Released.', 'green', color)} ${what} sends again from the next run on.`);
}
