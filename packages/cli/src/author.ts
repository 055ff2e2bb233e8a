/** Who does something to an agent: kept in its history. */
import { userInfo } from 'node:os';
import { Option } from 'commander';
import type { Terminal } from './terminal.ts';

export const byOption = (): Option =>
  new Option('--by <who>', 'who does this, for the history (default: the user of this computer)').env('FITLY_USER');

/** `--by` (or FITLY_USER), else the user of the operating system, else "unknown": a container may have no user of that id. */
export function authorOf(terminal: Terminal, by: string | undefined): string {
  const said = (by ?? terminal.env['FITLY_USER'] ?? '').trim();
  return said === '' ? computerUser() : said;
}

/** As `authorOf`, and beside a name that was merely given the user of the operating system, for the audit log. */
export function auditedAuthor(terminal: Terminal, by: unknown): string {
  const said = authorOf(terminal, typeof by === 'string' ? by : undefined);
  const user = computerUser();
  return said === user ? user : `${said} (user ${user})`;
}

function computerUser(): string {
  try {
    return userInfo().username;
  } catch {
    return 'unknown';
  }
}
