/** The audit log of a workspace folder, opened when it is first used, beside whatever else works on the folder. */
import { join } from 'node:path';
import { type AuditAct, type AuditLog, auditLog, metaOfFolder, stateFolder } from '@fitly/store';
import { INSTANCE, placeOf } from '../sending/instance.ts';
import type { ServedFolder } from '../workspace/workspace.ts';

export interface Audit extends Omit<AuditLog, 'append' | 'accept'> {
  /** Returns when the entry is on the device. */
  record(act: Omit<AuditAct, 'at'>): void;
  /** As `accept` of the log. */
  accept(act: Omit<AuditAct, 'at'>): void;
  /** Where the end of the log is kept; null: nowhere. */
  readonly anchorFile: () => string | null;
}

export function openAudit(options: ServedFolder): Audit {
  const { folder, now } = options;
  let opened: AuditLog | null = null;
  const log = (): AuditLog => {
    opened ??= auditLog(folder, anchorFileOf(options));
    return opened;
  };
  return {
    record: (act) => void log().append({ at: now(), ...act }),
    accept: (act) => void log().accept({ at: now(), ...act }),
    newest: (query) => log().newest(query),
    all: () => log().all(),
    verify: () => log().verify(),
    anchorFile: () => anchorFileOf(options),
    close() {
      opened?.close();
      opened = null;
    },
  };
}

/**
 * Named by workspace and place: a copy of the folder has a log, and an end, of its own. Null: this process knows no place outside, or
 * the workspace has no id yet.
 */
function anchorFileOf({ folder, env }: ServedFolder): string | null {
  const outside = stateFolder(env);
  const instance = outside === null ? null : metaOfFolder(folder, INSTANCE);
  if (outside === null || instance === null) return null;
  return join(outside, `${instance}.${placeOf(folder, env).slice(0, 16)}.audit`);
}
