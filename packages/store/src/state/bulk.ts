/**
 * Many rows in one statement: they travel as one JSON parameter, which SQLite unfolds. One insert of 38,400 rows costs
 * one statement, where a VALUES list would need one parameter per cell (SQLite allows 32,766).
 */
import { type RawBuilder, sql } from 'kysely';
import type { Db, Schema } from './schema.ts';

type Cell = string | number | null | Uint8Array | readonly string[];

interface BulkInsert<Table extends keyof Schema> {
  readonly table: Table;
  readonly columns: readonly (keyof Schema[Table] & string)[];
  /** Columns whose cells are bytes; they travel as hex. */
  readonly blobs?: readonly (keyof Schema[Table] & string)[];
  /** Columns whose cells are lists; they are stored as JSON. */
  readonly lists?: readonly (keyof Schema[Table] & string)[];
  readonly rows: readonly (readonly Cell[])[];
  /** The key by which a row counts as existing; a clash on any other constraint is an error. */
  readonly key: readonly (keyof Schema[Table] & string)[];
}

/** Bounds the JSON text of one statement to some tens of megabytes. */
const ROWS_PER_STATEMENT = 50_000;

/** Inserts the rows whose keys are new, leaves existing rows as they are; returns how many were inserted. */
export async function insertNewRows<Table extends keyof Schema>(db: Db, insert: BulkInsert<Table>): Promise<number> {
  let inserted = 0n;
  for (let from = 0; from < insert.rows.length; from += ROWS_PER_STATEMENT) {
    const result = await statement(insert, insert.rows.slice(from, from + ROWS_PER_STATEMENT)).execute(db);
    inserted += result.numAffectedRows ?? 0n;
  }
  return Number(inserted);
}

function statement<Table extends keyof Schema>(insert: BulkInsert<Table>, rows: BulkInsert<Table>['rows']) {
  const cells = insert.columns.map((column, index) => {
    if (insert.lists?.includes(column)) return sql`value -> ${sql.lit(index)}`;
    const cell = sql`value ->> ${sql.lit(index)}`;
    return insert.blobs?.includes(column) ? sql`unhex(${cell})` : cell;
  });
  // "where true" tells SQLite's parser that ON CONFLICT is not a join condition.
  return sql`insert into ${sql.table(insert.table)} (${sql.join(insert.columns.map((column) => sql.ref(column)))})
    select ${sql.join(cells)} from json_each(${JSON.stringify(rows.map((row) => row.map(asJsonCell)))}) where true
    on conflict (${sql.join(insert.key.map((column) => sql.ref(column)))}) do nothing`;
}

const asJsonCell = (cell: Cell): Exclude<Cell, Uint8Array> =>
  cell instanceof Uint8Array ? Buffer.from(cell.buffer, cell.byteOffset, cell.byteLength).toString('hex') : cell;

/** `in` list of any length as one parameter. */
export const listOf = <Value extends string>(values: readonly Value[]): RawBuilder<Value> =>
  sql`(select value from json_each(${JSON.stringify(values)}))`;
