/**
 * The rows of a query, in portions: one statement, in a transaction that cannot write, through a cursor, so that neither side
 * holds more than a portion. Cells are texts as PostgreSQL writes them; a boolean is a boolean.
 */
import { connectDatabase, type QueryRows } from './connect-database.ts';
import { queryFailure } from './query-failure.ts';

export interface ReadQuery {
  readonly url: string;
  /** One that reads. */
  readonly statement: string;
  /** IANA name: in which instants without a zone are compared. */
  readonly timeZone: string;
  readonly timeoutSeconds: number;
}

const PORTION = 1_000;

/** At least one portion, which may be empty. Throws `query_failed`. */
export async function* readQuery({ url, statement, timeZone, timeoutSeconds }: ReadQuery): AsyncGenerator<QueryRows> {
  const database = await connectDatabase(url, timeoutSeconds);
  try {
    await database.run('begin transaction isolation level repeatable read, read only');
    await database.run(`set local statement_timeout = '${timeoutSeconds}s'`);
    await database.run("set local datestyle = 'ISO'");
    await database.run(`set local timezone = '${timeZone.replaceAll("'", "''")}'`);
    await database.run(`declare fitly_cursor no scroll cursor for ${statement}`);
    for (let isFirst = true; ; isFirst = false) {
      const portion = await database.run(`fetch forward ${PORTION} from fitly_cursor`);
      if (portion.rows.length > 0 || isFirst) yield portion;
      if (portion.rows.length < PORTION) break;
    }
    await database.run('rollback');
  } catch (error) {
    throw queryFailure(error, timeoutSeconds);
  } finally {
    await database.close();
  }
}
