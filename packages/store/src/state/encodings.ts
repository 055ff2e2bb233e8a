/** Versioned encodings (how attributes become numbers). A version is never changed: stored decisions refer to it. */
import type { AgentName } from '@fitly/core/terms';
import type { Db, JsonValue } from './schema.ts';

export interface StoredEncoding {
  readonly version: number;
  readonly payload: JsonValue;
}

export async function saveEncoding(db: Db, agent: AgentName, encoding: StoredEncoding): Promise<void> {
  const payload = JSON.stringify(encoding.payload);
  await db.insertInto('encodings').values({ agent, version: encoding.version, payload }).execute();
}

export async function encoding(db: Db, agent: AgentName, version: number): Promise<StoredEncoding | null> {
  const query = db.selectFrom('encodings').selectAll().where('agent', '=', agent).where('version', '=', version);
  const row = await query.executeTakeFirst();
  return row === undefined ? null : { version: row.version, payload: JSON.parse(row.payload) };
}

/** The newest encoding, or null before the first. */
export async function latestEncoding(db: Db, agent: AgentName): Promise<StoredEncoding | null> {
  const query = db.selectFrom('encodings').selectAll().where('agent', '=', agent).orderBy('version', 'desc').limit(1);
  const row = await query.executeTakeFirst();
  return row === undefined ? null : { version: row.version, payload: JSON.parse(row.payload) };
}
