/** The command `fitly`: parses the command line, runs one command, turns failures into words and exit codes. */
import { EXIT } from '@fitly/core/errors';
import { CommanderError } from 'commander';
import { commandAudit } from './audit/command-audit.ts';
import { failureCode, reportFailure, USAGE_EXIT } from './failure.ts';
import { buildProgram } from './program.ts';
import type { Terminal } from './terminal.ts';

/** Runs one command; resolves to the exit code (docs/reference/cli.md lists them). */
export async function main(argv: readonly string[], given?: Partial<Terminal>): Promise<number> {
  const stop = new AbortController();
  const release = given?.stop === undefined ? stopOnSignals(stop) : () => {};
  if (given?.out === undefined) process.stdout.on('error', endQuietly);
  const terminal: Terminal = {
    in: process.stdin,
    out: process.stdout,
    err: process.stderr,
    env: process.env,
    cwd: process.cwd(),
    stop: stop.signal,
    ...given,
  };
  const audit = commandAudit(terminal);
  let exitCode: number = EXIT.ok;
  try {
    const exitWith = (code: number): void => {
      exitCode = code;
    };
    const program = await buildProgram({ terminal, exitWith, audit }, argv);
    program.hook('preAction', (_program, command) => audit.begin(command));
    await program.parseAsync([...argv], { from: 'user' });
    // A command that only says what it would do, or whose question was answered with no, has done nothing.
    if (exitCode === EXIT.ok) await audit.end('done');
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : USAGE_EXIT;
    // The failure itself is what has to be told, also where the log fails too.
    await audit.end(failureCode(error)).catch(() => {});
    return reportFailure(error, terminal, argv.includes('--json'));
  } finally {
    release();
  }
}

/** Whoever reads the output may stop reading (`| head`): that is no failure. */
function endQuietly(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit(EXIT.ok);
}

/** One Ctrl-C can arrive twice: from the terminal, and once more from whoever passes signals on. */
const SAME_PRESS_MS = 500;
/** For what is being closed after a stop. */
const LEAVE_MS = 500;

/** The first Ctrl-C or SIGTERM asks for a clean stop; a second one ends the process at once (nothing committed is lost). */
function stopOnSignals(stop: AbortController): () => void {
  let firstAt = Number.NaN;
  const onSignal = (): void => {
    if (stop.signal.aborted) {
      if (performance.now() - firstAt > SAME_PRESS_MS) process.exit(EXIT.interrupted);
      return;
    }
    firstAt = performance.now();
    process.stderr.write('\nStopping after the work in hand (press again to leave at once) …\n');
    stop.abort();
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  return () => {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
    // What the command has left where it stood does not hold the process; it ends with the code that it has by now.
    if (stop.signal.aborted) setTimeout(() => process.exit(), LEAVE_MS).unref();
  };
}
