/** A workspace's data: the state database, the lake and the keys that belong together. */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { FitlyError } from '@fitly/core/errors';
import type { Instant } from '@fitly/core/terms';
import { flush, makeFolder } from './files.ts';
import { type DecisionJournal, decisionJournal } from './journal/decision-journal.ts';
import { type EventJournal, eventJournal } from './journal/event-journal.ts';
import { createKeyFile, type KeyEnvironment, loadKeys } from './key-file.ts';
import type { Keys } from './keys.ts';
import { type Lake, openLake } from './lake/lake.ts';
import { LAKE } from './lake/place.ts';
import { databaseDamaged } from './state/errors.ts';
import { leftAsFile } from './state/left-as.ts';
import { getMeta, setMeta } from './state/meta.ts';
import { openState, type State } from './state/open-state.ts';

export interface Store {
  readonly folder: string;
  /** Random id of this installation, 32 hex characters: part of every decision id. */
  readonly installation: string;
  readonly state: State;
  readonly lake: Lake;
  /** Events that were posted and are not in the lake yet. */
  readonly journal: EventJournal;
  /** Decisions that were asked for and are not in the lake yet. */
  readonly decisions: DecisionJournal;
  readonly keys: Keys;
  close(): Promise<void>;
}

export interface StoreRequest {
  /** The workspace folder. */
  readonly folder: string;
  /** The master key; outside the folder where that is wanted. */
  readonly keysFile: string;
  /** As `process.env`: `FITLY_MASTER_KEY` wins over the file. */
  readonly env?: KeyEnvironment;
  /** The clock by which files of the lake age. */
  readonly now: () => Instant | Promise<Instant>;
}

export const STATE_FILE = 'state.db';
const INSTALLATION = 'installation';
const KEY_CHECK = 'key_check';

/**
 * Makes the database, the lake's folder and, where neither file nor variable has one, the master key; then opens it all.
 * May be repeated after a crash half-way. Throws `workspace_exists` for a folder that holds a finished store.
 */
export async function createStore(request: StoreRequest): Promise<Store> {
  const folder = resolve(request.folder);
  if (existsSync(join(folder, STATE_FILE))) await refuseFinished(folder);
  await makeFolder(join(folder, LAKE));
  if (!existsSync(request.keysFile) && !request.env?.FITLY_MASTER_KEY) await createKeyFile(request.keysFile);
  const keys = await loadKeys(request.keysFile, request.env);
  const state = await openState(join(folder, STATE_FILE));
  try {
    await state.transaction(async (tx) => {
      await setMeta(tx, KEY_CHECK, keys.keyCheck);
      await setMeta(tx, INSTALLATION, randomBytes(16).toString('hex'));
    });
    await flush(folder);
  } finally {
    await state.close();
  }
  return await openStore(request);
}

/**
 * Opens an existing store.
 *
 * Errors: `workspace_missing`; `key_missing`, `key_wrong` (also for a key other than the one it was made with);
 * `workspace_newer`; `database_damaged`; `disk_failed`. Take `lockFolder` first where you are going to write.
 */
export async function openStore(request: StoreRequest): Promise<Store> {
  const folder = resolve(request.folder);
  if (!existsSync(join(folder, STATE_FILE))) {
    if (existsSync(leftAsFile(join(folder, STATE_FILE))))
      throw databaseDamaged(join(folder, STATE_FILE), 'it is missing');
    throw missing(folder, `there is no ${STATE_FILE} in it`);
  }
  const keys = await loadKeys(request.keysFile, request.env);
  const state = await openState(join(folder, STATE_FILE));
  try {
    const installation = await checkedInstallation(state, keys, folder);
    const lake = openLake({ folder, db: state.db, now: request.now });
    const journal = eventJournal(folder);
    const decisions = decisionJournal(folder);
    const close = async () => {
      journal.close();
      decisions.close();
      lake.close();
      await state.close();
    };
    return { folder, installation, state, lake, journal, decisions, keys, close };
  } catch (error) {
    await state.close();
    throw error;
  }
}

async function checkedInstallation(state: State, keys: Keys, folder: string): Promise<string> {
  const installation = await getMeta(state.db, INSTALLATION);
  if (installation === null) throw missing(folder, 'its creation was not finished');
  if ((await getMeta(state.db, KEY_CHECK)) === keys.keyCheck) return installation;
  throw new FitlyError('key_wrong', `The master key in use is not the one that ${state.file} was made with.`, {
    next: 'Put back the key file of this workspace (or its FITLY_MASTER_KEY); another key would make every customer a stranger.',
    fields: { file: state.file },
  });
}

async function refuseFinished(folder: string): Promise<void> {
  const state = await openState(join(folder, STATE_FILE));
  try {
    if ((await getMeta(state.db, INSTALLATION)) === null) return;
  } finally {
    await state.close();
  }
  throw new FitlyError('workspace_exists', `The folder ${folder} holds a workspace already.`, {
    next: 'Use it as it is, or choose another folder.',
    fields: { folder },
  });
}

const missing = (folder: string, why: string) =>
  new FitlyError('workspace_missing', `The folder ${folder} is not a workspace: ${why}.`, {
    next: 'Create it with `fitly init`, or name the folder of an existing workspace.',
    fields: { folder },
  });
