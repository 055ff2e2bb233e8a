/** A recommendation file as another platform reads it: manifest first, then the file that it describes, to the byte. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { FitlyError } from '@fitly/core/errors';
import type { DecisionId, Instant } from '@fitly/core/terms';
import { readRows } from '@fitly/service';

export interface Recommendation {
  readonly externalId: string;
  readonly decisionId: DecisionId;
  readonly sendAt: Instant;
  /** The columns `value_…`, by the names that the template knows; what is empty is left out. */
  readonly values: Readonly<Record<string, string | number | boolean>>;
}

/** What of a manifest a reader needs (docs/guides/recommendation-file.md). */
interface Manifest {
  readonly file: string;
  readonly sha256: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

/** Empty where there is no manifest: then there is no file to take. Throws `file_unreadable` for one that differs from it. */
export async function readRecommendations(manifestPath: string): Promise<Recommendation[]> {
  const text = await readFile(manifestPath, 'utf8').catch(() => null);
  if (text === null) return [];
  const manifest = JSON.parse(text) as Manifest;
  const path = join(dirname(manifestPath), manifest.file);
  const sha256 = createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
  if (sha256 !== manifest.sha256) throw differs(path);
  const found: Recommendation[] = [];
  for await (const row of readRows(path)) {
    if (!row.ok) throw differs(path);
    found.push(recommendationOf(row.cells, manifest));
  }
  return found;
}

const differs = (path: string): FitlyError =>
  new FitlyError('file_unreadable', `${path} is not the file that its manifest describes`, {
    next: 'put the file of that day back, or delete the folder to start over',
  });

type Cells = Readonly<Record<string, unknown>>;

function recommendationOf(cells: Cells, { columns }: Manifest): Recommendation {
  const values = columns.flatMap(({ name, type }) => {
    const value = name.startsWith('value_') ? cellValue(cells[name], type) : null;
    return value === null ? [] : [[name.slice('value_'.length), value] as const];
  });
  return {
    externalId: String(cells['external_id']),
    decisionId: String(cells['decision_id']) as DecisionId,
    sendAt: instantOf(cells['send_at']),
    values: Object.fromEntries(values),
  };
}

/** CSV knows texts only, and puts an apostrophe before those that a spreadsheet would take for a formula. */
function cellValue(cell: unknown, type: string): string | number | boolean | null {
  if (cell === null || cell === undefined || cell === '') return null;
  if (type === 'number') return Number(cell);
  if (type === 'boolean') return cell === true || cell === 'true';
  return String(cell).replace(/^'(?=[=+\-@\t\r])/, '');
}

/** Parquet has no zone: its instants are UTC. */
function instantOf(cell: unknown): Instant {
  const text = String(cell);
  return Date.parse(/(?:Z|[+-]\d\d:\d\d)$/.test(text) ? text : `${text}Z`);
}
