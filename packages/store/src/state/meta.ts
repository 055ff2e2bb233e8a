/** Single facts about the workspace: its installation id, the check of its key. */
import type { Db } from './schema.ts';

export async function getMeta(db: Db, key: string): Promise<string | null> {
  const row = await db.selectFrom('meta').select('value').where('key', '=', key).executeTakeFirst();
  return row?.value ?? null;
}

export async function setMeta(db: Db, key: string, value: string): Promise<void> {
  await db
    .insertInto('meta')
    .values({ key, value })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
    .execute();
}

/** Counts from `from` to the next number, unless somebody else has: then false. What was never counted stands at 0. */
export async function advanceMeta(db: Db, key: string, from: number): Promise<boolean> {
  const value = String(from + 1);
  const moved = await db
    .insertInto('meta')
    .values({ key, value })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }).where('meta.value', '=', String(from)))
    .executeTakeFirst();
  return moved.numInsertedOrUpdatedRows === 1n;
}

export async function deleteMeta(db: Db, key: string): Promise<void> {
  await db.deleteFrom('meta').where('key', '=', key).execute();
}

/** By key. */
export async function metaWithPrefix(
  db: Db,
  prefix: string,
): Promise<readonly { readonly key: string; readonly value: string }[]> {
  const rows = await db.selectFrom('meta').selectAll().where('key', '>=', prefix).orderBy('key').execute();
  return rows.filter(({ key }) => key.startsWith(prefix));
}
