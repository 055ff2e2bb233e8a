import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { type ParsedFile, parseFiles } from './syntax.ts';
import type { TextFile } from './text-file.ts';

/** What a package.json says about itself and about what it uses. */
interface Manifest {
  readonly path: string;
  readonly name: string;
  readonly dependencies: readonly string[];
  readonly devDependencies: readonly string[];
}

/** All that the rules look at. Self-tests make one from an in-memory list of files. */
export interface Repository {
  readonly texts: readonly TextFile[];
  /** The TypeScript and JavaScript among them, parsed. */
  readonly sources: readonly ParsedFile[];
  readonly manifests: readonly Manifest[];
}

/** Each rule answers with one message per violation: `path:line`, what is wrong, where the code should go. */
export type Rule = (repository: Repository) => readonly string[];

const TEXT_ENDINGS = new Set([
  '',
  '.ts',
  '.tsx',
  '.js',
  '.mjs',
  '.json',
  '.yaml',
  '.yml',
  '.md',
  '.css',
  '.html',
  '.sh',
  '.py',
  '.toml',
  '.sql',
]);
const SOURCE_ENDINGS = new Set(['.ts', '.tsx', '.js', '.mjs']);
/** Written by npm: thousands of lines in which nothing of ours can be misplaced. */
const GENERATED = new Set(['package-lock.json']);

export function repositoryOf(texts: readonly TextFile[]): Repository {
  return {
    texts,
    sources: parseFiles(texts.filter((file) => SOURCE_ENDINGS.has(extname(file.path)))),
    manifests: texts.filter((file) => /^packages\/[^/]+\/package\.json$/.test(file.path)).map(manifestOf),
  };
}

/** Reads every text file below `root` except what .gitignore names (folders only) and git's own. */
export function readRepository(root: string): Repository {
  const ignored = readFileSync(join(root, '.gitignore'), 'utf8').split('\n');
  const skipped = new Set(['.git', ...ignored.filter((line) => line.endsWith('/')).map((line) => line.slice(0, -1))]);
  const texts: TextFile[] = [];
  const walk = (folder: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory() && !skipped.has(entry.name)) walk(path);
      if (!entry.isFile() || GENERATED.has(entry.name) || !TEXT_ENDINGS.has(extname(entry.name))) continue;
      texts.push({ path: relative(root, path).split(sep).join('/'), text: readFileSync(path, 'utf8') });
    }
  };
  walk(root);
  return repositoryOf(texts.sort((a, b) => (a.path < b.path ? -1 : 1)));
}

function manifestOf({ path, text }: TextFile): Manifest {
  const json = JSON.parse(text) as Record<string, unknown>;
  return {
    path,
    name: String(json['name']),
    dependencies: Object.keys(json['dependencies'] ?? {}),
    devDependencies: Object.keys(json['devDependencies'] ?? {}),
  };
}
