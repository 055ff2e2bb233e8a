/**
 * A workspace: one folder with agent files, a database, a lake and two secrets. Opening one takes the lock where it will
 * write, checks that key and database belong together, and gives the collaborators that everything else receives.
 */
import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import {
  type Braze,
  type BrazeReader,
  createBraze,
  createBrazeReader,
  createSandboxClock,
  type SharedLimiters,
  sharedLimiters,
} from '@fitly/braze';
import { newWorkspaceYaml, parseWorkspaceFile, type WorkspaceFile } from '@fitly/contract';
import { FitlyError } from '@fitly/core/errors';
import type { Clock, Messaging } from '@fitly/core/ports';
import type { Instant } from '@fitly/core/terms';
import { createStore, type FolderLock, lockFolder, openStore, type Store, setMeta } from '@fitly/store';
import { withoutSending } from '../dry-run/without-sending.ts';
import { secretValue } from '../secrets/secrets.ts';
import { type Instance, instanceOf, requireOwnPlace } from '../sending/instance.ts';
import { type WorkspacePaths, workspacePaths } from './paths.ts';
import { systemClock } from './system-clock.ts';

export interface Workspace {
  readonly paths: WorkspacePaths;
  readonly store: Store;
  readonly file: WorkspaceFile;
  /** Variables that may hold secrets which fitly.yaml names. */
  readonly env: Env;
  /** The clock by which files of the lake age. */
  readonly now: () => Instant;
  readonly instance: Instance;
  /** From which its connections draw their calls to Braze. */
  readonly limiters: SharedLimiters;
  /** Closes the database and the lake and frees the lock. */
  close(): Promise<void>;
}

export interface CreateWorkspace {
  readonly folder: string;
  readonly sandboxUrl: string;
  /** Key of the Braze sandbox, written to `secrets/` with mode 0600. */
  readonly sandboxKey: string;
  /** Whether the feed of Braze Currents is on from the start; default: it stands in the file as a comment. */
  readonly currents?: boolean;
  readonly env: Env;
  /** Only for the demo, whose numbers everyone should be able to reproduce; otherwise random. */
  readonly fixed?: { readonly masterKeyHex: string; readonly installation: string };
}

type Env = Readonly<Record<string, string | undefined>>;

/** Makes the folder with everything in it. Refuses a folder that is a workspace already. */
export async function createWorkspace(options: CreateWorkspace): Promise<void> {
  const paths = workspacePaths(options.folder);
  if (await isWorkspace(options.folder)) {
    throw new FitlyError('workspace_exists', `${options.folder} is a Fitly workspace already`, {
      next: 'use it, or choose another folder with --folder',
    });
  }
  for (const folder of [paths.folder, paths.agents, paths.secrets])
    await mkdir(folder, { recursive: true, mode: 0o700 });
  if (options.fixed !== undefined) await writeSecret(paths.masterKey, options.fixed.masterKeyHex);
  const store = await createStore({ folder: paths.folder, keysFile: paths.masterKey, now: Date.now, env: options.env });
  try {
    await writeSecret(join(paths.secrets, 'braze-sandbox.key'), options.sandboxKey);
    await instanceOf(store, options.env, true);
    if (options.fixed !== undefined) await setMeta(store.state.db, 'installation', options.fixed.installation);
  } finally {
    await store.close();
  }
  // Last, because this file is what makes the folder a workspace: a start that was cut short is simply made again.
  await writeFile(paths.workspaceFile, newWorkspaceYaml(options), { flag: 'w' });
}

export async function isWorkspace(folder: string): Promise<boolean> {
  try {
    await access(workspacePaths(folder).workspaceFile);
    return true;
  } catch {
    return false;
  }
}

const notAWorkspace = (folder: string): FitlyError =>
  new FitlyError('workspace_missing', `${folder} is not a Fitly workspace: it has no fitly.yaml`, {
    next: 'make one with: fitly init --folder FOLDER, or try: fitly demo',
  });

/** Throws `workspace_missing`. */
export async function requireWorkspace(folder: string): Promise<void> {
  if (!(await isWorkspace(folder))) throw notAWorkspace(folder);
}

export interface ServedFolder {
  readonly folder: string;
  /** The clock by which files of the lake age: the real one, also where the days are virtual. */
  readonly now: () => Instant;
  readonly env: Env;
}

export interface OpenWorkspace extends ServedFolder {
  /** What the lock says to others; null = read only, takes no lock. */
  readonly lockFor: string | null;
  /** It writes without a lock of its own, since whoever opens it holds the folder by `lockWorkspace`. */
  readonly isHeld?: boolean;
  /** Of a process that opens the workspace again and again; default: of its own. */
  readonly limiters?: SharedLimiters;
}

export async function openWorkspace(options: OpenWorkspace): Promise<Workspace> {
  const paths = workspacePaths(options.folder);
  await requireWorkspace(options.folder);
  const file = await readWorkspaceFile(paths.workspaceFile);
  const lock = options.lockFor === null ? null : lockFolder(paths.folder, options.lockFor, options.now());
  try {
    return await openLocked(options, paths, file, lock);
  } catch (error) {
    lock?.release();
    throw error;
  }
}

/** Keeps every other writing process out of the folder until released, or until this process ends. */
export const lockWorkspace = (folder: string, purpose: string, at: Instant): FolderLock =>
  lockFolder(folder, purpose, at);

async function openLocked(
  options: OpenWorkspace,
  paths: WorkspacePaths,
  file: WorkspaceFile,
  lock: FolderLock | null,
): Promise<Workspace> {
  const store = await openStore({
    folder: paths.folder,
    keysFile: paths.masterKey,
    now: options.now,
    env: options.env,
  });
  const close = async (): Promise<void> => {
    await store.close();
    lock?.release();
  };
  try {
    const mayWrite = lock !== null || options.isHeld === true;
    // Nobody writes into what is damaged. Where nothing tells how the database was left, at least its shape is looked at.
    if (mayWrite && !store.state.isAsLeft) await store.state.check();
    const instance = await instanceOf(store, options.env, mayWrite);
    const limiters = options.limiters ?? sharedLimiters();
    return { paths, store, file, env: options.env, now: options.now, instance, limiters, close };
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function readWorkspaceFile(path: string): Promise<WorkspaceFile> {
  const parsed = parseWorkspaceFile(await readFile(path, 'utf8'), 'fitly.yaml');
  if (parsed.ok) return parsed.workspace;
  throw new FitlyError('agent_file_invalid', `${path} has ${parsed.issues.length} mistake(s)`, {
    issues: parsed.issues,
    next: 'correct the lines above and run again',
  });
}

export interface ConnectionParts {
  /** What the daily loop needs, and beside it every endpoint. */
  readonly messaging: Braze;
  readonly clock: Clock;
  /** In which the days of Braze's statistics begin. */
  readonly timeZone: string;
}

/**
 * The Braze connection that an agent names, with the clock that goes with it: it can send and write. Refused from a folder that was copied
 * or moved. Whether an agent may reach real customers is asked by `requireLive`. To look only, `connectToRead`.
 */
export async function connect(workspace: Workspace, name: string): Promise<ConnectionParts> {
  const { timeZone, ...connection } = connectionOf(workspace, name);
  await requireOwnPlace(workspace.store, workspace.instance);
  const clock = clockOf(workspace, name);
  const messaging = createBraze(await limited(workspace, { ...connection, clock }));
  return { clock, messaging, timeZone };
}

/**
 * As `connect`, for a run that only shows what it would do: it reads, profiles too, and whatever would send or write goes nowhere.
 * So it may lead to a real Braze workspace, and the folder may be a copy.
 */
export async function connectToRehearse(workspace: Workspace, name: string): Promise<RehearsingConnection> {
  const { timeZone, ...connection } = connectionOf(workspace, name);
  const clock = clockOf(workspace, name);
  const braze = createBraze(await limited(workspace, { ...connection, clock }));
  return { clock, messaging: withoutSending(braze), timeZone };
}

export interface RehearsingConnection extends Omit<ConnectionParts, 'messaging'> {
  readonly messaging: Messaging;
}

export interface ReadingConnection {
  readonly reader: BrazeReader;
  readonly clock: Clock;
}

/** The connection for looking only. It may lead to a real Braze workspace, since nothing that it offers sends or writes. */
export async function connectToRead(workspace: Workspace, name: string): Promise<ReadingConnection> {
  const connection = connectionOf(workspace, name);
  const clock = clockOf(workspace, name);
  return { clock, reader: createBrazeReader(await limited(workspace, { ...connection, clock })) };
}

type Named = Omit<WorkspaceFile['connections'][string], 'timeZone'>;

async function limited(workspace: Workspace, { clock, ...connection }: Named & { readonly clock: Clock }) {
  const { kind, url } = connection;
  const options = { kind, url, clock, apiKey: await readApiKey(workspace, connection) };
  return { ...options, limiter: workspace.limiters.of(options) };
}

/** The clock that goes with a connection: of a sandbox its virtual one. */
export function clockOf(workspace: Workspace, name: string): Clock {
  const { kind, url } = connectionOf(workspace, name);
  return kind === 'sandbox' ? createSandboxClock(url) : systemClock;
}

/** Throws `agent_file_invalid` for a name that fitly.yaml does not have. */
export function connectionOf({ file }: Workspace, name: string): WorkspaceFile['connections'][string] {
  const connection = file.connections[name];
  if (connection !== undefined) return connection;
  const known = Object.keys(file.connections).join(', ') || 'none';
  throw new FitlyError('agent_file_invalid', `the agent names the connection "${name}"; fitly.yaml has: ${known}`, {
    next: 'correct delivery.connection in the agent file, or add the connection to fitly.yaml',
  });
}

/** Throws `key_missing`; for a secret `secret_unknown` and `key_wrong`. */
export async function readApiKey(
  workspace: Workspace,
  { keyFile = '', secret }: Pick<Named, 'keyFile' | 'secret'>,
): Promise<string> {
  if (secret !== undefined) return secretValue(workspace, secret);
  const path = isAbsolute(keyFile) ? keyFile : join(workspace.paths.folder, keyFile);
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    throw new FitlyError('key_missing', `the API key file ${path} cannot be read`, {
      next: 'write the key of the connection into this file (mode 0600)',
      cause: error,
    });
  }
}

async function writeSecret(path: string, secret: string): Promise<void> {
  await writeFile(path, `${secret}\n`, { mode: 0o600 });
}

/** The port at which the workspace expects its local sandbox. Throws `workspace_missing` or `sandbox_only`. */
export async function sandboxPort(folder: string): Promise<number> {
  if (!(await isWorkspace(folder))) throw notAWorkspace(folder);
  const { connections } = await readWorkspaceFile(workspacePaths(folder).workspaceFile);
  const sandbox = Object.values(connections).find((connection) => connection.kind === 'sandbox');
  if (sandbox !== undefined) return Number(new URL(sandbox.url).port || 80);
  throw new FitlyError('sandbox_only', `${folder}/fitly.yaml has no connection of kind sandbox`, {
    next: 'add one with a loopback url, e.g. http://127.0.0.1:8411',
  });
}
