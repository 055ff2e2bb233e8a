/** SQLite's result codes in the words of the catalogue. Codes: https://www.sqlite.org/rescode.html */
import { FitlyError } from '@fitly/core/errors';

const BUSY = 5;
const LOCKED = 6;
const READ_ONLY = 8;
const IO_ERROR = 10;
const CORRUPT = 11;
const FULL = 13;
const CANNOT_OPEN = 14;
const NOT_A_DATABASE = 26;

/** The primary result code (the low byte of the extended one), or null when SQLite did not throw this. */
function resultCode(error: unknown): number | null {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return null;
  return error.errcode & 0xff;
}

export const isBusy = (error: unknown): boolean => {
  const code = resultCode(error);
  return code === BUSY || code === LOCKED;
};

/** The error to throw instead: worded when the file or the disk is the cause, else the error itself. */
export function asStateError(file: string, error: unknown): unknown {
  const detail = error instanceof Error ? error.message : String(error);
  const options = (next: string) => ({ next, fields: { file }, cause: error });
  switch (resultCode(error)) {
    case CORRUPT:
    case NOT_A_DATABASE:
      return databaseDamaged(file, detail, error);
    case FULL:
    case IO_ERROR:
    case READ_ONLY:
    case CANNOT_OPEN:
      return new FitlyError(
        'disk_failed',
        `The disk refused to work on the database ${file} (${detail}).`,
        options('Make room on the disk or mend it, then run the same command again: the last commit is intact.'),
      );
    case BUSY:
    case LOCKED:
      return new FitlyError(
        'folder_in_use',
        `Another process is writing to the database ${file}.`,
        options('Wait until it has finished, or stop it, then run this again.'),
      );
    default:
      return error;
  }
}

export const databaseDamaged = (file: string, detail: string, cause?: unknown) =>
  new FitlyError('database_damaged', `The database ${file} is damaged (${detail}).`, {
    next: `Stop every process that uses it and keep a copy. Then: rm -f ${file} ${file}-wal ${file}-shm, and put back what your last backup has of them; the lake files are apart and stay valid.`,
    fields: { file },
    cause,
  });
