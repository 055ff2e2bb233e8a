/** What a browser fetches as JavaScript before the first page can be shown, as it comes over a line that compresses. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

export interface LoadedFile {
  readonly file: string;
  readonly gzipBytes: number;
}

interface Chunk {
  readonly file: string;
  readonly isEntry?: boolean;
  readonly imports?: readonly string[];
}

export const FIRST_LOAD_LIMIT = 250_000;

/** The entry, everything that it imports at once, and the home page. `folder` holds a built app. */
export async function firstLoad(folder: string): Promise<LoadedFile[]> {
  const manifest = JSON.parse(await readFile(join(folder, '.vite', 'manifest.json'), 'utf8')) as Record<string, Chunk>;
  const wanted = new Set<string>();
  const want = (key: string): void => {
    const chunk = manifest[key];
    if (chunk === undefined || wanted.has(chunk.file)) return;
    wanted.add(chunk.file);
    for (const imported of chunk.imports ?? []) want(imported);
  };
  for (const [key, { isEntry = false }] of Object.entries(manifest))
    if (isEntry || key.endsWith('/home-page.tsx')) want(key);
  return Promise.all(
    ['before-paint.js', ...wanted].map(async (file) => ({
      file,
      gzipBytes: gzipSync(await readFile(join(folder, file))).length,
    })),
  );
}
