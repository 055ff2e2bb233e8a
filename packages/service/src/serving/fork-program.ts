/** A process of the product's own beside this one. It takes what this one has compiled: that is most of what its start costs. */
import { type ChildProcess, fork } from 'node:child_process';
import { getCompileCacheDir } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

type Env = Readonly<Record<string, string | undefined>>;

export function forkProgram(program: URL, env: Env): ChildProcess {
  return fork(fileURLToPath(program), {
    env: { ...compiled(), ...env } as NodeJS.ProcessEnv,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
}

/** Node keeps it in a folder of its version, whose name it adds by itself. */
function compiled(): Env {
  const folder = getCompileCacheDir();
  return folder === undefined ? {} : { NODE_COMPILE_CACHE: dirname(folder) };
}
