/**
 * Whether the database file is as Fitly left it. A byte that has changed in a cell is nothing that SQLite sees: its check knows the
 * shape of pages and indexes, not what was written into them.
 *
 * Whoever has written and closes puts a random name into the database, moves its log into it, and keeps name and SHA-256 in a file
 * beside it. The first write afterwards removes the name, in the same transaction. So a database that holds the name of the file
 * beside it has been written by nobody since, and must have that SHA-256; any other one (after a crash, while a process works,
 * from a backup without its file) is not known, and is not refused.
 */
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { sql } from 'kysely';
import { systemCode } from '../files.ts';
import { sha256OfFile } from '../lake/checksum.ts';
import { asStateError, databaseDamaged } from './errors.ts';
import { setMeta } from './meta.ts';
import type { Db } from './schema.ts';

const NAME = 'left_as';
/** What every write does first: the name is over. */
export const FORGET_NAME = `delete from meta where key = '${NAME}'`;

export const leftAsFile = (file: string): string => `${file}.checksum`;

interface LeftAs {
  readonly name: string;
  readonly sha256: string;
}

const shortSha256 = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

function newName(): string {
  const random = randomBytes(12).toString('hex');
  return `${random}.${shortSha256(random)}`;
}

/** A changed byte in the name itself must not read as another name. */
function isName(text: string): boolean {
  const [random, check] = text.split('.');
  return check === shortSha256(random ?? '');
}

/** Null: it is not there, or is not whole, and says nothing. */
function readLeftAs(file: string): LeftAs | null {
  if (!existsSync(leftAsFile(file))) return null;
  const [name, sha256, check] = readFileSync(leftAsFile(file), 'utf8').trim().split(' ');
  if (name === undefined || sha256 === undefined || check !== shortSha256(`${name} ${sha256}`)) return null;
  return { name, sha256 };
}

/** By whoever has written, when it closes. Does nothing where another process reads or writes, or the disk refuses. */
export async function keepLeftAs(db: Db, file: string): Promise<void> {
  try {
    const name = newName();
    // Nobody is waited for: this process may serve others meanwhile.
    await sql`pragma busy_timeout = 0`.execute(db);
    await setMeta(db, NAME, name);
    const { rows } = await sql<{ busy: number }>`pragma wal_checkpoint(truncate)`.execute(db);
    if (rows[0]?.busy !== 0) return;
    const sha256 = await sha256OfFile(file);
    const text = `${name} ${sha256}`;
    const temporary = `${leftAsFile(file)}.tmp`;
    writeFileSync(temporary, `${text} ${shortSha256(text)}\n`, { mode: 0o600 });
    renameSync(temporary, leftAsFile(file));
  } catch {
    // What was written is committed; the database is merely not known the next time.
  }
}

/** Files that this process has read, by what the system says of them. */
const known = new Map<string, string>();

/**
 * `unknown`: nothing says how it was left. Throws `database_damaged` for one that is not as it was left, or in which not even that
 * can be read.
 */
export async function judgeLeftAs(file: string): Promise<'as_left' | 'unknown'> {
  const leftAs = readLeftAs(file);
  if (leftAs === null || !existsSync(file) || nameIn(file) !== leftAs.name) return 'unknown';
  const { ino, size, mtimeNs, ctimeNs } = statSync(file, { bigint: true });
  const identity = `${ino} ${size} ${mtimeNs} ${ctimeNs} ${leftAs.sha256}`;
  if (known.get(file) === identity) return 'as_left';
  if ((await sha256OfFile(file)) === leftAs.sha256) {
    known.set(file, identity);
    return 'as_left';
  }
  // Unless somebody has begun to write since the name was read.
  if (nameIn(file) !== leftAs.name) return 'unknown';
  throw databaseDamaged(file, 'its content is not what was left in it');
}

function nameIn(file: string): string | null {
  let row: Record<string, unknown> | undefined;
  try {
    const database = new DatabaseSync(file, { timeout: 5_000 });
    try {
      row = database.prepare('select value from meta where key = ?').get(NAME);
    } finally {
      database.close();
    }
  } catch (error) {
    const worded = asStateError(file, error);
    if (worded !== error || systemCode(error) !== 'ERR_SQLITE_ERROR') throw worded;
    throw databaseDamaged(file, error instanceof Error ? error.message : String(error), error);
  }
  if (row === undefined) return null;
  const name = String(row['value']);
  if (isName(name)) return name;
  throw databaseDamaged(file, 'what says how it was left is not readable');
}
