/**
 * Everything that a workspace has put on the disk, searched for texts: the raw bytes of every file, and every string of
 * every Parquet file, which compression hides from a search of the bytes. The sandbox's own folder is left out: it plays
 * Braze, which does know its customers.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { Workspace } from '@fitly/service';

export interface WorkspaceTexts {
  /** Path relative to the workspace → its bytes, as Latin-1, so that every byte is one character. */
  readonly files: ReadonlyMap<string, string>;
  /** `path column` → the values of each string column of each Parquet file. */
  readonly columns: ReadonlyMap<string, readonly string[]>;
}

export async function readWorkspaceTexts(workspace: Workspace): Promise<WorkspaceTexts> {
  const { folder, sandbox } = workspace.paths;
  const files = new Map<string, string>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isFile() || path.startsWith(sandbox + sep)) continue;
    files.set(relative(folder, path).split(sep).join('/'), await readFile(path, 'latin1'));
  }
  return { files, columns: await stringColumns(workspace, files) };
}

/** Throws for a Parquet file that the manifest does not know: it would have to be searched some other way. */
async function stringColumns(
  { store }: Workspace,
  files: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const columns = new Map<string, readonly string[]>();
  const live = await store.lake.files();
  const unknown = [...files.keys()].filter(
    (path) => path.endsWith('.parquet') && !live.some((one) => one.path === path),
  );
  if (unknown.length > 0) throw new Error(`not in the manifest: ${unknown.join(', ')}`);
  for (const { table, agent, day, path } of live) {
    const read = await store.lake.read({ table, agent, day });
    for (const column of read.columns) {
      if (column.type !== 'string') continue;
      columns.set(
        `${path} ${column.name}`,
        column.values.filter((value) => value !== null),
      );
    }
  }
  return columns;
}

/** Where any of the texts stands: file, or file and column. Upper and lower case are the same. */
export function findTexts({ files, columns }: WorkspaceTexts, texts: readonly string[]): readonly string[] {
  const wanted = texts.map((text) => text.toLowerCase());
  const holds = (text: string): boolean => {
    const lower = text.toLowerCase();
    return wanted.some((each) => lower.includes(each));
  };
  return [
    ...[...files].filter(([, text]) => holds(text)).map(([path]) => path),
    ...[...columns].filter(([, values]) => holds(values.join('\n'))).map(([place]) => place),
  ];
}

/** Columns of Parquet files in which any of the words stands by itself; for words too short to be searched for in bytes. */
export function findWords({ columns }: WorkspaceTexts, words: readonly string[]): readonly string[] {
  const pattern = new RegExp(`\\b(?:${words.join('|')})\\b`, 'i');
  return [...columns].filter(([, values]) => values.some((value) => pattern.test(value))).map(([place]) => place);
}

/** The ways in which a text may stand in a file: as it is, escaped for a URL, as hex, and as base64 at each of its three offsets. */
export function formsOf(text: string): readonly string[] {
  const bytes = Buffer.from(text, 'utf8');
  const base64 = [0, 1, 2].map((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    // The characters at both ends depend on the neighbours.
    return encoded.slice(Math.ceil((offset * 8) / 6), -1);
  });
  return [...new Set([text, encodeURIComponent(text), bytes.toString('hex'), ...base64])];
}
