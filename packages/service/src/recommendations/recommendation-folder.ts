/** Where recommendation files stand, how one is written, and whether one is there. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FileFormat } from '@fitly/core/design';
import type { RecommendationTable } from '@fitly/core/dispatch';
import type { AgentName, Day } from '@fitly/core/terms';
import { batchesOf, EXPORTED, type Store, writePrivateFile } from '@fitly/store';
import type { RunContext } from '../daily-loop/run-context.ts';
import { csvText } from './csv-text.ts';
import { jsonlText } from './jsonl-text.ts';
import { lakeColumns } from './lake-columns.ts';
import { hashOfIds, type Manifest } from './manifest.ts';

export interface RecommendationPlace {
  /** Absolute path of the file. */
  readonly file: string;
  readonly name: string;
  /** Absolute path of the manifest beside it. */
  readonly manifest: string;
}

export function placeOf(folder: string, agent: AgentName, day: Day, format: FileFormat): RecommendationPlace {
  const name = `${day}.${format}`;
  const own = join(folder, EXPORTED, agent);
  return { name, file: join(own, name), manifest: join(own, `${day}.manifest.json`) };
}

/** Whole or not at all; the same table gives the same bytes. Returns what the manifest says about them. */
export async function writeTable(
  store: Store,
  { file, name }: RecommendationPlace,
  format: FileFormat,
  table: RecommendationTable,
): Promise<{ name: string; sha256: string; bytes: number }> {
  await writePrivateFile(file, async (temporary) => {
    if (format === 'parquet') await store.lake.exportTo(temporary, lakeColumns(table));
    else await writeText(temporary, format === 'csv' ? csvText(table) : jsonlText(table));
  });
  return { name, sha256: await sha256Of(file), bytes: (await stat(file)).size };
}

/** Only its owner may read even the temporary file: raw ids are in it. */
const writeText = (path: string, text: Iterable<string>): Promise<void> =>
  writeFile(path, Readable.from(text), { mode: 0o600 });

export const writeManifest = ({ manifest }: RecommendationPlace, content: Manifest): Promise<void> =>
  writePrivateFile(manifest, (temporary) =>
    writeFile(temporary, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 }),
  );

/** Whether a whole file for exactly these decisions is there: a reader may have taken it already. */
export async function isWritten(place: RecommendationPlace, decisionIdsSha256: string): Promise<boolean> {
  try {
    const manifest = JSON.parse(await readFile(place.manifest, 'utf8')) as Manifest;
    return manifest.decisionIdsSha256 === decisionIdsSha256 && manifest.sha256 === (await sha256Of(place.file));
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

/** Whether there is a file, whole or not, that was written for other decisions than these. */
export async function holdsOthers(place: RecommendationPlace, decisionIdsSha256: string): Promise<boolean> {
  const found = await stat(place.file).catch(() => null);
  return found !== null && !(await isWritten(place, decisionIdsSha256));
}

/** Whether the whole file of the day's planned decisions is there. */
export async function isHandedOut({
  store,
  agent,
  day,
}: Pick<RunContext, 'store' | 'agent' | 'day'>): Promise<boolean> {
  const planned = (await batchesOf(store.state.db, agent.name, day)).filter((batch) => batch.state === 'planned');
  const place = placeOf(store.folder, agent.name, day, agent.delivery.format);
  return isWritten(place, hashOfIds(planned.flatMap((batch) => batch.decisionIds)));
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
