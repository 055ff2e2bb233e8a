/** The command line as a program: every command by name and description, and those that are asked for in full. */
import { Command } from 'commander';
import type { CommandHost } from './command-host.ts';
import { COMMANDS } from './commands.ts';
import { VERSION } from './version.ts';

/**
 * The program with the commands that `argv` needs: the one that it names, or none for a list of all.
 * With `null` every command is there in full, as the reference needs it.
 */
export async function buildProgram(host: CommandHost, argv: readonly string[] | null): Promise<Command> {
  const { terminal } = host;
  const program = new Command('fitly')
    .description(
      'AI decisioning for lifecycle marketing: decides per customer and day, learns, and proves what it was worth.',
    )
    .version(VERSION, '-v, --version')
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
  const called = argv === null ? null : calledName(argv);
  for (const { name, description, load } of COMMANDS) {
    const command = program.command(name).description(description);
    if (called === null || called === name) (await load())(command, host);
  }
  inheritSettings(program);
  return program;
}

/** The first word that is no option; `help run` is about run. */
function calledName(argv: readonly string[]): string | undefined {
  const [first, second] = argv.filter((word) => !word.startsWith('-'));
  return first === 'help' ? second : first;
}

/** Every command, also a nested one, fails the same way: an exception that main turns into words and an exit code. */
function inheritSettings(command: Command): void {
  for (const child of command.commands) {
    child.copyInheritedSettings(command);
    inheritSettings(child);
  }
}
