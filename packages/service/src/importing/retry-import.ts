/**
 * What was set aside, once more: from the repaired file, imported as before. What is there already adds nothing, so the whole
 * file may come, or only its repaired rows; for attributes it fills what the day does not know yet.
 */
import { FitlyError } from '@fitly/core/errors';
import type { Instant } from '@fitly/core/terms';
import type { Workspace } from '../workspace/workspace.ts';
import { type ImportActivationsResult, importActivations } from './import-activations.ts';
import { type ImportResult, importAttributes } from './import-attributes.ts';
import { type ImportEventsResult, importEvents } from './import-events.ts';
import {
  deleteEntry,
  type ImportedAs,
  type QuarantineEntry,
  quarantineEntries,
  removeQuarantineFile,
} from './quarantine-entries.ts';
import type { ReadProgress } from './read-rows.ts';

export interface RetryImport {
  readonly workspace: Workspace;
  readonly entry: QuarantineEntry;
  /** The repaired file; null: where the first one was. */
  readonly path: string | null;
  readonly now: Instant;
  readonly tell?: (progress: ReadProgress) => void;
}

export type Retried = {
  readonly entry: QuarantineEntry;
  /** Whether the entry is gone. Otherwise the file had fewer rows than were set aside, or some are still bad. */
  readonly cleared: boolean;
} & Done;

type Done =
  | { readonly kind: 'attributes'; readonly result: ImportResult }
  | { readonly kind: 'events'; readonly result: ImportEventsResult }
  | { readonly kind: 'activations'; readonly result: ImportActivationsResult };

/** By its name, its file in `quarantine/`, or null where there is only one. Throws `quarantine_unknown`. */
export async function findQuarantineEntry(workspace: Workspace, name: string | null): Promise<QuarantineEntry> {
  const entries = await quarantineEntries(workspace);
  const plain = name?.replace(/^.*\//, '').replace(/\.jsonl$/, '');
  const found = name === null ? entries : entries.filter((entry) => entry.name === plain);
  if (found.length === 1) return found[0]!;
  const message =
    name === null && entries.length > 1
      ? `${entries.length} imports have set rows aside`
      : `nothing was set aside${name === null ? '' : ` under the name ${name}`}`;
  throw new FitlyError('quarantine_unknown', message, { next: 'see what there is with: fitly import quarantine' });
}

/** Throws `file_not_found` without a file, and what the import throws; then the entry stays as it is. */
export async function retryImport({ workspace, entry, path, now, tell }: RetryImport): Promise<Retried> {
  if (entry.importedAs === null) throw notByImport(entry);
  const file = path ?? entry.path;
  if (file === null) {
    throw new FitlyError('file_not_found', `it is not known where ${entry.file} was`, { next: 'name it with --file' });
  }
  const how = {
    workspace,
    path: file,
    now,
    retryOf: entry,
    kindConfirmed: true,
    ...(tell === undefined ? {} : { tell }),
  };
  const done = await importAs(entry.importedAs, how);
  const left = await quarantineEntries(workspace);
  return { entry, cleared: left.every(({ name }) => name !== entry.name), ...done };
}

type How = Parameters<typeof importActivations>[0] & { readonly kindConfirmed: boolean };

async function importAs(as: ImportedAs, how: How): Promise<Done> {
  switch (as.kind) {
    case 'attributes': {
      const { agent: agentName, day, idColumn } = as;
      return { kind: 'attributes', result: await importAttributes({ ...how, agentName, day, idColumn }) };
    }
    case 'events': {
      const { agent: agentName, idColumn } = as;
      const result = await importEvents({ ...how, agentName, idColumn, insteadOfExports: false });
      return { kind: 'events', result };
    }
    case 'activations':
      return { kind: 'activations', result: await importActivations(how) };
  }
}

/** Gives up on what was set aside. */
export async function dropQuarantineEntry(workspace: Workspace, { name }: QuarantineEntry): Promise<void> {
  await deleteEntry(workspace.store.state.db, name);
  await removeQuarantineFile(workspace, name);
}

const notByImport = ({ file, name }: QuarantineEntry): FitlyError =>
  new FitlyError('quarantine_unknown', `${file} (${name}) was not set aside by fitly import`, {
    next: 'bring the repaired file the way it came, for a feed under a new name into its folder; then: fitly import retry NAME --drop',
  });
