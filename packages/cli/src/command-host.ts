import type { CommandAudit } from './audit/command-audit.ts';
import type { Terminal } from './terminal.ts';

/** What a command receives besides its own options. */
export interface CommandHost {
  readonly terminal: Terminal;
  /** For commands that end well but have something to say by their exit code. */
  readonly exitWith: (code: number) => void;
  readonly audit: CommandAudit;
}
