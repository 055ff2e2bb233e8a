/** The one place where commands leave their entries in the audit log. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { AuditNote } from '@fitly/service';
import type { Command } from 'commander';
import { auditedAuthor } from '../author.ts';
import { resolveFolder } from '../folder.ts';
import type { Terminal } from '../terminal.ts';
import { AUDITED_COMMANDS, type AuditedCommand } from './audited-commands.ts';

/** What commands say about themselves. */
export interface CommandAudit {
  /** Adds what is known to the entry. Only what may be kept: no secret, no external id. */
  note(note: AuditNote & { readonly action?: string }): void;
  /** Writes the entry now, before what was read is shown. */
  flush(): Promise<void>;
}

interface MainAudit extends CommandAudit {
  begin(command: Command): void;
  /** Writes the entry, where the command leaves one and has not written it. `outcome`: `done`, or the code of the failure. */
  end(outcome: string): Promise<void>;
}

interface Begun extends AuditedCommand {
  readonly args: readonly string[];
  readonly options: Readonly<Record<string, unknown>>;
}

export function commandAudit(terminal: Terminal): MainAudit {
  let begun: Begun | null = null;
  let noted: Parameters<CommandAudit['note']>[0] = {};
  async function end(outcome: string): Promise<void> {
    if (begun === null) return;
    const { args, options } = begun;
    const folder = resolveFolder(terminal, String(options['folder']));
    // A folder that is no workspace has no log.
    if (!existsSync(join(folder, 'fitly.yaml'))) return;
    const { openAudit } = await import('@fitly/service');
    const audit = openAudit({ folder, now: Date.now, env: terminal.env });
    try {
      audit.record({
        ...{ who: auditedAuthor(terminal, options['by']), way: 'command', outcome },
        action: noted.action ?? begun.action,
        object: noted.object ?? begun.object?.(args) ?? null,
        before: noted.before ?? null,
        after: noted.after ?? begun.after?.(args, options) ?? null,
      });
      begun = null;
    } finally {
      audit.close();
    }
  }
  return {
    begin(command) {
      const audited = AUDITED_COMMANDS[wordsOf(command)];
      const options = command.opts();
      if (audited?.when?.(options) === false) return;
      if (audited !== undefined) begun = { ...audited, args: command.args, options };
    },
    note(note) {
      noted = { ...noted, ...note };
    },
    flush: () => end('done'),
    end,
  };
}

/** `agent pause`: without the name of the program. */
const wordsOf = (command: Command): string =>
  command.parent === null ? '' : `${wordsOf(command.parent)} ${command.name()}`.trim();
