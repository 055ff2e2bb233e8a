import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import process from 'node:process';

/** What a loader says when the system lacks a library that Node 26 is linked against (bare Debian images lack it). */
const LOADER_FAILED = 127;

/**
 * Runs a program in this one's place: same input and output, every signal handed on once.
 *
 * @param {string} path
 * @param {readonly string[]} args
 * @param {Record<string, string | undefined>} env
 * @returns {Promise<number>} its exit code, 128 + n when signal n ended it, 4 when it could not be started
 */
export function relay(path, args, env) {
  return new Promise((resolve) => {
    const child = spawn(path, args, { stdio: 'inherit', env });
    const release = handOnSignals(child);
    child.once('error', (error) => {
      release();
      process.stderr.write(`fitly: cannot start ${path}: ${error.message}. Run \`npm ci\` in the folder of Fitly.\n`);
      resolve(4);
    });
    child.once('exit', (code, signal) => {
      release();
      if (code === LOADER_FAILED) {
        process.stderr.write(
          'fitly: the Node that npm brought could not start here. If it named libatomic.so.1, install that library ' +
            '(Debian and Ubuntu: `apt-get install libatomic1`; Fedora: `dnf install libatomic`).\n',
        );
      }
      resolve(signal === null ? code : 128 + constants.signals[signal]);
    });
  });
}

/**
 * A terminal sends Ctrl-C to every process in the foreground, the child among them: handing it on would make two of it,
 * and the second means "leave at once". Without a terminal only this process was meant, so it is handed on.
 */
function handOnSignals(child) {
  const onTerminal = [process.stdin, process.stdout, process.stderr].some((stream) => stream.isTTY);
  const handlers = ['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => {
    const fromTerminal = onTerminal && signal === 'SIGINT';
    const handler = () => {
      if (!fromTerminal) child.kill(signal);
    };
    process.on(signal, handler);
    return [signal, handler];
  });
  return () => {
    for (const [signal, handler] of handlers) process.off(signal, handler);
  };
}
