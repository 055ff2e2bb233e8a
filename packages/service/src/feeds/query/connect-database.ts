/** A connection to a PostgreSQL for reading rows as texts. */
import { Client, type ClientConfig, type CustomTypesConfig, type QueryConfig, types } from 'pg';
import type { Cells } from '../../importing/parse-event.ts';
import { addressFailure, queryFailure } from './query-failure.ts';

export interface QueryRows {
  readonly columns: readonly string[];
  readonly rows: readonly Cells[];
}

export interface Database {
  /** One statement; the protocol takes no second one. */
  run(statement: string): Promise<QueryRows>;
  close(): Promise<void>;
}

const CONNECT_MS = 10_000;
/** Beyond the time that the database gives a statement: then it does not answer at all. */
const GRACE_MS = 10_000;

/** As PostgreSQL writes it: a driver that makes dates would read local times in the zone of this machine. */
const asText = (text: string): string => text;
const asBoolean = (text: string): boolean => text === 't';
const CELLS: CustomTypesConfig = {
  getTypeParser: (oid: number) => (oid === types.builtins.BOOL ? asBoolean : asText) as never,
};

/** The driver reads the address, and the files that it names, as it makes a client. */
function clientOf(config: ClientConfig): Client {
  try {
    return new Client(config);
  } catch (error) {
    throw addressFailure(error);
  }
}

/** Throws `query_failed`. */
export async function connectDatabase(url: string, timeoutSeconds: number): Promise<Database> {
  const client = clientOf({
    connectionString: url,
    application_name: 'fitly',
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: timeoutSeconds * 1_000 + GRACE_MS,
    // A process that stops here may not keep a transaction of the database open.
    idle_in_transaction_session_timeout: 10 * 60_000,
    types: CELLS,
  });
  // What breaks the connection also fails the statement at work, which tells of it.
  client.on('error', () => {});
  // A connection that was given up is destroyed by the driver's timer, maybe after everybody who listened has gone: an error that
  // nobody hears would end the process.
  client.connection.on('error', () => {});
  client.connection.stream.on('error', () => {});
  await client.connect().catch((error: unknown) => {
    throw queryFailure(error, timeoutSeconds);
  });
  return {
    async run(text) {
      const statement: QueryConfig & { readonly queryMode: 'extended' } = { text, queryMode: 'extended' };
      const { fields, rows } = await client.query<Record<string, unknown>>(statement);
      return { columns: fields.map(({ name }) => name), rows };
    },
    close: () => client.end().catch(() => {}),
  };
}
