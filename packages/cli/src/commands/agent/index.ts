/** `fitly agent`: agent files are made, checked, started, changed and stopped. Each file of this folder adds one command. */
import type { Command } from 'commander';
import type { CommandHost } from '../../command-host.ts';
import { addDiff } from './diff.ts';
import { addHealth } from './health.ts';
import { addHistory } from './history.ts';
import { addKill } from './kill.ts';
import { addList } from './list.ts';
import { addLive } from './live.ts';
import { addMoves } from './move.ts';
import { addNew } from './new.ts';
import { addPlan } from './plan.ts';
import { addRestore } from './restore.ts';
import { addSave } from './save.ts';
import { addSource } from './source.ts';
import { addStart } from './start.ts';
import { addValidate } from './validate.ts';

export function addAgent(agent: Command, host: CommandHost): void {
  agent.addHelpText(
    'after',
    `
An agent begins as a draft. start lets it run, pause and resume hold it, stop ends it for good.

Examples:
  $ fitly agent list
  $ fitly agent start winback
`,
  );
  for (const add of [
    ...[addNew, addValidate, addList, addStart, addLive, addMoves, addKill],
    ...[addPlan, addDiff, addSave, addHistory, addHealth, addRestore, addSource],
  ])
    add(agent, host);
}
