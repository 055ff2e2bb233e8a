/** Customers by key, with the sealed external id: the only place where the raw id is kept, and only encrypted. */
import type { CustomerKey, Instant } from '@fitly/core/terms';
import { insertNewRows, listOf } from './bulk.ts';
import type { Db } from './schema.ts';

export interface NewCustomer {
  readonly customerKey: CustomerKey;
  /** From `seal`. */
  readonly sealed: Uint8Array;
  /** IANA zone, or null when unknown. */
  readonly timeZone: string | null;
  readonly firstSeenAt: Instant;
  /** In the workspace-wide holdout: no agent ever sends to them. Default false. */
  readonly workspaceHoldout?: boolean;
}

/** Adds the customers that are new, leaves known ones as they are; returns how many were new. */
export async function addCustomers(db: Db, customers: readonly NewCustomer[]): Promise<number> {
  return await insertNewRows(db, {
    table: 'customers',
    key: ['customer_key'],
    columns: ['customer_key', 'sealed', 'time_zone', 'first_seen_at', 'workspace_holdout'],
    blobs: ['sealed'],
    rows: customers.map((one) => [
      one.customerKey,
      one.sealed,
      one.timeZone,
      one.firstSeenAt,
      Number(one.workspaceHoldout ?? false),
    ]),
  });
}

export async function customerKeys(db: Db): Promise<readonly CustomerKey[]> {
  return (await db.selectFrom('customers').select('customer_key').execute()).map((row) => row.customer_key);
}

/** What is known of one customer besides the sealed id; null for a stranger. */
export async function customerRow(db: Db, key: CustomerKey): Promise<Omit<Required<NewCustomer>, 'sealed'> | null> {
  const row = await db.selectFrom('customers').selectAll().where('customer_key', '=', key).executeTakeFirst();
  if (row === undefined) return null;
  return {
    customerKey: row.customer_key,
    timeZone: row.time_zone,
    firstSeenAt: row.first_seen_at,
    workspaceHoldout: row.workspace_holdout === 1,
  };
}

/** The sealed ids of the given customers; unknown keys are absent. */
export async function sealedIds(db: Db, keys: readonly CustomerKey[]): Promise<ReadonlyMap<CustomerKey, Uint8Array>> {
  const query = db.selectFrom('customers').select(['customer_key', 'sealed']);
  const rows = await query.where('customer_key', 'in', listOf(keys)).execute();
  return new Map(rows.map((row) => [row.customer_key, row.sealed]));
}

/** Zones of the given customers; null when unknown, absent for unknown keys. */
export async function timeZones(
  db: Db,
  keys: readonly CustomerKey[],
): Promise<ReadonlyMap<CustomerKey, string | null>> {
  const query = db.selectFrom('customers').select(['customer_key', 'time_zone']);
  const rows = await query.where('customer_key', 'in', listOf(keys)).execute();
  return new Map(rows.map((row) => [row.customer_key, row.time_zone]));
}

/** Those of the customers who are known, and whether they are in the workspace-wide holdout. */
export async function knownAmong(db: Db, keys: readonly CustomerKey[]): Promise<ReadonlyMap<CustomerKey, boolean>> {
  const query = db.selectFrom('customers').select(['customer_key', 'workspace_holdout']);
  const rows = await query.where('customer_key', 'in', listOf(keys)).execute();
  return new Map(rows.map((row) => [row.customer_key, row.workspace_holdout === 1]));
}

/** Everybody in the workspace-wide holdout. */
export async function workspaceHoldouts(db: Db): Promise<ReadonlySet<CustomerKey>> {
  const rows = await db.selectFrom('customers').select('customer_key').where('workspace_holdout', '=', 1).execute();
  return new Set(rows.map((row) => row.customer_key));
}
