/** How a failure reads: what was given, what was expected, where, and what to do next. */
import { EXIT, FitlyError } from '@fitly/core/errors';
import { styled, type Terminal, wantsColor, writeJson, writeLine } from './terminal.ts';

/** Prints the failure for people or for machines and returns the exit code. */
export function reportFailure(error: unknown, terminal: Terminal, json: boolean): number {
  const failure = asFitlyError(error);
  if (json) {
    const { code, message, next, issues, fields } = failure;
    writeJson(terminal, { error: { code, message, next: next ?? null, issues, fields } });
    return failure.exitCode;
  }
  const color = wantsColor(terminal);
  writeLine(terminal.err, `${styled('fitly:', 'red', color)} ${failure.message}  [${failure.code}]`);
  for (const issue of failure.issues) {
    const place =
      issue.line === undefined ? '' : ` (line ${issue.line}${issue.column === undefined ? '' : `:${issue.column}`})`;
    writeLine(terminal.err, `  ${styled(issue.path, 'bold', color)}${place}: ${issue.message}`);
  }
  if (failure.next !== undefined) writeLine(terminal.err, `  ${styled('Next:', 'bold', color)} ${failure.next}`);
  return failure.exitCode;
}

/** Of the catalogue. */
export const failureCode = (error: unknown): string => asFitlyError(error).code;

function asFitlyError(error: unknown): FitlyError {
  if (error instanceof FitlyError) return error;
  const system = systemFailure(error);
  if (system !== null) return system;
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new FitlyError('internal', `something broke that should not: ${text}`, {
    next: 'nothing was lost: what is committed stays; please report this text',
    cause: error,
  });
}

const DISK_CODES = new Set(['ENOSPC', 'EDQUOT', 'EIO', 'EROFS', 'EMFILE', 'ENFILE']);

/** Failures of the operating system that a person can mend. */
function systemFailure(error: unknown): FitlyError | null {
  if (!(error instanceof Error)) return null;
  const { code, path } = error as NodeJS.ErrnoException;
  if (code === undefined) return null;
  const where = path === undefined ? '' : ` at ${path}`;
  if (DISK_CODES.has(code)) {
    return new FitlyError('disk_failed', `the disk refused to write${where} (${code})`, {
      next: 'free space or repair the disk, then run the same command again: it continues where it stopped',
      cause: error,
    });
  }
  if (code === 'EACCES' && (error as NodeJS.ErrnoException).syscall === 'listen') {
    return new FitlyError('port_taken', 'this user may not listen on that port', {
      next: 'choose a port above 1023',
      cause: error,
    });
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return new FitlyError('file_unreadable', `no permission${where} (${code})`, {
      next: 'run as the owner of the folder, or change its permissions',
      cause: error,
    });
  }
  if (code === 'EEXIST' || code === 'ENOTDIR' || code === 'EISDIR') {
    const what = code === 'EISDIR' ? 'a folder where a file is expected' : 'a file where a folder is expected';
    return new FitlyError('file_unreadable', `there is ${what}${where} (${code})`, {
      next: 'check the path',
      cause: error,
    });
  }
  if (code === 'ENOENT' && path !== undefined) {
    return new FitlyError('file_not_found', `there is no file ${path}`, { next: 'check the path', cause: error });
  }
  return null;
}

/** What commander complains about goes to the same place, with the exit code for a wrong command line. */
export const USAGE_EXIT = EXIT.usage;
