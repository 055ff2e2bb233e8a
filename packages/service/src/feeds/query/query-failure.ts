/**
 * What a database said, in our words. Its own words may hold a value of a row, the user name or the address, so none of them
 * is passed on but names of columns and tables.
 */
import { FitlyError } from '@fitly/core/errors';

interface Failure {
  readonly what: string;
  readonly next: string;
}

/** As the driver throws it: `code` is an SQLSTATE of five characters, or a code of the system. */
interface DriverError {
  readonly code?: string;
  readonly message?: string;
}

const CHECK_URL = 'check host, port and name of the database in the address, and that it accepts connections from here';
const CHECK_QUERY = 'correct query: of the feed in fitly.yaml; try it with psql first';
const READ_ONLY = 'let the query only read: a function or a WITH that writes is not run';

const FAILURES: Readonly<Record<string, Failure>> = {
  ECONNREFUSED: { what: 'the database refuses connections', next: CHECK_URL },
  ECONNRESET: { what: 'the database has cut the connection', next: 'run again; look into the log of the database' },
  ENOTFOUND: { what: 'the host of the database is not known', next: CHECK_URL },
  EAI_AGAIN: { what: 'the host of the database is not known', next: CHECK_URL },
  ETIMEDOUT: { what: 'the database does not answer', next: CHECK_URL },
  EHOSTUNREACH: { what: 'the host of the database cannot be reached', next: CHECK_URL },
  '28P01': { what: 'the database refuses user or password', next: 'correct them in the address of the database' },
  '28000': {
    what: 'the database refuses the user',
    next: 'correct the user in the address, or let it in (pg_hba.conf)',
  },
  '3D000': { what: 'there is no database of that name', next: CHECK_URL },
  '53300': { what: 'the database has no connection left', next: 'run again later, or allow more connections' },
  '57P03': { what: 'the database is starting up', next: 'run again in a minute' },
  '57P01': { what: 'the database was shut down', next: 'start it and run again' },
  '25006': { what: 'the query writes', next: READ_ONLY },
  '0A000': { what: 'the query does what a cursor cannot read', next: READ_ONLY },
  '42501': { what: 'the user may not read what the query asks for', next: 'grant select on it to the user' },
  '42601': { what: 'the query is not one SQL statement', next: CHECK_QUERY },
};

const CHECK_FILES = 'correct sslrootcert, sslcert and sslkey in the address: this process has to be able to read them';
const CHECK_FORM = 'write %, @, : and / in user and password as %25, %40, %3A and %2F, and check what stands behind ?';

/** What the driver throws at an address before it connects. */
export function addressFailure(error: unknown): FitlyError {
  const ofFile = ((error ?? {}) as NodeJS.ErrnoException).syscall !== undefined;
  const what = ofFile
    ? 'a file that the address of the database names cannot be read'
    : 'the driver cannot read the address of the database';
  return new FitlyError('query_failed', what, { next: ofFile ? CHECK_FILES : CHECK_FORM });
}

const NO_ANSWER: Failure = { what: 'the database does not answer', next: CHECK_URL };

/** `timeoutSeconds`: of the feed, for the words. What is no error of the driver is thrown as it is. */
export function queryFailure(error: unknown, timeoutSeconds: number): FitlyError {
  if (error instanceof FitlyError) return error;
  const { what, next } = failureOf((error ?? {}) as DriverError, timeoutSeconds);
  return new FitlyError('query_failed', what, { next });
}

function failureOf({ code = '', message = '' }: DriverError, timeoutSeconds: number): Failure {
  const known = FAILURES[code];
  if (known !== undefined) return known;
  if (code === '57014') {
    const next = 'make the query quicker (an index on the creation time), or raise timeoutSeconds of the feed';
    return { what: `the query takes longer than ${timeoutSeconds} s`, next };
  }
  if (code === '42703' || code === '42P01') {
    const name = /(?:column|relation) "?([\w.]+)"?/.exec(message)?.[1]?.replace(/^fitly_rows\./, '') ?? '';
    const what = code === '42703' ? 'column' : 'table';
    return { what: `the query has no ${what} "${name}"`, next: `${CHECK_QUERY}, and columns: of the feed` };
  }
  // The driver gives these no code: a connection that takes too long, or that ends.
  if (/timeout|timed out/i.test(message)) return NO_ANSWER;
  if (/terminated|ended|closed/i.test(message)) return FAILURES['ECONNRESET']!;
  const state = /^[0-9A-Z]{5}$/.test(code) ? ` (SQLSTATE ${code})` : code === '' ? '' : ` (${code})`;
  return { what: `the database reports an error${state}`, next: CHECK_QUERY };
}
