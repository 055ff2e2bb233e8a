/**
 * The app as files for a browser, built when it is missing or its sources have changed. Built beside its place and then put
 * there at once, so that two processes that start together both find a whole app.
 */
import { createHash } from 'node:crypto';
import { access, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const PACKAGE = fileURLToPath(new URL('..', import.meta.url));
const PACKAGES = join(PACKAGE, '..');
const DIST = join(PACKAGE, 'dist');
/** On the same disk, and known to nobody. */
const SCRATCH = join(PACKAGES, '..', 'node_modules', '.cache');
/** Part of the built app: which sources it was made of. */
const MARK = 'sources.sha256';
/** What ends up in the bundle, or decides how. */
const SOURCES = [
  ...['web/src', 'web/public', 'web/index.html', 'web/package.json', 'web/scripts/vite-options.ts'],
  ...['contract/src', 'contract/package.json', 'core/src'],
];

export interface BuiltApp {
  /** Holds `index.html`, `assets/` and what they ask for. */
  readonly folder: string;
  /** 0 when it was there already. */
  readonly seconds: number;
}

/** `say` hears that it is being built, which takes seconds. Rejects with what the bundler says of a source that it cannot read. */
export async function builtApp(say: (line: string) => void): Promise<BuiltApp> {
  const wanted = await hashOfSources();
  const found = await readFile(join(DIST, MARK), 'utf8').catch(() => '');
  if (found === wanted) return { folder: DIST, seconds: 0 };
  say('Building the web app (once after a change of its sources) …');
  const start = performance.now();
  await mkdir(SCRATCH, { recursive: true });
  const fresh = await mkdtemp(join(SCRATCH, 'fitly-web-'));
  try {
    await inProduction(async () => {
      const [{ build }, { viteOptions }] = await Promise.all([import('vite'), import('./vite-options.ts')]);
      await build(viteOptions(PACKAGE, fresh));
    });
    await writeFile(join(fresh, MARK), wanted);
    await putInPlace(fresh);
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
  return { folder: DIST, seconds: (performance.now() - start) / 1000 };
}

/** The bundler asks the environment which React to take: a test must not build another app than a user gets. */
async function inProduction(work: () => Promise<void>): Promise<void> {
  const before = process.env['NODE_ENV'];
  process.env['NODE_ENV'] = 'production';
  try {
    await work();
  } finally {
    if (before === undefined) delete process.env['NODE_ENV'];
    else process.env['NODE_ENV'] = before;
  }
}

/** Whoever came first has won: both were made from the same sources. */
async function putInPlace(fresh: string): Promise<void> {
  const old = `${fresh}-old`;
  const hadOne = await access(DIST).then(
    () => true,
    () => false,
  );
  if (hadOne) await rename(DIST, old).catch(() => undefined);
  await rename(fresh, DIST).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
  });
  await rm(old, { recursive: true, force: true });
}

async function hashOfSources(): Promise<string> {
  const hash = createHash('sha256');
  for (const source of SOURCES) {
    for (const file of await filesBelow(join(PACKAGES, source))) {
      hash.update(`${relative(PACKAGES, file).split(sep).join('/')}\0`);
      hash.update(await readFile(file));
    }
  }
  return hash.digest('hex');
}

async function filesBelow(path: string): Promise<string[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOTDIR') return null;
      throw error;
    },
  );
  if (entries === null) return [path];
  return entries
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
