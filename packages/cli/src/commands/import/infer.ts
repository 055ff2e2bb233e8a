/** `fitly import --infer FILE`: which feed would take the file. Needs no workspace; in one it also says who asks for what. */
import { inferFile, isWorkspace, openWorkspace } from '@fitly/service';
import { resolveFolder } from '../../folder.ts';
import { renderInferred } from '../../render/inferred.ts';
import { type Terminal, wantsColor, writeJson, writeLine } from '../../terminal.ts';

interface InferOptions {
  readonly folder: string;
  readonly json: boolean;
}

export async function infer(file: string, options: InferOptions, terminal: Terminal): Promise<void> {
  const folder = resolveFolder(terminal, options.folder);
  const open = { folder, now: Date.now, env: terminal.env, lockFor: null };
  const workspace = (await isWorkspace(folder)) ? await openWorkspace(open) : null;
  try {
    const inferred = await inferFile(resolveFolder(terminal, file), workspace);
    if (options.json) return writeJson(terminal, inferred);
    for (const line of renderInferred(inferred, wantsColor(terminal))) writeLine(terminal.out, line);
  } finally {
    await workspace?.close();
  }
}
