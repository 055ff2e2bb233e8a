/** Opens the file of people and keys, and gives everything that the service asks about them. */
import { closeSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { Instant } from '@fitly/core/terms';
import { type AccessKeys, accessKeys } from './access-keys.ts';
import { identityTables } from './identity-tables.ts';
import { createLibrary, migrateLibrary } from './library.ts';
import { type People, people } from './people.ts';
import { type SignIn, signIn } from './sign-in.ts';

export interface OpenIdentity {
  /** Made with mode 0600 when it is missing. */
  readonly file: string;
  /** By which cookies are signed and second factors sealed: at least 32 characters. */
  readonly secret: string;
  /** Where browsers reach the service: `http://127.0.0.1:8410`. */
  readonly publicUrl: string;
  readonly now: () => Instant;
}

export interface Identity {
  readonly people: People;
  readonly keys: AccessKeys;
  readonly signIn: SignIn;
  close(): void;
}

const BUSY_TIMEOUT_MS = 5_000;

/** Works while other processes have the file open too: commands add people while the service runs. */
export async function openIdentity({ file, secret, publicUrl, now }: OpenIdentity): Promise<Identity> {
  closeSync(openSync(file, 'a', 0o600));
  const database = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS });
  try {
    database.exec('pragma journal_mode = wal; pragma synchronous = full; pragma secure_delete = on');
    const askers = new Map<string, (code: string) => void>();
    const cookiePrefix = `fitly_${new URL(publicUrl).port || 'https'}`;
    const library = createLibrary({
      ...{ database, secret, publicUrl, cookiePrefix },
      onLink: (asker, code) => askers.get(asker)?.(code),
    });
    await migrateLibrary(library);
    const tables = identityTables(database);
    const team = people(library);
    return {
      people: team,
      keys: accessKeys(tables, now),
      signIn: signIn({ library, people: team, tables, now, askers }),
      close: () => database.close(),
    };
  } catch (error) {
    database.close();
    throw error;
  }
}
