/** All commands in the order in which a person meets them; each file of `commands/` adds one. */
import { Command } from 'commander';
import type { CommandHost } from './command-host.ts';
import { addAdopt } from './commands/adopt.ts';
import { addAgent } from './commands/agent/index.ts';
import { addBraze } from './commands/braze/index.ts';
import { addCustomer } from './commands/customer/index.ts';
import { addDemo } from './commands/demo.ts';
import { addDoctor } from './commands/doctor.ts';
import { addEvaluate } from './commands/evaluate.ts';
import { addExplain } from './commands/explain.ts';
import { addFeeds } from './commands/feeds.ts';
import { addImport } from './commands/import/index.ts';
import { addInit } from './commands/init.ts';
import { addPreflight } from './commands/preflight.ts';
import { addReplay } from './commands/replay.ts';
import { addReport } from './commands/report.ts';
import { addRun } from './commands/run.ts';
import { addSandbox } from './commands/sandbox.ts';
import type { Terminal } from './terminal.ts';

export function buildProgram(terminal: Terminal, exitWith: (code: number) => void): Command {
  const program = new Command('fitly')
    .description(
      'AI decisioning for lifecycle marketing: decides per customer and day, learns, and proves what it was worth.',
    )
    .version('0.1.0', '-v, --version')
    // `agent restore NAME --version 2` means the version of the agent.
    .enablePositionalOptions()
    .helpCommand('help [command]', 'show the help of a command')
    .showHelpAfterError('(add --help for the options and an example)')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out.write(text),
      writeErr: (text) => terminal.err.write(text),
    })
    .addHelpText(
      'after',
      '\nExample:\n  $ fitly demo          real customers, 56 virtual days, the report in your browser\n',
    );
  const host: CommandHost = { terminal, exitWith };
  for (const add of [
    addDemo,
    addInit,
    addDoctor,
    addSandbox,
    addAgent,
    addBraze,
    addPreflight,
    addImport,
    addFeeds,
    addRun,
    addReport,
    addEvaluate,
    addExplain,
    addReplay,
    addCustomer,
    addAdopt,
  ]) {
    add(program, host);
  }
  // Every command, also a nested one, fails the same way: an exception that main turns into words and an exit code.
  const inherit = (command: Command): void => {
    for (const child of command.commands) {
      child.copyInheritedSettings(command);
      inherit(child);
    }
  };
  inherit(program);
  return program;
}
