/** Secrets of a workspace: set, listed, removed and sealed anew by commands; opened where a connection or a feed needs one. */
import type { WorkspaceFile } from '@fitly/contract';
import { FitlyError } from '@fitly/core/errors';
import type { Instant } from '@fitly/core/terms';
import {
  addSecretKey,
  keepNewestSecretKey,
  listSecrets,
  loadSecretKeys,
  openSecret,
  removeSecret,
  resealSecrets,
  type SecretEntry,
  type SecretKeys,
  type Store,
  setSecret,
} from '@fitly/store';
import type { WorkspacePaths } from '../workspace/paths.ts';
import { waitForLock } from '../workspace/wait-for-lock.ts';

/** Of a workspace. */
interface Place {
  readonly store: Pick<Store, 'state'>;
  readonly paths: Pick<WorkspacePaths, 'secretsKey'>;
  readonly env: Readonly<Record<string, string | undefined>>;
}

interface Changing extends Place {
  readonly paths: Pick<WorkspacePaths, 'secretsKey' | 'sealing'>;
  readonly now: () => Instant;
}

/** Of two who change secrets or their key at once, one waits: else what one seals may be sealed with a key that the other drops. */
async function alone<T>({ paths, now }: Changing, change: () => Promise<T>): Promise<T> {
  const lock = await waitForLock(paths.sealing, 'fitly secret', now());
  try {
    return await change();
  } finally {
    lock.release();
  }
}

const NAME = /^[a-z][a-z0-9_-]{0,62}$/;
const LONGEST = 8_192;

const keysOf = ({ paths, env }: Pick<Place, 'paths' | 'env'>): Promise<SecretKeys | null> =>
  loadSecretKeys(paths.secretsKey, env);

/** Throws `secret_invalid` for a name or a value that is none. The first secret of a workspace makes its key. */
export async function keepSecret(workspace: Changing, name: string, given: string): Promise<SecretEntry> {
  const value = given.replace(/\r?\n$/, '');
  if (!NAME.test(name))
    throw invalid('the name of a secret is lower-case letters, digits, `_` and `-`, a letter first, at most 63', name);
  if (value === '' || value.length > LONGEST || /[\0\r\n]/.test(value))
    throw invalid(`the value is ${value === '' ? 'empty' : 'too long or has several lines'}; expected one line`, name);
  return alone(workspace, async () => {
    const newest = (await keysOf(workspace))?.newest ?? (await addSecretKey(workspace.paths.secretsKey));
    const at = workspace.now();
    await setSecret(workspace.store.state.db, newest, { name, value, at });
    return { name, setAt: at, keyId: newest.id };
  });
}

const invalid = (message: string, name: string): FitlyError =>
  new FitlyError('secret_invalid', message, {
    next: `give it on standard input: fitly secret set ${NAME.test(name) ? name : 'NAME'} < FILE`,
  });

export interface ListedSecret extends SecretEntry {
  /** What fitly.yaml names it for: `connection braze`, `feed shop`. */
  readonly usedBy: readonly string[];
  /** Whether a key in use opens it. */
  readonly opens: boolean;
}

/** By name; values are not told. */
export async function secretsOf(workspace: Place & { readonly file: WorkspaceFile }): Promise<readonly ListedSecret[]> {
  const keys = await keysOf(workspace);
  const { connections, feeds } = workspace.file;
  const usersOf = (name: string): string[] => [
    ...Object.entries(connections).flatMap(([user, { secret }]) => (secret === name ? [`connection ${user}`] : [])),
    ...Object.entries(feeds).flatMap(([user, feed]) =>
      'url' in feed && 'secret' in feed.url && feed.url.secret === name ? [`feed ${user}`] : [],
    ),
  ];
  const { db } = workspace.store.state;
  return Promise.all(
    (await listSecrets(db)).map(async (entry) => ({
      ...{ ...entry, usedBy: usersOf(entry.name) },
      opens: await openSecret(db, keys, entry.name).then(
        () => true,
        () => false,
      ),
    })),
  );
}

/** Throws `secret_unknown`. */
export const forgetSecret = ({ store }: Place, name: string): Promise<void> => removeSecret(store.state.db, name);

/** Throws `secret_unknown` and `key_wrong`. For the request that needs it, and nothing else. */
export const secretValue = async (place: Place, name: string): Promise<string> =>
  openSecret(place.store.state.db, await keysOf(place), name);

export interface RotatedKey {
  readonly keyId: string;
  readonly secrets: readonly string[];
}

/**
 * Seals everything with a new key: a random one in the file, or the one that FITLY_SECRETS_KEY holds by now. The file has both keys until
 * all is sealed anew. Throws `key_wrong` where something does not open: nothing is changed then.
 */
export const rotateSecretsKey = (workspace: Changing): Promise<RotatedKey> =>
  alone(workspace, async () => {
    const { secretsKey } = workspace.paths;
    const before = await keysOf(workspace);
    const given = before?.isFromVariable ? before.newest : null;
    const newest = given ?? (await addSecretKey(secretsKey));
    const keys = (await keysOf(workspace))!;
    const secrets = await workspace.store.state.transaction((tx) => resealSecrets(tx, keys, newest));
    if (given === null) await keepNewestSecretKey(secretsKey);
    return { keyId: newest.id, secrets };
  });
