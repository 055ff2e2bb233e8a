/** Searches the bytes of a workspace again and again while somebody works in it, so that files are seen that do not stay. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { setTimeout } from 'node:timers/promises';

export interface Watched {
  readonly looks: number;
  /** Paths of all files that were ever there, relative to the workspace. */
  readonly seen: ReadonlySet<string>;
  /** Those that held one of the texts. */
  readonly held: ReadonlySet<string>;
}

const PAUSE_MS = 5;

/** Looks until `work` is done, and once more; `sandbox/` is left out. Upper and lower case are the same. */
export async function watchWorkspace(
  folder: string,
  texts: readonly string[],
  work: () => Promise<void>,
): Promise<Watched> {
  const wanted = texts.map((text) => text.toLowerCase());
  const seen = new Set<string>();
  const held = new Set<string>();
  const read = new Map<string, string>();
  const look = async (): Promise<void> => {
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      const path = relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/');
      if (!entry.isFile() || path.startsWith('sandbox/')) continue;
      seen.add(path);
      // What has not changed was searched before; a file that is gone by now held nothing that could be read later.
      const state = await stat(join(folder, path), { bigint: true }).catch(() => null);
      const version = `${state?.size} ${state?.mtimeNs}`;
      if (state === null || read.get(path) === version) continue;
      read.set(path, version);
      const lower = (await readFile(join(folder, path), 'latin1').catch(() => '')).toLowerCase();
      if (wanted.some((each) => lower.includes(each))) held.add(path);
    }
  };
  let looks = 0;
  let done = false;
  const working = work().finally(() => {
    done = true;
  });
  while (!done) {
    await look();
    looks += 1;
    await setTimeout(PAUSE_MS);
  }
  await working;
  await look();
  return { looks: looks + 1, seen, held };
}
