/** What a folder was begun with. The past of an audience depends on all of it, so it cannot change later. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { FitlyError } from '@fitly/core/errors';
import type { Instant } from '@fitly/core/terms';
import { readJson, writeJson } from './files.ts';

export interface Beginning {
  readonly seed: string;
  /** sha256 of the dataset file, hex. */
  readonly dataset: string;
  readonly customers: number;
  readonly planted: boolean;
}

/**
 * Makes the folder when it is new. Returns the instant at which its audience began: `startAt`, or the kept one.
 * Throws `workspace_exists` naming the first thing that differs from how the folder was begun.
 */
export function openFolder(folder: string, given: Beginning, startAt: Instant): Instant {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'sandbox.json');
  const kept = readJson(path);
  if (typeof kept !== 'object' || kept === null) {
    writeJson(path, { ...given, startAt });
    return startAt;
  }
  const found = new Map<string, unknown>(Object.entries(kept));
  for (const [name, value] of Object.entries(given)) {
    if (found.get(name) !== value) throw differs(folder, name, value, found.get(name));
  }
  return Number(found.get('startAt'));
}

function differs(folder: string, name: string, given: unknown, kept: unknown): FitlyError {
  return new FitlyError(
    'workspace_exists',
    `${folder} holds a sandbox with ${name} ${String(kept)}, and ${name} ${String(given)} was given`,
    { next: `Use ${name} ${String(kept)}, or another folder.`, fields: { name } },
  );
}
