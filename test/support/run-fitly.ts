/** Runs the command `fitly` as a person would: the launcher, in a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const LAUNCHER = fileURLToPath(new URL('../../packages/cli/bin/fitly.js', import.meta.url));

export interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly finished: Promise<Finished>;
  /** Resolves when the text has appeared on standard output; rejects when the process ends without it. */
  waitFor(text: string): Promise<string>;
}

/** Starts it in a process group of its own, so that a test can end it with everything that it started. */
export const startFitly = (args: readonly string[], env: Record<string, string> = {}, cwd?: string): Running =>
  startProgram(process.execPath, [LAUNCHER, ...args], env, cwd);

/**
 * As the tests within this process: a test leaves nothing in the home folder of whoever runs it, and what was sent there is
 * noted inside of the workspace alone.
 */
const { HOME: _home, XDG_STATE_HOME: _state, FITLY_STATE_FOLDER: _marks, ...WITHOUT_HOME } = process.env;

/** Any program, in the same way. */
export function startProgram(
  program: string,
  args: readonly string[],
  env: Record<string, string> = {},
  cwd?: string,
): Running {
  const child = spawn(program, [...args], {
    detached: true,
    env: { ...WITHOUT_HOME, NO_COLOR: '1', ...env },
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const texts = { out: '', err: '' };
  const listeners = new Set<() => void>();
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    texts.out += text;
    for (const listener of listeners) listener();
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    texts.err += text;
  });
  const finished = new Promise<Finished>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal, ...texts }));
  });
  const waitFor = (text: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (!texts.out.includes(text)) return;
        listeners.delete(look);
        resolve(texts.out);
      };
      listeners.add(look);
      look();
      void finished.then(({ code, err }) => reject(new Error(`ended with ${code} before "${text}": ${err}`)));
    });
  return { child, finished, waitFor };
}

export const fitly = (args: readonly string[], env: Record<string, string> = {}, cwd?: string): Promise<Finished> =>
  startFitly(args, env, cwd).finished;
